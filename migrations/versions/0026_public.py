"""Codes of stations, what people without an account wrote, and the tries that are counted."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the three tables."""
    make_station_code()
    make_public_request()
    make_public_attempt()


def make_station_code() -> None:
    """The codes on posters."""
    op.create_table(
        "station_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_station_code_owner_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_station_code_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_code")),
        sa.UniqueConstraint("station_id", name=op.f("uq_station_code_station_id")),
        sa.UniqueConstraint("token", name=op.f("uq_station_code_token")),
        sqlite_autoincrement=True,
    )


def make_public_request() -> None:
    """What was written."""
    op.create_table(
        "public_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("asker_name", sa.String(), nullable=True),
        sa.Column("asker_phone", sa.String(), nullable=True),
        sa.Column("notice_version", sa.String(), nullable=False),
        sa.Column("notice_at", Moment(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("decline_words", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_public_request_case_id")),
        sa.ForeignKeyConstraint(["code_id"], ["station_code.id"], name=op.f("fk_public_request_code_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["organisation.id"], name=op.f("fk_public_request_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_request")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_public_request_key_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_public_request_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_public_request_committee_id_state", "public_request", ["committee_id", "state"])
    op.create_index("ix_public_request_code_id_made_at", "public_request", ["code_id", "made_at"])


def make_public_attempt() -> None:
    """The tries."""
    op.create_table(
        "public_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_public_attempt_kind_address_at", "public_attempt", ["kind", "address", "at"])
    op.create_index("ix_public_attempt_kind_subject_at", "public_attempt", ["kind", "subject", "at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("public_attempt", "public_request", "station_code"):
        op.drop_table(table)
