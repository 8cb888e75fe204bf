"""Tables of casework: what a past ledger says of contacts without a case."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "contact_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("acted_at", Moment(timezone=True), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_step_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_step")),
        sa.UniqueConstraint("contact_id", "seq", name=op.f("uq_contact_step_contact_id_seq")),
        info={"append_only": True},
    )
    for statement in append_only_statements("contact_step", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("contact_step")
