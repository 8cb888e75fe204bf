"""What people ask for about their data, who was erased, and which events were redacted for it."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from liaison.core.addresses import opened_address, sealed_address
from liaison.core.db import Moment, append_only_statements

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

ADDRESSES = (("mail_choice", "user_id"), ("webhook", "organisation_id"))


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
    for table, owner in ADDRESSES:
        rewrite(table, owner, sealed_address)
    for statement in append_only_statements("event_redaction", op.get_bind().dialect.name):
        op.execute(statement)


def rewrite(table: str, owner: str, again: Callable[[str, str, int], str]) -> None:
    """Give the addresses of a table what they become."""
    rows = sa.table(table, *map(sa.column, ("id", "address", owner)))
    for one, address, whose in op.get_bind().execute(sa.select(rows.c.id, rows.c.address, rows.c[owner])).all():
        op.execute(sa.update(rows).where(rows.c.id == one).values(address=again(address, table, whose)))


def columns(**types: sa.types.TypeEngine) -> list[sa.Column]:
    """Columns that are never empty."""
    return [sa.Column(name, kind, nullable=False) for name, kind in types.items()]


def downgrade() -> None:
    """Drop them; addresses in plain again."""
    for table, owner in ADDRESSES:
        rewrite(table, owner, opened_address)
    for table in ("event_redaction", "tombstone", "claim"):
        op.drop_table(table)
