"""Versions of the flow chart, which one a case keeps, and the words of pages that the office settles."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
OF_CASE = "fk_case_flow_version_id"


def upgrade() -> None:
    """Make the tables; the cases that stand keep the first version that is registered."""
    op.create_table(
        "flow_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_version")),
        sa.UniqueConstraint("flow", "number", name=op.f("uq_flow_version_flow_number")),
        **ONCE,
    )
    for statement in append_only_statements("flow_version", op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("key", name=op.f("uq_wording_key")),
        **ONCE,
    )
    with op.batch_alter_table("case", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("flow_version_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(OF_CASE, "flow_version", ["flow_version_id"], ["id"])


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("case", table_kwargs=ONCE) as batch:
        batch.drop_constraint(OF_CASE, type_="foreignkey")
        batch.drop_column("flow_version_id")
    op.drop_table("wording")
    op.drop_table("flow_version")
