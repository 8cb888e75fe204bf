"""Files that jobs make wait to be fetched, once and within a day."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the bytes lie sealed in the folder of the instance."""
    op.create_table(
        "job_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_job_file_job_id_job"),
        sa.PrimaryKeyConstraint("id", name="pk_job_file"),
        sa.UniqueConstraint("job_id", name="uq_job_file_job_id"),
        sa.UniqueConstraint("stored_as", name="uq_job_file_stored_as"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Take the table away; files that wait are lost."""
    op.drop_table("job_file")
