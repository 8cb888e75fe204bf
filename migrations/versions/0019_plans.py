"""Drafts of a year beside each other, settings, previews, proof; locked and forbidden pairs; places on leave."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
OPEN, OPEN_LOCK = "ended_at IS NULL", "ended_at IS NULL AND kind = 'lock'"
NAMED = (
    "UPDATE plan SET name = '第 ' || CAST((SELECT count(*) FROM plan AS other "
    "WHERE other.year = plan.year AND other.id <= plan.id) AS VARCHAR) || ' 稿'"
)


def upgrade() -> None:
    """Make the tables, name the plans that stand."""
    make_settings()
    make_previews()
    widen_plans()
    op.create_table(
        "plan_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_certificate_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_certificate")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_plan_certificate_plan_id")),
        **ONCE,
    )
    make_pair_rules()
    op.create_table(
        "member_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("places BETWEEN 0 AND 5", name=op.f("ck_member_places_places")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_places_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_places")),
        sa.UniqueConstraint("year", "member_id", name=op.f("uq_member_places_year_member_id")),
        **ONCE,
    )


def make_settings() -> None:
    """The table of settings, which only grows."""
    op.create_table(
        "plan_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_setting")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_plan_setting_year_number")),
        info={"append_only": True},
    )
    for statement in append_only_statements("plan_setting", op.get_bind().dialect.name):
        op.execute(statement)


def make_previews() -> None:
    """The table of what a setting would move."""
    op.create_table(
        "plan_preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_plan_preview_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_preview")),
        **ONCE,
    )


def widen_plans() -> None:
    """The new columns of a plan; those that stand are named in the order in which they were made."""
    with op.batch_alter_table("plan", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("name", sa.String(), nullable=True))
        batch.add_column(sa.Column("made_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("setting_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("base_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("method", sa.String(), nullable=True))
        batch.add_column(sa.Column("note", sa.String(), nullable=True))
        batch.add_column(sa.Column("job_id", sa.Integer(), nullable=True))
    op.execute(NAMED)
    op.execute("UPDATE plan SET note = ''")
    with op.batch_alter_table("plan", table_kwargs=ONCE) as batch:
        batch.alter_column("name", existing_type=sa.String(), nullable=False)
        batch.alter_column("note", existing_type=sa.String(), nullable=False)
        batch.create_unique_constraint(op.f("uq_plan_year_name"), ["year", "name"])
        batch.create_foreign_key(op.f("fk_plan_made_by_id"), "user", ["made_by_id"], ["id"])
        batch.create_foreign_key(op.f("fk_plan_setting_id"), "plan_setting", ["setting_id"], ["id"])
        batch.create_foreign_key(op.f("fk_plan_base_id"), "plan", ["base_id"], ["id"])


def make_pair_rules() -> None:
    """The table of locked and forbidden pairs; of those that hold, a pair has one and a person one lock."""
    op.create_table(
        "pair_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", Moment(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('lock', 'forbid')", name=op.f("ck_pair_rule_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_pair_rule_member_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representative.id"], name=op.f("fk_pair_rule_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rule")),
        **ONCE,
    )
    for name, columns, where in (
        ("uq_pair_rule_open_pair", ["member_id", "representative_id"], OPEN),
        ("uq_pair_rule_open_lock", ["representative_id"], OPEN_LOCK),
    ):
        condition = sa.text(where)
        op.create_index(
            name, "pair_rule", columns, unique=True, sqlite_where=condition, postgresql_where=condition
        )  # fmt: skip


def downgrade() -> None:
    """Drop the tables and columns."""
    for table in ("member_places", "pair_rule", "plan_certificate", "plan_preview"):
        op.drop_table(table)
    with op.batch_alter_table("plan", table_kwargs=ONCE) as batch:
        for name in ("fk_plan_made_by_id", "fk_plan_setting_id", "fk_plan_base_id"):
            batch.drop_constraint(op.f(name), type_="foreignkey")
        batch.drop_constraint(op.f("uq_plan_year_name"), type_="unique")
        for name in ("name", "made_by_id", "setting_id", "base_id", "method", "note", "job_id"):
            batch.drop_column(name)
    op.drop_table("plan_setting")
