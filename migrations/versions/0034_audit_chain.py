"""The keyed chain of events: their seals, its head, the heads of days, the anchors; what stands is sealed by id."""

import sqlalchemy as sa
from alembic import op

from liaison.audit.masks import MOBILE, masked
from liaison.audit.sealing import seal_rest
from liaison.core.db import Json, append_only_statements
from liaison.core.sealed_json import as_json

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

EVENT = sa.table("event", sa.column("id"), sa.column("label"), sa.column("changes", sa.JSON()))
ONLY_ADDED = ("event_seal", "day_head", "audit_anchor")
SIGNED = (("number", sa.Integer()), ("seal", sa.String()), ("key_id", sa.String()), ("mac", sa.String()))
ANCHORED = (
    ("count", sa.Integer()), ("until", sa.Date()), ("archive", sa.String()), ("sha256", sa.String()),
)  # fmt: skip


def upgrade() -> None:
    """Make the tables, and seal the events that stand."""
    op.add_column("event", sa.Column("session_id", sa.Integer(), nullable=True))
    op.add_column("event", sa.Column("request_id", sa.String(), nullable=True))
    op.create_table(
        "event_seal",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        *filled(("event_id", sa.Integer()), ("key_id", sa.String()), ("seal", sa.String())),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_seal")),
    )
    op.create_table(
        "event_head",
        *filled(("name", sa.String()), *SIGNED),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_head")),
    )
    op.create_table(
        "day_head",
        *filled(("id", sa.Integer()), ("day", sa.Date()), *SIGNED),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_head")),
        sa.UniqueConstraint("day", name=op.f("uq_day_head_day")),
    )
    op.create_table(
        "audit_anchor",
        *filled(("id", sa.Integer()), *SIGNED, *ANCHORED),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_anchor")),
    )
    for table in ONLY_ADDED:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
    mask_phones(op.get_bind())
    seal_rest(op.get_bind())


def mask_phones(connection: sa.Connection) -> None:
    """Mask the phones in what was noted before; the table takes changes only meanwhile."""
    rows = connection.execute(sa.select(EVENT)).all()
    wrong = [row for row in rows if MOBILE.search(as_json(row.changes)) or MOBILE.search(row.label)]
    if not wrong:
        return
    is_sqlite = connection.dialect.name == "sqlite"
    op.execute("DROP TRIGGER event_refuses_update" if is_sqlite else "ALTER TABLE event DISABLE TRIGGER USER")
    for row in wrong:
        cells = {"label": masked(row.label), "changes": Json(masked(as_json(row.changes)))}
        connection.execute(EVENT.update().where(EVENT.c.id == row.id).values(cells))
    refused = append_only_statements("event", "sqlite")[0]
    op.execute(refused if is_sqlite else "ALTER TABLE event ENABLE TRIGGER USER")


def filled(*columns) -> list[sa.Column]:
    """Columns that are never empty."""
    return [sa.Column(name, kind, nullable=False) for name, kind in columns]


def downgrade() -> None:
    """Drop them."""
    for table in ("audit_anchor", "day_head", "event_head", "event_seal"):
        op.drop_table(table)
    op.drop_column("event", "request_id")
    op.drop_column("event", "session_id")
