"""The ladder of supervision: what a notice was issued for, notices prepared, instructions, and cases revisited."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
RUNG = "ix_urging_notice_rung"
OF_NOTICE = {
    "round": sa.Integer(), "rung_on": sa.Date(), "issuer_id": sa.Integer(), "copied_to": sa.String(),
    "outcome": sa.String(), "outcome_text": sa.String(), "printed_at": Moment(timezone=True),
}  # fmt: skip
SETTINGS = (
    "inquiry_ahead", "opinion_ahead", "help_ahead", "urge_after", "supervise_after", "list_after", "same_matter",
    "sample_percent",
)  # fmt: skip
TABLES = ("revisit", "sample_draw", "instruction", "ladder_setting", "proposed_notice")


def upgrade() -> None:
    """Add the columns and the tables."""
    with op.batch_alter_table("urging_notice", table_kwargs=ONCE) as batch:
        for name, kind in OF_NOTICE.items():
            batch.add_column(sa.Column(name, kind, nullable=True))
        batch.add_column(sa.Column("is_automatic", sa.Boolean(), nullable=False, server_default="0"))
    op.create_index(RUNG, "urging_notice", ["case_id", "round", "level", "rung_on"], unique=True)
    make_table("proposed_notice", [
        needed("case_id"), needed("round"), needed("level"), needed("rung_on", sa.Date()), needed("cause", sa.String()),
        needed("demand", sa.String()), needed("proposed_at", Moment()), needed("proposed_on", sa.Date()),
        free("settled_at", Moment()), free("settled_by"), free("notice_id", sa.Integer()), needed("version"),
        refers("proposed_notice", "case_id", "case"), refers("proposed_notice", "notice_id", "urging_notice"),
        sa.UniqueConstraint(
            "case_id", "round", "level", "rung_on", name=op.f("uq_proposed_notice_case_id_round_level_rung_on")
        ),
    ])  # fmt: skip
    make_table("ladder_setting", [
        *(needed(name) for name in SETTINGS), needed("is_automatic", sa.Boolean()), needed("version"),
    ])  # fmt: skip
    make_table("instruction", [
        needed("case_id"), needed("addressee", sa.String()), needed("text", sa.String()),
        free("answer_by", sa.Date()), needed("given_by", sa.String()), needed("given_by_id"),
        needed("given_at", Moment()), needed("given_on", sa.Date()), free("answer"), free("answered_by"),
        free("answered_at", Moment()), needed("version"), refers("instruction", "case_id", "case"),
    ])  # fmt: skip
    op.create_index("ix_instruction_case_id", "instruction", ["case_id"])
    op.create_index("ix_instruction_given_by_id", "instruction", ["given_by_id"])
    make_table("sample_draw", [
        needed("quarter", sa.String()), needed("public_number", sa.String()), needed("percent"), needed("population"),
        needed("population_sum", sa.String()), needed("drawn_at", Moment()), needed("drawn_by", sa.String()),
        sa.UniqueConstraint("quarter", name=op.f("uq_sample_draw_quarter")),
    ])  # fmt: skip
    make_table("revisit", [
        needed("draw_id"), needed("case_id"), needed("place"), needed("unit", sa.String()), free("finding"),
        free("is_satisfied"), free("words"), free("revisited_on", sa.Date()), free("revisited_by"),
        free("recorded_at", Moment()), needed("version"), refers("revisit", "draw_id", "sample_draw"),
        refers("revisit", "case_id", "case"),
        sa.UniqueConstraint("draw_id", "case_id", name=op.f("uq_revisit_draw_id_case_id")),
    ])  # fmt: skip


def make_table(name: str, parts: list) -> None:
    """A table with a running id."""
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, sa.Column("id", sa.Integer(), nullable=False), *parts, key, sqlite_autoincrement=True)


def needed(name: str, kind: sa.types.TypeEngine | None = None) -> sa.Column:
    """A column that is always filled; a number unless said otherwise."""
    return sa.Column(name, kind or sa.Integer(), nullable=False)


def free(name: str, kind: sa.types.TypeEngine | None = None) -> sa.Column:
    """A column that may stay empty; text unless said otherwise."""
    return sa.Column(name, kind or sa.String(), nullable=True)


def refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A reference to a row of another table."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    """Drop the tables and the columns."""
    for name in TABLES:
        op.drop_table(name)
    op.drop_index(RUNG, "urging_notice")
    with op.batch_alter_table("urging_notice", table_kwargs=ONCE) as batch:
        for name in (*OF_NOTICE, "is_automatic"):
            batch.drop_column(name)
