"""Who stands in for whom (代办), and in whose name something was done."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STOOD_IN = sa.text("for_user_id IS NOT NULL")


def upgrade() -> None:
    """Make the table; add the columns without making their tables anew."""
    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_user_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_cases_only", sa.Boolean(), nullable=False),
        sa.Column("is_anywhere", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("from_user_id <> to_user_id", name=op.f("ck_proxy_somebody_else")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_proxy_days_in_order")),
        sa.ForeignKeyConstraint(["from_user_id"], ["user.id"], name=op.f("fk_proxy_from_user_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["user.id"], name=op.f("fk_proxy_to_user_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_proxy_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proxy_from_user_id", "proxy", ["from_user_id"])
    op.create_index("ix_proxy_to_user_id_ends_on", "proxy", ["to_user_id", "ends_on"])
    for table in ("event", "step_record"):
        op.add_column(table, sa.Column("for_user_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_event_for_user_id", "event", ["for_user_id"], sqlite_where=STOOD_IN, postgresql_where=STOOD_IN
    )


def downgrade() -> None:
    """Drop the columns and the table."""
    op.drop_index("ix_event_for_user_id", "event")
    for table in ("step_record", "event"):
        op.drop_column(table, "for_user_id")
    op.drop_table("proxy")
