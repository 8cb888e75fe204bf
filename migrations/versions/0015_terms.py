"""Tables of the yearly confirmation and the change of term; since when a member serves."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    with op.batch_alter_table("member") as batch:
        batch.add_column(sa.Column("entered_on", sa.Date(), nullable=True))
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("name", name=op.f("uq_term_name")),
    )
    op.create_table(
        "member_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_term_member_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_member_term_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_term")),
        sa.UniqueConstraint("member_id", "term_id", name=op.f("uq_member_term_member_id_term_id")),
    )
    op.create_index("ix_member_term_term_id", "member_term", ["term_id"])
    make_confirmations()


def make_confirmations() -> None:
    """The table of confirmations, which only grows."""
    op.create_table(
        "library_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", Moment(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("compared_with", sa.String(), nullable=False),
        sa.Column("people_ids", sa.JSON(), nullable=False),
        sa.Column("entered_ids", sa.JSON(), nullable=False),
        sa.Column("left_ids", sa.JSON(), nullable=False),
        sa.Column("changed_ids", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_library_confirmation_library_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_library_confirmation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_confirmation")),
        info={"append_only": True},
    )
    op.create_index("ix_library_confirmation_year_library_id", "library_confirmation", ["year", "library_id"])
    for statement in append_only_statements("library_confirmation", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_library_confirmation_year_library_id", "library_confirmation")
    op.drop_table("library_confirmation")
    op.drop_index("ix_member_term_term_id", "member_term")
    op.drop_table("member_term")
    op.drop_table("term")
    with op.batch_alter_table("member") as batch:
        batch.drop_column("entered_on")
