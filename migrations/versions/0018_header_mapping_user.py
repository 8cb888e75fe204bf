"""Who settled how headings are matched: the choice is not carried over to somebody else unseen."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, without making the table anew."""
    op.add_column("header_mapping", sa.Column("user_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("header_mapping", "user_id")
