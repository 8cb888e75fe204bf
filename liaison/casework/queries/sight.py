"""Whose eyes see which cases: one condition for lists, pages, counts, search and export alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from liaison.access import Actor, Role
from liaison.casework.models import Case, CoUnit, StepRecord, UrgingNotice
from liaison.casework.rules import TAKE_BACK
from liaison.casework.workflow import HELPING
from liaison.core import clock
from liaison.core.db import db
from liaison.files.queries import seen_through
from liaison.roster.models import Member, Representative

UNSIGNED = "to_sign_out"
SEES_ALL = (Role.OFFICE, Role.LEADER, Role.SUPERVISOR)


def cases_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one condition that list, detail, count, search and export of cases all use."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role is Role.MEMBER:
        return Case.member_id == actor.member_id
    if actor.role in (Role.CLERK, Role.DIRECTOR):
        return Case.committee_id == actor.organisation_id
    if actor.role is Role.UNIT_LEADER:
        return and_(sent_out(), or_(Case.unit_id == actor.organisation_id, helped_by(actor)))
    if actor.role is Role.HANDLER:
        return or_(and_(at_unit(actor), in_reach_of(actor)), helped_in_person(actor))
    return false()


def at_unit(actor: Actor) -> ColumnElement[bool]:
    """Cases that the actor's unit answers for."""
    return and_(Case.unit_id == actor.organisation_id, Case.state != UNSIGNED)


def sent_out() -> ColumnElement[bool]:
    """Cases that units know of: handed over, and signed where that is wanted."""
    return and_(Case.transferred_on.is_not(None), Case.state != UNSIGNED)


def helped_by(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the actor's unit helps."""
    return Case.id.in_(select(CoUnit.case_id).where(CoUnit.organisation_id == actor.organisation_id))


def helped_in_person(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the actor's unit still owes an opinion, or he himself gave it."""
    own = and_(
        CoUnit.organisation_id == actor.organisation_id,
        CoUnit.case_id == Case.id,
        or_(and_(CoUnit.given_at.is_(None), Case.state.in_(HELPING)), CoUnit.given_by_id == actor.seat_user_id),
    )
    return and_(sent_out(), select(CoUnit.id).where(own).correlate(Case).exists())


def in_reach_of(actor: Actor) -> ColumnElement[bool]:
    """A handler's cases: in his name, or in his section's and nobody's name."""
    section = true() if actor.section_id is None else Case.section_id == actor.section_id
    return or_(Case.handler_id == actor.seat_user_id, and_(Case.handler_id.is_(None), section))


WITH_ITS_PAGE = select(Case).options(
    joinedload(Case.contact), joinedload(Case.member).joinedload(Member.sector),
    joinedload(Case.representative).joinedload(Representative.identity_type),
    joinedload(Case.category), joinedload(Case.committee), joinedload(Case.unit), joinedload(Case.section),
    joinedload(Case.handler), joinedload(Case.area), joinedload(Case.village),
    joinedload(Case.co_units).joinedload(CoUnit.organisation),
)  # fmt: skip


def case_for(actor: Actor, number: str) -> Case | None:
    """The case of this number, if the actor may see it; with what its page shows."""
    return db.session.scalars(case_within(actor), {"number": number}).unique().one_or_none()


@lru_cache(maxsize=256)
def case_within(actor: Actor) -> Select[tuple[Case]]:
    """A case within sight by its number. Kept for each seat: to put it together takes longer than to ask it."""
    return WITH_ITS_PAGE.where(Case.number == bindparam("number"), cases_visible_to(actor))


def case_to_take_back(actor: Actor, number: str) -> Case | None:
    """As `case_for`; besides, what a handler has just passed to somebody else, so that he can take it back."""
    seen = case_for(actor, number)
    if seen is not None or actor.role is not Role.HANDLER:
        return seen
    passed = select(StepRecord.case_id).where(
        StepRecord.case_id == Case.id, StepRecord.verb == "pass_within", StepRecord.actor_id == actor.user_id,
        StepRecord.acted_at >= clock.now() - TAKE_BACK,
    )  # fmt: skip
    return db.session.scalar(select(Case).where(Case.number == number, at_unit(actor), passed.exists()))


def cases_for(actor: Actor, numbers: Iterable[str]) -> list[Case]:
    """The cases of these numbers that the actor may see, in the order given."""
    wanted = list(dict.fromkeys(numbers))
    statement = select(Case).where(Case.number.in_(wanted), cases_visible_to(actor)).options(
        joinedload(Case.committee), joinedload(Case.unit), joinedload(Case.category), selectinload(Case.co_units)
    )  # fmt: skip
    found = {case.number: case for case in db.session.scalars(statement)}
    return [found[number] for number in wanted if number in found]


def case_of(actor: Actor, id: int) -> Case | None:  # noqa: A002
    """The case with this id, if the actor may see it."""
    return db.session.scalar(select(Case).where(Case.id == id, cases_visible_to(actor)))


def case_of_contact(actor: Actor, id: int) -> Case | None:  # noqa: A002
    """A case that came of this contact, if the actor may see it."""
    return db.session.scalars(select(Case).where(Case.contact_id == id, cases_visible_to(actor))).first()


seen_through("case", case_of)
seen_through("contact", case_of_contact)


def notice_for(actor: Actor, number: str) -> UrgingNotice | None:
    """The notice of this number, if the actor may see its case."""
    statement = select(UrgingNotice).join(Case).where(UrgingNotice.number == number, cases_visible_to(actor))
    return db.session.scalar(statement)
