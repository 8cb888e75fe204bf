"""What people ask for about their data, who was erased, and which events were redacted for it."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables; redactions are only ever added."""
    op.create_table(
        "claim",
        *columns(id=sa.Integer(), thing=sa.String(), thing_id=sa.Integer(), kind=sa.String()),
        sa.Column("asked_by", sa.String(), nullable=True),
        *columns(way=sa.String(), asked_on=sa.Date(), due_on=sa.Date()),
        sa.Column("words", sa.String(), nullable=True),
        *columns(state=sa.String()),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        *columns(recorded_by=sa.String(), recorded_at=Moment(), version=sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_claim_thing", "claim", ["thing", "thing_id"])
    op.create_index("ix_claim_state", "claim", ["state", "due_on"])
    op.create_table(
        "tombstone",
        *columns(id=sa.Integer(), thing=sa.String(), thing_id=sa.Integer(), who=sa.String(), cause=sa.String()),
        *columns(erased_at=Moment(), counts=sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_tombstone"),
        sa.UniqueConstraint("thing", "thing_id", name="uq_tombstone_thing_thing_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "event_redaction",
        *columns(id=sa.Integer(), number=sa.Integer(), key_id=sa.String(), mac=sa.String(), made_at=Moment()),
        sa.PrimaryKeyConstraint("id", name="pk_event_redaction"),
    )
    op.create_index("ix_event_redaction_number", "event_redaction", ["number"])
    for statement in append_only_statements("event_redaction", op.get_bind().dialect.name):
        op.execute(statement)


def columns(**types: sa.types.TypeEngine) -> list[sa.Column]:
    """Columns that are never empty."""
    return [sa.Column(name, kind, nullable=False) for name, kind in types.items()]


def downgrade() -> None:
    """Drop them."""
    for table in ("event_redaction", "tombstone", "claim"):
        op.drop_table(table)
