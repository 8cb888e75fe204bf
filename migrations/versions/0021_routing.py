"""What the office decided about proposals to change the unit of a field."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "routing_ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("old_unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_routing_ruling_category_id")),
        sa.ForeignKeyConstraint(["old_unit_id"], ["organisation.id"], name=op.f("fk_routing_ruling_old_unit_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_routing_ruling_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_ruling")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("routing_ruling")
