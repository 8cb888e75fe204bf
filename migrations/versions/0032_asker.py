"""Who took a scanned matter in, the call that was promised, members on duty, and limits by device."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ONCE = {"sqlite_autoincrement": True}
INDEX = "ix_public_attempt_kind_device_at"
OF_REQUEST = {
    "call_due_on": sa.Date(), "called_on": sa.Date(), "call_outcome": sa.String(), "call_words": sa.String(),
    "called_by": sa.String(),
}  # fmt: skip
NEW = (
    ("case", {"taken_in_by": sa.String()}), ("public_request", OF_REQUEST),
    ("public_attempt", {"device": sa.String()}),
)  # fmt: skip
TAKEN_IN = """
    UPDATE "case" SET taken_in_by = (
        SELECT o.name || ' ' || r.decided_by FROM public_request r JOIN organisation o ON o.id = r.committee_id
        WHERE r.case_id = "case".id
    ) WHERE id IN (SELECT case_id FROM public_request WHERE case_id IS NOT NULL)
"""


def upgrade() -> None:
    """Add the columns and the roster; what was accepted before says who did it."""
    for table, columns in NEW:
        with op.batch_alter_table(table, table_kwargs=ONCE) as batch:
            for name, kind in columns.items():
                batch.add_column(sa.Column(name, kind, nullable=True))
    op.execute(TAKEN_IN)
    op.create_index(INDEX, "public_attempt", ["kind", "device", "at"])
    with op.batch_alter_table("ladder_setting", table_kwargs=ONCE) as batch:
        batch.add_column(sa.Column("most_tries", sa.Integer(), nullable=False, server_default="3"))
    op.create_table(
        "station_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("duty_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_duty")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_duty_station_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_station_duty_member_id")),
        sa.UniqueConstraint(
            "station_id", "member_id", "weekday", name=op.f("uq_station_duty_station_id_member_id_weekday")
        ),
        sa.UniqueConstraint(
            "station_id", "member_id", "duty_on", name=op.f("uq_station_duty_station_id_member_id_duty_on")
        ),
        sa.CheckConstraint("(weekday IS NULL) <> (duty_on IS NULL)", name=op.f("ck_station_duty_one_day")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_station_duty_weekday")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("station_duty")
    with op.batch_alter_table("ladder_setting", table_kwargs=ONCE) as batch:
        batch.drop_column("most_tries")
    op.drop_index(INDEX, "public_attempt")
    for table, columns in reversed(NEW):
        with op.batch_alter_table(table, table_kwargs=ONCE) as batch:
            for name in columns:
                batch.drop_column(name)
