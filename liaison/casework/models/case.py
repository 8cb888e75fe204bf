"""A case: what was asked, where it stands now, and who holds it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from liaison.accounts.models import User
from liaison.casework.models.flows import FlowVersion
from liaison.contacts.models import Contact
from liaison.core.db import Base, Moment
from liaison.core.sealed import Sealed
from liaison.core.text import Phone
from liaison.orgs.models import Area, Category, Organisation, Section
from liaison.roster.models import Member, Representative

MOST_DECLINES = 2
OWN = "本人"


class Case(Base):
    """One request (诉求). Cells of the eight sheets that are asked for again stand here; all stand in the records.

    number: 2026-0386; original_no: the ledger's 记录编号; state: a code of workflow.CASEWORK; round: 1, 2;
    due_on: last day of handling (first_due_on: of round 1); step_due_on: last day of the step it stands in;
    holder_*: whose turn it is (organisation, or the member when holder_organisation_id is empty);
    merged_into_id: the case whose handling answers this one too (并案主单), kept once it was answered;
    *_on: days of the ledger, kept by the actions: transferred/approved/rated = last, handled/replied = first.
    handling_way: 单办, 分办, 会办; extension_asked_until: the day that a request not yet ruled on asks for,
    extension_asked_by_id, …_for_id: by whom, and whom he stood in for; extension_round: in which it was asked;
    extended_due_on: what first_due_on became; recheck_on: when a closed case of result B is looked at again;
    taken_in_by: who accepted what somebody wrote through a station's code; none of a contact that a member made;
    converted_to: 提案、协商议题; flow_version_id: the flow chart it began with, kept to the end.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_state_holder_organisation_id", "state", "holder_organisation_id"),
        Index("ix_case_member_id_state", "member_id", "state"),
        Index("ix_case_unit_id", "unit_id"),
        Index("ix_case_committee_id", "committee_id"),
        Index("ix_case_contact_id", "contact_id"),
        Index("ix_case_raised_on", "raised_on"),
        Index("ix_case_due_on", "due_on"),
        Index("ix_case_recheck_on", "recheck_on"),
        Index("ix_case_merged_into_id", "merged_into_id"),
        Index("ix_case_asker_phone_key", "asker_phone_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    original_no: Mapped[str | None] = mapped_column(unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    representative_id: Mapped[int] = mapped_column(ForeignKey("representative.id"))
    raised_on: Mapped[date]

    title: Mapped[str]
    text: Mapped[str | None]
    kind: Mapped[str | None]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    urgency: Mapped[str] = mapped_column(default="一般")
    place: Mapped[str | None]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    asker_name: Mapped[str | None]
    asker_phone: Mapped[Phone | None] = mapped_column(Sealed)
    asker_phone_key: Mapped[str | None] = mapped_column(deferred=True)
    relation: Mapped[str | None]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    is_confidential: Mapped[bool] = mapped_column(default=False)
    people_count: Mapped[int | None]
    is_common: Mapped[bool] = mapped_column(default=False)
    survey_way: Mapped[str | None]
    survey_on: Mapped[date | None]
    survey: Mapped[str | None]
    explained: Mapped[str | None]
    suggestion: Mapped[str | None]
    spot_answer: Mapped[str | None]
    spot_text: Mapped[str | None]
    suggested_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    state: Mapped[str]
    round: Mapped[int] = mapped_column(default=1)
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    decline_count: Mapped[int] = mapped_column(default=0)
    holder_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))

    entered_at: Mapped[datetime] = mapped_column(Moment)
    step_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    first_due_on: Mapped[date | None]
    limit_days: Mapped[int | None]
    transferred_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    handled_on: Mapped[date | None]
    replied_on: Mapped[date | None]
    rated_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    result: Mapped[str | None]
    result_text: Mapped[str | None]
    reply_text: Mapped[str | None]
    rating: Mapped[str | None]
    section_name: Mapped[str | None]
    handling_way: Mapped[str | None]
    extension_asked_until: Mapped[date | None]
    extension_asked_by_id: Mapped[int | None]
    extension_asked_for_id: Mapped[int | None]
    extension_round: Mapped[int | None]
    extended_due_on: Mapped[date | None]
    recheck_on: Mapped[date | None]
    converted_to: Mapped[str | None]
    taken_in_by: Mapped[str | None]
    flow_version_id: Mapped[int | None] = mapped_column(ForeignKey("flow_version.id"))
    is_imported: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    contact: Mapped[Contact] = relationship()
    member: Mapped[Member] = relationship()
    representative: Mapped[Representative] = relationship()
    category: Mapped[Category | None] = relationship()
    area: Mapped[Area | None] = relationship(foreign_keys=area_id)
    village: Mapped[Area | None] = relationship(foreign_keys=village_id)
    committee: Mapped[Organisation | None] = relationship(foreign_keys=committee_id)
    unit: Mapped[Organisation | None] = relationship(foreign_keys=unit_id)
    proposed_unit: Mapped[Organisation | None] = relationship(foreign_keys=proposed_unit_id)
    suggested_unit: Mapped[Organisation | None] = relationship(foreign_keys=suggested_unit_id)
    section: Mapped[Section | None] = relationship()
    handler: Mapped[User | None] = relationship()
    merged_into: Mapped[Case | None] = relationship(remote_side=id)
    flow_version: Mapped[FlowVersion | None] = relationship()
    co_units: Mapped[list[CoUnit]] = relationship(order_by="CoUnit.id", cascade="all, delete-orphan")

    @property
    def raised_by(self) -> Member:
        """The member who met the asker; another one than `member` after a change of term."""
        return self.contact.member

    @property
    def is_from_representative(self) -> bool:
        """Whether the representative speaks for himself; otherwise his identity type is not the asker's."""
        return self.relation in (None, OWN)

    @property
    def is_scanned(self) -> bool:
        """Whether somebody wrote it himself through a station's code, and no member came upon it."""
        return self.taken_in_by is not None

    @property
    def needs_issue(self) -> bool:
        """Whether the committee's director signs before it goes out."""
        return self.committee is not None and self.committee.needs_issue

    @property
    def needs_receipt(self) -> bool:
        """Whether the unit's office signs for it before the leader sees it."""
        return self.unit is not None and self.unit.needs_receipt

    @property
    def has_rulings_left(self) -> bool:
        """Whether another 申退 is still ruled on by the committee's director."""
        return self.decline_count < MOST_DECLINES

    def __str__(self) -> str:
        return self.number


class CoUnit(Base):
    """A unit that helps the responsible one (协办). due_on: by when its opinion is wanted; given_*: who gave it."""

    __tablename__ = "co_unit"
    __table_args__ = (UniqueConstraint("case_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    due_on: Mapped[date | None]
    opinion: Mapped[str | None]
    given_by: Mapped[str | None]
    given_by_id: Mapped[int | None]
    given_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()
