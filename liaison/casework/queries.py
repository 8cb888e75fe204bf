"""Reading cases, always within the sight of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.casework.models import Case, CoUnit, Rating, StepRecord, UrgingNotice
from liaison.casework.workflow import END_STATES, OPEN_STATES
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Organisation
from liaison.roster.models import Member, Representative

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
        return and_(Case.transferred_on.is_not(None), or_(at_unit(actor), helped_by(actor)))
    if actor.role is Role.HANDLER:
        return and_(at_unit(actor), in_reach_of(actor))
    return false()


def at_unit(actor: Actor) -> ColumnElement[bool]:
    """Cases that the actor's unit answers for."""
    return and_(Case.unit_id == actor.organisation_id, Case.state.not_in(("to_sign_out",)))


def helped_by(actor: Actor) -> ColumnElement[bool]:
    """Cases in which the actor's unit helps."""
    return Case.id.in_(select(CoUnit.case_id).where(CoUnit.organisation_id == actor.organisation_id))


def in_reach_of(actor: Actor) -> ColumnElement[bool]:
    """A handler's cases: in his name, or in his section's and nobody's name."""
    section = true() if actor.section_id is None else Case.section_id == actor.section_id
    return or_(Case.handler_id == actor.user_id, and_(Case.handler_id.is_(None), section))


def case_for(actor: Actor, number: str) -> Case | None:
    """The case of this number, if the actor may see it; with what its page shows."""
    statement = (
        select(Case)
        .where(Case.number == number, cases_visible_to(actor))
        .options(
            joinedload(Case.contact), joinedload(Case.member), joinedload(Case.representative),
            joinedload(Case.category), joinedload(Case.committee), joinedload(Case.unit),
            joinedload(Case.section), joinedload(Case.handler), joinedload(Case.village),
        )
    )  # fmt: skip
    return db.session.scalar(statement)


def notice_for(actor: Actor, number: str) -> UrgingNotice | None:
    """The notice of this number, if the actor may see its case."""
    statement = select(UrgingNotice).join(Case).where(UrgingNotice.number == number, cases_visible_to(actor))
    return db.session.scalar(statement)


def history_of(case: Case) -> Sequence[StepRecord]:
    """Its step records, oldest first."""
    return db.session.scalars(select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq)).all()


def notices_of(case: Case) -> Sequence[UrgingNotice]:
    """Its notices, newest first."""
    statement = select(UrgingNotice).where(UrgingNotice.case_id == case.id).order_by(UrgingNotice.id.desc())
    return db.session.scalars(statement).all()


def ratings_of(case: Case) -> Sequence[Rating]:
    """Its ratings, oldest first."""
    return db.session.scalars(select(Rating).where(Rating.case_id == case.id).order_by(Rating.id)).all()


unit = aliased(Organisation)
LIST_COLUMNS = (
    Case.number, Case.title, Case.state, Case.due_on, Case.step_due_on, Case.handled_on, Case.raised_on, Case.round,
    Case.rating, Representative.name.label("asker"), Member.name.label("member"), Area.name.label("area"),
    unit.short.label("unit"), Category.name.label("category"), Category.group_name.label("group_name"),
)  # fmt: skip


def case_rows(actor: Actor, **filters: Any) -> Select[Any]:
    """Rows of the list of cases, newest first. filters: see FILTERS; empty ones do not filter."""
    statement = (
        select(*LIST_COLUMNS)
        .join(Representative, Representative.id == Case.representative_id)
        .join(Member, Member.id == Case.member_id)
        .outerjoin(Area, Area.id == Case.area_id)
        .outerjoin(unit, unit.id == Case.unit_id)
        .outerjoin(Category, Category.id == Case.category_id)
        .where(cases_visible_to(actor))
        .order_by(Case.raised_on.desc(), Case.id.desc())
    )
    asked = {name: value for name, value in filters.items() if name in FILTERS and value not in (None, "")}
    return statement.where(*(FILTERS[name](value) for name, value in asked.items()))


def of_word(word: str) -> ColumnElement[bool]:
    """Cases whose number, title, text, place or asker contains the word."""
    like = f"%{word.strip()}%"
    person = select(Representative.id).where(Representative.name.like(like))
    return or_(
        Case.number.like(like), Case.original_no.like(like), Case.title.like(like), Case.text.like(like),
        Case.place.like(like), Case.representative_id.in_(person),
    )  # fmt: skip


def overdue(at: date | None = None) -> ColumnElement[bool]:
    """Cases whose limit of handling, or of the step they stand in, has run out."""
    day = at or clock.today()
    handling = and_(Case.due_on < day, Case.handled_on.is_(None))
    return and_(Case.state.in_(OPEN_STATES), or_(handling, Case.step_due_on < day))


FILTERS = {
    "word": of_word,
    "state": lambda code: Case.state == code,
    "stage": lambda stage: Case.state.in_(OPEN_STATES if stage == "open" else END_STATES),
    "late": lambda _value: overdue(),
    "unit": lambda unit_id: Case.unit_id == int(unit_id),
    "committee": lambda committee_id: Case.committee_id == int(committee_id),
    "area": lambda area_id: Case.area_id == int(area_id),
    "group": lambda name: Category.group_name == name,
    "member": lambda member_id: Case.member_id == int(member_id),
    "representative": lambda person_id: Case.representative_id == int(person_id),
    "rating": lambda rating: Case.rating == rating,
    "year": lambda year: and_(Case.raised_on >= date(int(year), 1, 1), Case.raised_on <= date(int(year), 12, 31)),
}


def years_with_cases() -> list[int]:
    """The years that have cases, latest first."""
    first, last = db.session.execute(select(func.min(Case.raised_on), func.max(Case.raised_on))).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


WAITING_FOR = {
    Role.MEMBER: ("to_consensus", "to_supplement", "to_confirm", "to_tell"),
    Role.CLERK: ("to_consensus", "to_hand_over", "to_check", "to_forward"),
    Role.DIRECTOR: ("to_sign_out", "declined"),
    Role.UNIT_LEADER: ("to_receive", "to_approve", "to_sign", "to_reply"),
    Role.HANDLER: ("handling", "to_reply"),
    Role.OFFICE: ("to_rule_finally", "to_decide"),
    Role.SUPERVISOR: ("to_check",),
}


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """Cases in which it is this person's turn."""
    return and_(cases_visible_to(actor), Case.state.in_(WAITING_FOR.get(actor.role, ())))


def handlers_of(unit_id: int) -> Sequence[Any]:
    """(user id, name, section name) of a unit's handlers today."""
    today = clock.today()
    statement = (
        select(User.id, User.name, Seat.section_id)
        .join(Seat, Seat.user_id == User.id)
        .where(
            Seat.organisation_id == unit_id, Seat.role.in_((Role.HANDLER, Role.UNIT_LEADER)), User.is_active,
            Seat.started_on <= today, or_(Seat.ended_on.is_(None), Seat.ended_on >= today),
        )
        .order_by(User.name)
    )  # fmt: skip
    return db.session.execute(statement).all()
