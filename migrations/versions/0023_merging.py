"""The case whose handling answers another one too (并案主单)."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

REFERENCE, INDEX = "fk_case_merged_into_id", "ix_case_merged_into_id"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("case", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(REFERENCE, "case", ["merged_into_id"], ["id"])
    op.create_index(INDEX, "case", ["merged_into_id"])


def downgrade() -> None:
    """Drop the column."""
    op.drop_index(INDEX, "case")
    with op.batch_alter_table("case", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(REFERENCE, type_="foreignkey")
        batch.drop_column("merged_into_id")
