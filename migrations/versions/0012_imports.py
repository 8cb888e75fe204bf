"""Files on their way in: rows, changes and how headings were matched."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EMPTY = {"answers": "{}", "plan": "{}", "warnings": "{}"}


def new_columns() -> tuple[sa.Column, ...]:
    """What a batch is told of beyond its counts; made anew each time, for a column belongs to one table."""
    return (
        sa.Column("state", sa.String(), nullable=False, server_default="written"),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id", name="fk_import_batch_user_id"), nullable=True),
        sa.Column("stored_as", sa.String(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False, server_default=empty) for name, empty in EMPTY.items()),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("seen_event", sa.Integer(), nullable=True),
        sa.Column(
            "undoes_id", sa.Integer(), sa.ForeignKey("import_batch.id", name="fk_import_batch_undoes_id"), nullable=True
        ),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    )


def upgrade() -> None:
    """Make the tables; batches of before were written."""
    with op.batch_alter_table("import_batch") as batch:
        for column in new_columns():
            batch.add_column(column)
    for name in ("state", *EMPTY, "version"):
        with op.batch_alter_table("import_batch") as batch:
            batch.alter_column(name, server_default=None)
    op.create_index("ix_import_batch_state", "import_batch", ["state"])
    op.create_index("ix_import_batch_sha256", "import_batch", ["sha256"])
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        sa.Column("is_skipped", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_row_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
        sa.UniqueConstraint("batch_id", "sheet", "number", name="uq_import_row_batch_id_sheet_number"),
    )
    op.create_index("ix_import_row_batch_id_outcome", "import_row", ["batch_id", "outcome"])
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_change_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_change"),
    )
    op.create_index("ix_import_change_batch_id_unit", "import_change", ["batch_id", "unit"])
    op.create_index("ix_import_change_thing_thing_id", "import_change", ["thing", "thing_id"])
    op.create_table(
        "header_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("policies", sa.JSON(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_header_mapping"),
        sa.UniqueConstraint("kind", "fingerprint", name="uq_header_mapping_kind_fingerprint"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("header_mapping")
    op.drop_table("import_change")
    op.drop_table("import_row")
    op.drop_index("ix_import_batch_sha256", "import_batch")
    op.drop_index("ix_import_batch_state", "import_batch")
    with op.batch_alter_table("import_batch") as batch:
        for name in ("fk_import_batch_user_id", "fk_import_batch_undoes_id"):
            batch.drop_constraint(name, type_="foreignkey")
        for column in new_columns():
            batch.drop_column(column.name)
