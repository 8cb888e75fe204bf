"""Tables of duplicates and merges; a name and number belong to one person who was not merged."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PERSON = "representative"
IDENTITY, COLUMNS, LIVING = "uq_representative_name_phone", ["name", "phone"], sa.text("merged_into_id IS NULL")

IS_GONE = "ck_representative_merged_has_left"
LISTED_BEFORE = ("ix_representative_area_id_pinyin_left_on", ["area_id", "pinyin", "left_on"])


def upgrade() -> None:
    """Make the tables."""
    reference = sa.ForeignKey("representative.id", name="fk_representative_merged_into_id")
    with op.batch_alter_table(PERSON) as batch:
        batch.add_column(sa.Column("merged_into_id", sa.Integer(), reference, nullable=True))
        batch.drop_constraint(IDENTITY, type_="unique")
        batch.create_check_constraint(IS_GONE, "merged_into_id IS NULL OR left_on IS NOT NULL")
    op.create_index(IDENTITY, PERSON, COLUMNS, unique=True, sqlite_where=LIVING, postgresql_where=LIVING)
    op.drop_index(LISTED_BEFORE[0], PERSON)
    op.create_index("ix_representative_list", PERSON, [*LISTED_BEFORE[1], "merged_into_id"])
    op.create_index("ix_representative_merged_into_id", PERSON, ["merged_into_id"])
    op.create_index("ix_representative_name", PERSON, ["name"])
    make_searches()
    make_pair("suspect_pair", sa.Column("points", sa.Integer(), nullable=False))
    op.create_index("ix_suspect_pair_points", "suspect_pair", ["points"])
    make_pair("distinct_pair", sa.Column("settled_by", sa.String(), nullable=False),
              sa.Column("settled_at", Moment(), nullable=False))
    make_merges()


def make_searches() -> None:
    """How likeness is weighed, and when people were looked through."""
    op.create_table(
        "duplicate_weight",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duplicate_weight"),
        sa.UniqueConstraint("key", name="uq_duplicate_weight_key"),
    )
    op.create_table(
        "duplicate_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("searched_at", Moment(), nullable=False),
        sa.Column("searched_by", sa.String(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("pair_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duplicate_search"),
    )


def make_pair(table: str, *more: sa.Column) -> None:
    """A table of pairs of people."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["first_id"], ["representative.id"], name=f"fk_{table}_first_id"),
        sa.ForeignKeyConstraint(["second_id"], ["representative.id"], name=f"fk_{table}_second_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("first_id", "second_id", name=f"uq_{table}_first_id_second_id"),
    )
    op.create_index(f"ix_{table}_second_id", table, ["second_id"])


def make_merges() -> None:
    """Who was merged into whom, and each row that it changed."""
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("merged_by", sa.String(), nullable=False),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.Column("taken_back_by", sa.String(), nullable=True),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["keeper_id"], ["representative.id"], name="fk_merge_keeper_id"),
        sa.ForeignKeyConstraint(["loser_id"], ["representative.id"], name="fk_merge_loser_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merge"),
    )
    for column in ("keeper_id", "loser_id"):
        op.create_index(f"ix_merge_{column}", "merge", [column])
    op.create_table(
        "merge_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name="fk_merge_change_merge_id"),
        sa.PrimaryKeyConstraint("id", name="pk_merge_change"),
    )
    op.create_index("ix_merge_change_merge_id", "merge_change", ["merge_id"])


def downgrade() -> None:
    """Drop the tables."""
    for table in ("merge_change", "merge", "distinct_pair", "suspect_pair", "duplicate_search", "duplicate_weight"):
        op.drop_table(table)
    for index in ("ix_representative_list", "ix_representative_name", "ix_representative_merged_into_id", IDENTITY):
        op.drop_index(index, PERSON)
    with op.batch_alter_table(PERSON) as batch:
        batch.drop_constraint(IS_GONE, type_="check")
        batch.drop_constraint("fk_representative_merged_into_id", type_="foreignkey")
        batch.drop_column("merged_into_id")
        batch.create_unique_constraint(IDENTITY, COLUMNS)
    op.create_index(LISTED_BEFORE[0], PERSON, LISTED_BEFORE[1])
