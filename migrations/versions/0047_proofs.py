"""Files that prove several records at once."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
OF_DEED = "fk_deed_proof_id"


def upgrade() -> None:
    """Make the table, and let records refer to it."""
    op.create_table(
        "shared_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_proof")),
        **ONCE,
    )
    with op.batch_alter_table("deed", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("proof_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(OF_DEED, "shared_proof", ["proof_id"], ["id"])
        batch.create_index("ix_deed_proof_id", ["proof_id"])


def downgrade() -> None:
    """Take both away."""
    with op.batch_alter_table("deed", table_kwargs=ONCE) as batch:
        batch.drop_index("ix_deed_proof_id")
        batch.drop_constraint(OF_DEED, type_="foreignkey")
        batch.drop_column("proof_id")
    op.drop_table("shared_proof")
