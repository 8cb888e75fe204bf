"""What the office made of records that looked like padding, and from which number on they do."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "flag_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("verdict IN ('看过，没有问题', '请委员说明')", name=op.f("ck_flag_look_verdict_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_look")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_flag_look_year_key"), "flag_look", ["year", "key"])
    op.create_table(
        "flag_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_setting")),
        sqlite_autoincrement=True,
    )
    for statement in append_only_statements("flag_look", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("flag_setting")
    op.drop_table("flag_look")
