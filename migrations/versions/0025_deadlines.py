"""Deadlines with a receipt; what was under way before keeps its day. The limit that nothing ever read goes."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = "升级以前定的"
OPENED = sa.table(
    "case", *map(sa.column, ("id", "state", "round", "is_imported")), sa.column("due_on", sa.Date()),
    sa.column("step_due_on", sa.Date()), sa.column("entered_at", Moment()),
)  # fmt: skip


def upgrade() -> None:
    """Make the table and write down what stands."""
    op.create_table(
        "deadline_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_deadline_receipt_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_receipt")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deadline_receipt_case_id_what", "deadline_receipt", ["case_id", "what"])
    write_down()
    for statement in append_only_statements("deadline_receipt", op.get_bind().dialect.name):
        op.execute(statement)
    op.execute("DELETE FROM time_limit WHERE key = 'contact'")


def write_down() -> None:
    """A receipt for each day that cases of the platform itself are held to."""
    own = op.get_bind().execute(sa.select(OPENED).where(OPENED.c.is_imported.is_(False))).all()
    receipts = [given(row, "handling", row.due_on) for row in own if row.due_on]
    receipts += [given(row, "step", row.step_due_on) for row in own if row.step_due_on]
    table = sa.table(
        "deadline_receipt", *map(sa.column, ("case_id", "what", "state", "round", "seq", "cause")),
        sa.column("inputs", sa.JSON()), sa.column("due_on", sa.Date()), sa.column("made_at", Moment()),
    )  # fmt: skip
    op.bulk_insert(table, receipts)


def given(row: sa.Row, what: str, day: object) -> dict[str, object]:
    """A day that is taken as it stands."""
    state = row.state if what == "step" else None
    inputs = {"source": "before", "rule": BEFORE, "given": str(day)}
    return {"case_id": row.id, "what": what, "state": state, "round": row.round, "seq": 0, "cause": "upgrade",
            "inputs": inputs, "due_on": day, "made_at": row.entered_at}  # fmt: skip


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("deadline_receipt")
