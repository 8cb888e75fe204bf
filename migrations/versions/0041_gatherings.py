"""Activities that members sign in to by a QR code, targets as data, and published schemes frozen by the database."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment
from liaison.performance.models.freezing import freezing_removals, freezing_statements

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
STANDS = sa.text("NOT is_cancelled")
OF_DEED = "fk_deed_gathering_id"


def upgrade() -> None:
    """Make the tables, and let the database refuse what a published scheme must not suffer."""
    make_gatherings()
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("seed_key", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("list_name", "name", name=op.f("uq_target_list_name_name")),
        sa.UniqueConstraint("seed_key", name=op.f("uq_target_seed_key")),
        **ONCE,
    )
    for statement in freezing_statements(op.get_bind().dialect.name):
        op.execute(statement)


def make_gatherings() -> None:
    """The activities, and which records came of one."""
    op.create_table(
        "gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("minutes_before", sa.Integer(), nullable=False),
        sa.Column("minutes_after", sa.Integer(), nullable=False),
        sa.Column("late_after", sa.Integer(), nullable=True),
        sa.Column("is_changing", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_gathering_amount_of_something")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_gathering_station_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_gathering_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
        sa.UniqueConstraint("token", name=op.f("uq_gathering_token")),
        **ONCE,
    )
    op.create_index(
        "uq_gathering_kind_title_held_on", "gathering", ["kind", "title", "held_on"], unique=True,
        sqlite_where=STANDS, postgresql_where=STANDS,
    )  # fmt: skip
    with op.batch_alter_table("deed", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("gathering_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(OF_DEED, "gathering", ["gathering_id"], ["id"])
        batch.create_index("ix_deed_gathering_id", ["gathering_id"])


def downgrade() -> None:
    """Drop them."""
    for statement in freezing_removals(op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table("deed", table_kwargs=ONCE) as batch:
        batch.drop_index("ix_deed_gathering_id")
        batch.drop_constraint(OF_DEED, type_="foreignkey")
        batch.drop_column("gathering_id")
    op.drop_table("target")
    op.drop_table("gathering")
