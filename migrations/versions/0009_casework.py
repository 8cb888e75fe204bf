"""Tables of casework: cases and step records."""

import sqlalchemy as sa
from alembic import op

from liaison.core.db import Moment, append_only_statements

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "time_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_limit")),
        sa.UniqueConstraint("key", name=op.f("uq_time_limit_key")),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("original_no", sa.String(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("asker_name", sa.String(), nullable=True),
        sa.Column("asker_phone", sa.String(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("survey", sa.String(), nullable=True),
        sa.Column("suggestion", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("proposed_unit_id", sa.Integer(), nullable=True),
        sa.Column("decline_count", sa.Integer(), nullable=False),
        sa.Column("holder_organisation_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", Moment(timezone=True), nullable=False),
        sa.Column("step_due_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("first_due_on", sa.Date(), nullable=True),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_text", sa.String(), nullable=True),
        sa.Column("reply_text", sa.String(), nullable=True),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("section_name", sa.String(), nullable=True),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_case_area_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_case_category_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["organisation.id"], name=op.f("fk_case_committee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_case_contact_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["user.id"], name=op.f("fk_case_handler_id")),
        sa.ForeignKeyConstraint(
            ["holder_organisation_id"], ["organisation.id"], name=op.f("fk_case_holder_organisation_id")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_case_member_id")),
        sa.ForeignKeyConstraint(["proposed_unit_id"], ["organisation.id"], name=op.f("fk_case_proposed_unit_id")),
        sa.ForeignKeyConstraint(["representative_id"], ["representative.id"], name=op.f("fk_case_representative_id")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_case_section_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_case_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["area.id"], name=op.f("fk_case_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
        sa.UniqueConstraint("original_no", name=op.f("uq_case_original_no")),
    )
    op.create_index("ix_case_committee_id", "case", ["committee_id"], unique=False)
    op.create_index("ix_case_contact_id", "case", ["contact_id"], unique=False)
    op.create_index("ix_case_due_on", "case", ["due_on"], unique=False)
    op.create_index("ix_case_member_id_state", "case", ["member_id", "state"], unique=False)
    op.create_index("ix_case_raised_on", "case", ["raised_on"], unique=False)
    op.create_index("ix_case_state_holder_organisation_id", "case", ["state", "holder_organisation_id"], unique=False)
    op.create_index("ix_case_unit_id", "case", ["unit_id"], unique=False)
    op.create_table(
        "co_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_co_unit_case_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_co_unit_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_unit")),
        sa.UniqueConstraint("case_id", "organisation_id", name=op.f("uq_co_unit_case_id_organisation_id")),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rater", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("solved", sa.String(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=True),
        sa.Column("wants_redo", sa.Boolean(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("recorded_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rating_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index("ix_rating_case_id", "rating", ["case_id"], unique=False)
    op.create_table(
        "rating_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("used_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_rating_code_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_rating_code_code_hash")),
    )
    op.create_table(
        "step_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("on_behalf", sa.String(), nullable=True),
        sa.Column("entered_at", Moment(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("acted_at", Moment(timezone=True), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_step_record_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_record")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_step_record_case_id_seq")),
        info={"append_only": True},
    )
    op.create_index("ix_step_record_step_acted_on", "step_record", ["step", "acted_on"], unique=False)
    op.create_table(
        "urging_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", Moment(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_urging_notice_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_urging_notice_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_urging_notice_number")),
    )
    op.create_index("ix_urging_notice_case_id", "urging_notice", ["case_id"], unique=False)
    for statement in append_only_statements("step_record", op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_urging_notice_case_id", table_name="urging_notice")
    op.drop_table("urging_notice")
    op.drop_index("ix_step_record_step_acted_on", table_name="step_record")
    op.drop_table("step_record")
    op.drop_table("rating_code")
    op.drop_index("ix_rating_case_id", table_name="rating")
    op.drop_table("rating")
    op.drop_table("co_unit")
    op.drop_index("ix_case_unit_id", table_name="case")
    op.drop_index("ix_case_state_holder_organisation_id", table_name="case")
    op.drop_index("ix_case_raised_on", table_name="case")
    op.drop_index("ix_case_member_id_state", table_name="case")
    op.drop_index("ix_case_due_on", table_name="case")
    op.drop_index("ix_case_contact_id", table_name="case")
    op.drop_index("ix_case_committee_id", table_name="case")
    op.drop_table("case")
    op.drop_table("time_limit")
