"""Representatives in the order of their list."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_representative_area_id_pinyin_left_on", ["area_id", "pinyin", "left_on"]


def upgrade() -> None:
    """Add the index."""
    op.create_index(NAME, "representative", COLUMNS)


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(NAME, table_name="representative")
