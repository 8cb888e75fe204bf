"""Extensions, opinions of helping units, days of rechecking and what a case was converted to."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
INDEX = "ix_case_recheck_on"
OF_CASE = {
    "handling_way": sa.String(), "extension_asked_until": sa.Date(), "extension_asked_by_id": sa.Integer(),
    "extension_asked_for_id": sa.Integer(), "extension_round": sa.Integer(), "extended_due_on": sa.Date(),
    "recheck_on": sa.Date(), "converted_to": sa.String(),
}  # fmt: skip
OF_CO_UNIT = {
    "due_on": sa.Date(), "opinion": sa.String(), "given_by": sa.String(), "given_by_id": sa.Integer(),
    "given_at": Moment(timezone=True),
}  # fmt: skip


def upgrade() -> None:
    """Add the columns."""
    for table, columns in (("case", OF_CASE), ("co_unit", OF_CO_UNIT)):
        with op.batch_alter_table(table, table_kwargs=ONCE) as batch:
            for name, kind in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=True))
    op.create_index(INDEX, "case", ["recheck_on"])


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index(INDEX, "case")
    for table, columns in (("co_unit", OF_CO_UNIT), ("case", OF_CASE)):
        with op.batch_alter_table(table, table_kwargs=ONCE) as batch:
            for name in columns:
                batch.drop_column(name)
