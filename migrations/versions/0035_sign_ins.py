"""One-time codes, login codes of the office, networks of roles, foreign accounts; seats of one family (三员分立)."""

import sqlalchemy as sa
from alembic import op

from liaison.accounts.models.families import family_removals, family_statements
from liaison.core.db import Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

NEW_TABLES = ("allowance", "foreign_account", "role_network", "phone_code", "recovery_code", "second_factor")


def upgrade() -> None:
    """Make the tables, add the columns of sessions, let the database keep the families of seats apart."""
    add_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        moment("made_at"),
        moment("confirmed_at", nullable=True),
        of_user("second_factor"),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    add_table(
        "recovery_code",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        moment("used_at", nullable=True),
        of_user("recovery_code"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    add_table(
        "phone_code",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        moment("made_at"),
        moment("until"),
        moment("used_at", nullable=True),
        of_user("phone_code"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_phone_code_code_hash")),
    )
    add_table(
        "role_network",
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.UniqueConstraint("role", "network", name=op.f("uq_role_network_role_network")),
    )
    add_table(
        "foreign_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        moment("linked_at"),
        of_user("foreign_account"),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_foreign_account_issuer_subject")),
    )
    op.create_table(
        "allowance",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_allowance")),
    )
    for table in ("recovery_code", "phone_code", "foreign_account"):
        op.create_index(f"ix_{table}_user_id", table, ["user_id"])
    op.add_column("sign_in", sa.Column("way", sa.String(), nullable=False, server_default="password"))
    op.add_column("sign_in", sa.Column("awaits_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sign_in", moment("proved_at", nullable=True))
    for statement in family_statements(op.get_bind().dialect.name):
        op.execute(statement)


def add_table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose ids are never given twice."""
    key = (sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))
    op.create_table(name, *key, *parts, sqlite_autoincrement=True)


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    """A column of moments."""
    return sa.Column(name, Moment(), nullable=nullable)


def of_user(table: str) -> sa.ForeignKeyConstraint:
    """Whose it is."""
    return sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id"))


def downgrade() -> None:
    """Take it all away."""
    for statement in family_removals(op.get_bind().dialect.name):
        op.execute(statement)
    for name in ("proved_at", "awaits_code", "way"):
        op.drop_column("sign_in", name)
    for table in NEW_TABLES:
        op.drop_table(table)
