"""Tables of roster: members, libraries and representatives."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "library",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("seed_key", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_library_area_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_library_owner_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_library_sector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library")),
        sa.UniqueConstraint("code", name=op.f("uq_library_code")),
        sa.UniqueConstraint("name", name=op.f("uq_library_name")),
        sa.UniqueConstraint("seed_key", name=op.f("uq_library_seed_key")),
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("ethnic", sa.String(), nullable=True),
        sa.Column("birth", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("home_area_id", sa.Integer(), nullable=True),
        sa.Column("home_village_id", sa.Integer(), nullable=True),
        sa.Column("work_area_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("post", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("committee", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("duty", sa.String(), nullable=True),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("first_term", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["home_area_id"], ["area.id"], name=op.f("fk_member_home_area_id")),
        sa.ForeignKeyConstraint(["home_village_id"], ["area.id"], name=op.f("fk_member_home_village_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_member_organisation_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_member_sector_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_member_user_id")),
        sa.ForeignKeyConstraint(["work_area_id"], ["area.id"], name=op.f("fk_member_work_area_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("no", name=op.f("uq_member_no")),
        sa.UniqueConstraint("user_id", name=op.f("uq_member_user_id")),
    )
    op.create_index("ix_member_organisation_id", "member", ["organisation_id"], unique=False)
    op.create_index("ix_member_sector_id", "member", ["sector_id"], unique=False)
    op.create_table(
        "representative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("ethnic", sa.String(), nullable=True),
        sa.Column("birth", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("identity_type_id", sa.Integer(), nullable=False),
        sa.Column("unit_title", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("phone_tail", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_representative_area_id")),
        sa.ForeignKeyConstraint(
            ["identity_type_id"], ["identity_type.id"], name=op.f("fk_representative_identity_type_id")
        ),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_representative_sector_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_representative_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representative")),
        sa.UniqueConstraint("name", "phone", name=op.f("uq_representative_name_phone")),
    )
    op.create_index("ix_representative_area_id_sector_id", "representative", ["area_id", "sector_id"], unique=False)
    op.create_index("ix_representative_identity_type_id", "representative", ["identity_type_id"], unique=False)
    op.create_index("ix_representative_phone", "representative", ["phone"], unique=False)
    op.create_index("ix_representative_phone_tail", "representative", ["phone_tail"], unique=False)
    op.create_index("ix_representative_sector_id", "representative", ["sector_id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("imported_at", Moment(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_import_batch_library_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("library_id", sa.Integer(), nullable=False),
        sa.Column("differing", sa.JSON(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["library_id"], ["library.id"], name=op.f("fk_membership_library_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representative.id"], name=op.f("fk_membership_representative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("representative_id", "library_id", name=op.f("uq_membership_representative_id_library_id")),
    )
    op.create_index("ix_membership_library_id", "membership", ["library_id"], unique=False)
    op.create_table(
        "waiting_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_waiting_row_batch_id")),
        sa.ForeignKeyConstraint(["candidate_id"], ["representative.id"], name=op.f("fk_waiting_row_candidate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_row")),
    )
    op.create_index("ix_waiting_row_decision", "waiting_row", ["decision"], unique=False)
    op.create_index("ix_waiting_row_fingerprint", "waiting_row", ["fingerprint"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_waiting_row_fingerprint", table_name="waiting_row")
    op.drop_index("ix_waiting_row_decision", table_name="waiting_row")
    op.drop_table("waiting_row")
    op.drop_index("ix_membership_library_id", table_name="membership")
    op.drop_table("membership")
    op.drop_table("import_batch")
    op.drop_index("ix_representative_sector_id", table_name="representative")
    op.drop_index("ix_representative_phone_tail", table_name="representative")
    op.drop_index("ix_representative_phone", table_name="representative")
    op.drop_index("ix_representative_identity_type_id", table_name="representative")
    op.drop_index("ix_representative_area_id_sector_id", table_name="representative")
    op.drop_table("representative")
    op.drop_index("ix_member_sector_id", table_name="member")
    op.drop_index("ix_member_organisation_id", table_name="member")
    op.drop_table("member")
    op.drop_table("library")
