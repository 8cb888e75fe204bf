"""Messages that the program puts into people's inboxes."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_message_user_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_user_id_made_at", "message", ["user_id", "made_at"])
    op.create_index("ix_message_unread", "message", ["user_id"], sqlite_where=UNREAD, postgresql_where=UNREAD)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("message")
