"""Files of forms that came back, reminders of steps, the rhythm of rechecks, and the notice of an instruction."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
SETTINGS = {"step_ahead": "1", "recheck_months": "3"}
OF_INSTRUCTION = "fk_instruction_proposed_id"


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "unsent_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_form")),
        sa.UniqueConstraint("user_id", "page", name=op.f("uq_unsent_form_user_id_page")),
        **ONCE,
    )
    with op.batch_alter_table("ladder_setting", table_kwargs=ONCE) as batch:
        for name, usual in SETTINGS.items():
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=usual))
    with op.batch_alter_table("instruction", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("proposed_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(OF_INSTRUCTION, "proposed_notice", ["proposed_id"], ["id"])


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("instruction", table_kwargs=ONCE) as batch:
        batch.drop_constraint(OF_INSTRUCTION, type_="foreignkey")
        batch.drop_column("proposed_id")
    with op.batch_alter_table("ladder_setting", table_kwargs=ONCE) as batch:
        for name in SETTINGS:
            batch.drop_column(name)
    op.drop_table("unsent_form")
