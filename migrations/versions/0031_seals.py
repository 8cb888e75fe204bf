"""The seal of each step record; those that stand are sealed as they are."""

import sqlalchemy as sa
from alembic import op

from liaison.casework.models.seals import seal_of
from liaison.core.db import Moment, append_only_statements

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "step_record"
RECORD = sa.table(
    TABLE,
    *(sa.column(name, sa.Integer()) for name in ("id", "case_id", "seq", "step", "round", "actor_id", "for_user_id")),
    *(sa.column(name, sa.String()) for name in ("verb", "actor_name", "actor_role", "on_behalf", "note", "seal")),
    *(sa.column(name, Moment()) for name in ("entered_at", "acted_at")),
    *(sa.column(name, sa.Date()) for name in ("due_on", "acted_on")),
    *(sa.column(name, sa.JSON()) for name in ("filled", "shown", "before")),
    sa.column("is_imported", sa.Boolean()),
)
ONE = RECORD.update().where(RECORD.c.id == sa.bindparam("which")).values(seal=sa.bindparam("seal_now"))


def upgrade() -> None:
    """Add the column, and seal what stands; the table takes changes only meanwhile."""
    op.add_column(TABLE, sa.Column("seal", sa.String(), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(sa.select(RECORD)).mappings().all()
    if not rows:
        return
    allow_changes(connection)
    connection.execute(ONE, [{"which": row["id"], "seal_now": seal_of(row)} for row in rows])
    refuse_changes(connection)


def allow_changes(connection: sa.Connection) -> None:
    """Take the refusal of changes away."""
    if connection.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
    else:
        op.execute(f"DROP TRIGGER {TABLE}_refuses_update")


def refuse_changes(connection: sa.Connection) -> None:
    """Refuse changes again."""
    if connection.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER USER")
    else:
        op.execute(append_only_statements(TABLE, "sqlite")[0])


def downgrade() -> None:
    """Drop the column."""
    op.drop_column(TABLE, "seal")
