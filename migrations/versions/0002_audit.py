"""Tables of audit: events."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        info={"append_only": True},
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)
    op.create_index("ix_event_thing", "event", ["thing", "thing_id"], unique=False)
    for statement in append_only_statements("event", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_event_thing", table_name="event")
    op.drop_index("ix_event_at", table_name="event")
    op.drop_table("event")
