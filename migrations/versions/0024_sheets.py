"""The remaining cells of ① and ② that are asked for again, who else took part, and a grade for the member's work."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
UNIT = "fk_case_suggested_unit_id"
OF_CASE = (
    ("relation", sa.String()), ("survey_way", sa.String()), ("survey_on", sa.Date()), ("explained", sa.String()),
    ("spot_answer", sa.String()), ("spot_text", sa.String()), ("suggested_unit_id", sa.Integer()),
)
SWITCHES = ("is_anonymous", "is_common")
OF_CONTACT = (
    ("began_at", sa.Time()), ("ended_at", sa.Time()), ("present_count", sa.Integer()), ("other_tasks", sa.String()),
)


def upgrade() -> None:
    """Add the columns and the table."""
    with op.batch_alter_table("case", table_kwargs=ONCE) as batch:
        for name, kind in OF_CASE:
            batch.add_column(sa.Column(name, kind, nullable=True))
        for name in SWITCHES:
            batch.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default="0"))
        batch.create_foreign_key(UNIT, "organisation", ["suggested_unit_id"], ["id"])
    with op.batch_alter_table("contact", table_kwargs=ONCE) as batch:
        for name, kind in OF_CONTACT:
            batch.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table("rating", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("member_work", sa.String(), nullable=True))
    op.create_table(
        "companion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_companion_contact_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_companion_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companion")),
        sa.UniqueConstraint("contact_id", "member_id", name=op.f("uq_companion_contact_id_member_id")),
        **ONCE,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("companion")
    with op.batch_alter_table("rating", table_kwargs=ONCE) as batch:
        batch.drop_column("member_work")
    with op.batch_alter_table("contact", table_kwargs=ONCE) as batch:
        for name, _kind in OF_CONTACT:
            batch.drop_column(name)
    with op.batch_alter_table("case", table_kwargs=ONCE) as batch:
        batch.drop_constraint(UNIT, type_="foreignkey")
        for name in (*SWITCHES, *(name for name, _kind in OF_CASE)):
            batch.drop_column(name)
