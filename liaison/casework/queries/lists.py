"""Lists of cases: rows of plain values, with filters."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.workflow import CASEWORK, CLOCK_STATES, END_STATES, OPEN_STATES
from liaison.contacts.models import Contact
from liaison.core import clock, text
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Organisation
from liaison.roster.models import Member, Representative

unit = aliased(Organisation)
LIST_COLUMNS = (
    Case.number, Case.title, Case.state, Case.due_on, Case.step_due_on, Case.first_due_on, Case.handled_on,
    Case.extended_due_on,
    Case.raised_on, Case.round, Case.rating, Case.is_confidential,
    Representative.name.label("asker"), Member.name.label("member"), Area.name.label("area"),
    unit.short.label("unit"), Category.name.label("category"), Category.group_name.label("group_name"),
)  # fmt: skip


def listed(statement: Select[Any]) -> Select[Any]:
    """The statement with what the rows of a list are joined from."""
    return (
        statement.select_from(Case)
        .outerjoin(Representative, Representative.id == Case.representative_id)
        .outerjoin(Member, Member.id == Case.member_id)
        .outerjoin(Area, Area.id == Case.area_id)
        .outerjoin(unit, unit.id == Case.unit_id)
        .outerjoin(Category, Category.id == Case.category_id)
    )


LISTED = listed(select(*LIST_COLUMNS)).order_by(Case.raised_on.desc(), Case.id.desc())


def case_rows(actor: Actor, **filters: Any) -> Select[Any]:
    """Rows of the list of cases, newest first. filters: see FILTERS; empty ones do not filter."""
    asked = {name: value for name, value in filters.items() if name in FILTERS and value not in (None, "")}
    return LISTED.where(cases_visible_to(actor), *(FILTERS[name](value) for name, value in asked.items()))


def of_word(word: str) -> ColumnElement[bool]:
    """Cases whose number, title, text, place or asker contains the word."""
    said = text.normalise(word)
    person = select(Representative.id).where(Representative.name.contains(said, autoescape=True))
    own = (Case.number, Case.original_no, Case.title, Case.text, Case.place)
    return or_(*(column.contains(said, autoescape=True) for column in own), Case.representative_id.in_(person))


def of_stage(stage: str) -> ColumnElement[bool]:
    """Cases still open, ended, or standing in a step. stage: open / ended / 2 … 8."""
    if stage == "ended":
        return Case.state.in_(END_STATES)
    return Case.state.in_([code for code in OPEN_STATES if stage in ("open", str(CASEWORK.by_code[code].step))])


def of_member(member_id: int) -> ColumnElement[bool]:
    """Cases that a member raised, and those that he took over from somebody who left."""
    raised = select(Contact.id).where(Contact.member_id == member_id)
    return or_(Case.member_id == member_id, Case.contact_id.in_(raised))


def overdue(at: date | None = None) -> ColumnElement[bool]:
    """Cases whose limit of handling, or of the step they stand in, has run out."""
    day = at or clock.today()
    handling = and_(Case.due_on < day, Case.state.in_(CLOCK_STATES))
    return and_(Case.state.in_(OPEN_STATES), or_(handling, Case.step_due_on < day))


FILTERS = {
    "word": of_word,
    "state": lambda code: Case.state == code,
    "stage": of_stage,
    "late": lambda _value: overdue(),
    "unit": lambda unit_id: Case.unit_id == int(unit_id),
    "committee": lambda committee_id: Case.committee_id == int(committee_id),
    "area": lambda area_id: Case.area_id == int(area_id),
    "group": lambda name: Case.category_id.in_(select(Category.id).where(Category.group_name == name)),
    "states": lambda codes: Case.state.in_(codes),
    "member": lambda member_id: of_member(int(member_id)),
    "representative": lambda person_id: Case.representative_id == int(person_id),
    "rating": lambda rating: Case.rating == rating,
    "year": lambda year: and_(Case.raised_on >= date(int(year), 1, 1), Case.raised_on <= date(int(year), 12, 31)),
}


def groups_and_years() -> tuple[list[str], list[int]]:
    """What narrows the list of cases: (upper fields in their order, years that have cases, latest first)."""
    groups = select(Category.group_name, func.min(Category.id)).group_by(Category.group_name)
    years = (select(literal(""), extract("year", edge(Case.raised_on))) for edge in (func.min, func.max))
    rows = db.session.execute(union_all(groups, *years)).all()
    known = [int(number) for name, number in rows if not name and number]
    named = sorted((number, name) for name, number in rows if name)
    return [name for _, name in named], list(range(max(known), min(known) - 1, -1)) if known else []
