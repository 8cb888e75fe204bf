"""Lists of cases: rows of plain values, with filters."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.workflow import CLOCK_STATES, END_STATES, OPEN_STATES
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Organisation
from liaison.roster.models import Member, Representative

unit = aliased(Organisation)
LIST_COLUMNS = (
    Case.number, Case.title, Case.state, Case.due_on, Case.step_due_on, Case.first_due_on, Case.handled_on,
    Case.raised_on, Case.round,
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
    handling = and_(Case.due_on < day, Case.state.in_(CLOCK_STATES))
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
