"""The list of cases as of a day: as `case_rows`, with what each case was then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.casework.queries.as_of import Cells, as_then, existed_on, past_of_cases
from liaison.casework.queries.lists import FILTERS
from liaison.casework.queries.sight import cases_visible_to
from liaison.casework.workflow import ASKER, CASEWORK, CLOCK_STATES, MEMBER
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Organisation
from liaison.roster.models import Member, Representative

LISTED = (
    select(
        Case.id, Case.number, Case.title, Case.state, Case.due_on, Case.step_due_on, Case.first_due_on,
        Case.extended_due_on,
        Case.handled_on, Case.raised_on, Case.round, Case.rating, Case.is_confidential, Case.area_id, Case.unit_id,
        Case.committee_id, Case.category_id, Case.holder_organisation_id, Member.name.label("member"),
        Representative.name.label("asker"),
    )
    .join(Member, Member.id == Case.member_id).join(Representative, Representative.id == Case.representative_id)
    .order_by(Case.raised_on.desc(), Case.id.desc())
)  # fmt: skip
LASTING = ("word", "year")  # asked of the database: what they look at stays as it was written
SAME = {"unit": "unit_id", "committee": "committee_id", "area": "area_id", "group": "group_name", "rating": "rating"}


@dataclass(frozen=True)
class CaseThen:
    """A row of the list of a day. holder: whose turn it was; empty where the case had ended."""

    number: str
    title: str
    state: str
    due_on: date | None
    step_due_on: date | None
    first_due_on: date | None
    extended_due_on: date | None
    handled_on: date | None
    raised_on: date
    round: int
    rating: str | None
    is_confidential: bool
    asker: str
    member: str
    area: str | None
    unit: str | None
    category: str | None
    group_name: str | None
    holder: str


ROW_KEYS = tuple(CaseThen.__dataclass_fields__)


def cases_on(actor: Actor, day: date, **filters: Any) -> list[CaseThen]:
    """The cases that existed at the end of a day, within the sight of today, newest first. Eight statements.

    filters: word, year, stage, late, unit, committee, area, group, rating; the last seven are compared with what
    was so then.
    """
    asked = {name: value for name, value in filters.items() if value not in (None, "")}
    lasting = (FILTERS[name](asked[name]) for name in LASTING if name in asked)
    rows = db.session.execute(LISTED.where(cases_visible_to(actor), existed_on(day), *lasting))
    then = with_names(as_then(rows, past_of_cases(day)))
    return [CaseThen(**{key: cells[key] for key in ROW_KEYS}) for cells in then if fits(cells, asked, day)]


def with_names(rows: Iterable[Cells]) -> list[Cells]:
    """The rows with names beside the numbers of other rows; three statements."""
    areas = dict(db.session.execute(select(Area.id, Area.name).where(Area.parent_id.is_(None))).all())
    units = dict(db.session.execute(select(Organisation.id, Organisation.short)).all())
    columns = (Category.id, Category.name, Category.group_name)
    categories = {one: (name, group) for one, name, group in db.session.execute(select(*columns))}
    return [named(cells, areas.get, units.get, categories) for cells in rows]


def named(
    cells: Cells, area: Callable[[Any], Any], unit: Callable[[Any], Any], categories: Mapping[int, tuple[str, str]]
) -> Cells:
    """A row with names."""
    category, group = categories.get(cells["category_id"], (None, None))
    return {
        **cells, "area": area(cells["area_id"]), "unit": unit(cells["unit_id"]), "category": category,
        "group_name": group, "holder": holder_words(cells, unit(cells["holder_organisation_id"]) or ""),
    }  # fmt: skip


def holder_words(cells: Cells, organisation: str) -> str:
    """Whose turn it was."""
    holder = CASEWORK.by_code[cells["state"]].holder
    return {MEMBER: f"{cells['member']}委员", ASKER: "诉求人"}.get(holder, organisation) if holder else ""


def fits(cells: Cells, asked: Mapping[str, Any], day: date) -> bool:
    """Whether a row was then what is asked for."""
    if any(cells[key] != asked[name] for name, key in SAME.items() if name in asked):
        return False
    return stood_in(cells, asked.get("stage", "")) and ("late" not in asked or was_late(cells, day))


def stood_in(cells: Cells, stage: str) -> bool:
    """Whether it stood in a step. stage: open / ended / 2 … 8; nothing fits all."""
    state = CASEWORK.by_code[cells["state"]]
    return not stage or (stage == "ended") == state.is_end and stage in ("ended", "open", str(state.step))


def was_late(cells: Cells, day: date) -> bool:
    """Whether a limit had run out on that day, as `overdue`."""
    if CASEWORK.by_code[cells["state"]].is_end:
        return False
    running = (cells["step_due_on"], cells["due_on"] if cells["state"] in CLOCK_STATES else None)
    return any(due is not None and due < day for due in running)
