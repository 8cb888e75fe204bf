"""The register of exports, and requests for lists with whole numbers."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; the register is only ever added to."""
    add_table("export_request", *of_requests())
    add_table("export", *of_exports())
    for table, names in (
        ("export_request", ("user_id",)), ("export_request", ("state",)),
        ("export", ("sha256",)), ("export", ("user_id", "at")), ("export", ("at",)),
    ):  # fmt: skip
        op.create_index(f"ix_{table}_{'_'.join(names)}", table, list(names))
    for statement in append_only_statements("export", op.get_bind().dialect.name):
        op.execute(statement)


def of_requests() -> list[sa.schema.SchemaItem]:
    """What a request says."""
    return [
        *words("listing", "title", "address", "range"),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        *words("purpose"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("for_user_id", sa.Integer(), nullable=True),
        *words("asked_by", "asked_as"),
        sa.Column("asked_at", Moment(), nullable=False),
        *words("state"),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        *words("decided_by", nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        *words("reason", nullable=True),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'withdrawn', 'used')",
            name=op.f("ck_export_request_known_state"),
        ),
        sa.CheckConstraint("user_id <> decided_by_id", name=op.f("ck_export_request_decided_by_another")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_export_request_user_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_export_request_decided_by_id")),
    ]


def of_exports() -> list[sa.schema.SchemaItem]:
    """What is kept of a copy."""
    return [
        *words("number"),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        *words("actor_name", "actor_title"),
        *words("on_behalf", "address", nullable=True),
        *words("way", "listing", "title", "range"),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("has_phones", sa.Boolean(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        *words("purpose", nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        *words("approved_by", nullable=True),
        *words("sha256"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["export_request.id"], name=op.f("fk_export_request_id")),
        sa.UniqueConstraint("number", name=op.f("uq_export_number")),
        sa.UniqueConstraint("request_id", name=op.f("uq_export_request_id")),
    ]


def words(*names: str, nullable: bool = False) -> list[sa.Column]:
    """Columns of text."""
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def add_table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table whose ids are never given twice."""
    key = (sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))
    op.create_table(name, *key, *parts, sqlite_autoincrement=True)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("export")
    op.drop_table("export_request")
