"""Reading the office's list of pairs: it becomes the plan of its year, as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from liaison.access import Actor
from liaison.assignment import queries, sheets
from liaison.assignment.actions.plans import put_in_force, refuse_odd_year
from liaison.assignment.models import ENDED, IMPORTED, SUPERSEDED, Pairing, Plan
from liaison.assignment.queries.points import member_points, representative_points
from liaison.assignment.rules import PLACES, fact_of
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db
from liaison.core.errors import CellError
from liaison.core.intake import CREATED, DUPLICATE, REJECTED, REVIEW, UNCHANGED, Fault, Report, RowResult
from liaison.core.sheets import ParsedRow, Row, Source
from liaison.roster.models import Member, Representative

YEAR = re.compile(r"(20[0-9]{2}) ?年")


@dataclass(frozen=True)
class PairList:
    """A list of pairs, read but not yet compared with anything. year: of its title, where that names one."""

    file_name: str
    year: int | None
    rows: tuple[ParsedRow, ...]
    warnings: dict[str, str]

    @property
    def raw_rows(self) -> list[Row]:
        """The rows as they stand in the file."""
        return [parsed.row for parsed in self.rows]


@dataclass
class Standing:
    """What the rows of a list are compared with: people by what the office calls them, and the pairs of the plan.

    members: `{no: (id, name)}`; people: `{(name, phone): (id, day of leaving)}`; names: `{phone: names}`;
    places: `{(member id, place): representative id}`; keepers: `{representative id: member's name}`.
    """

    members: dict[str, tuple[int, str]]
    people: dict[tuple[str, str], tuple[int, date | None]]
    names: dict[str, list[str]]
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    keepers: dict[int, str] = field(default_factory=dict)


Ruling = tuple[str, tuple[Fault, ...]]
NewPair = tuple[int, int, int]


def read_assignments(source: Source, file_name: str, mapping: Mapping[str, str] | None = None) -> PairList:
    """The list in a file. Raises FileRefused."""
    reading = sheets.ASSIGNMENTS.read(source, filename=file_name, mapping=mapping)
    reading.require_rows()
    named = YEAR.search(" ".join((*reading.titles, file_name)))
    warnings = {remark.code: remark.sentence for remark in reading.remarks}
    return PairList(file_name, int(named[1]) if named else None, tuple(reading.parsed()), warnings)


def import_assignments(pairs: PairList, year: int, actor: Actor, *, is_dry: bool = False) -> Report:
    """Take the good rows of a list into the plan of that year; the others are told and wait in the file.

    The first list of a year becomes its plan: in force, or ended where a later year's plan is. A list read again
    changes nothing; what it says otherwise of a filled place is for the office to decide on the page.
    """
    refuse_odd_year(year, actor)
    plan = queries.recorded_plan(year)
    known = load_standing(plan)
    report = Report(Path(pairs.file_name).name, warnings=pairs.warnings)
    found: list[NewPair] = []
    seen: dict[tuple[Any, ...], int] = {}
    for parsed in pairs.rows:
        outcome, faults = rule_on(parsed, known, seen, found, year)
        report.rows.append(RowResult(parsed.row.sheet, parsed.row.number, outcome, faults))
    if is_dry:
        report.values = [value for parsed in pairs.rows for value in values_of(parsed)]
    elif found:
        store(plan, found, year, actor, report)
    return report


def load_standing(plan: Plan | None) -> Standing:
    """Everybody by number or by name and phone, and the pairs of the plan, if there is one."""
    rows = db.session.execute(select(Member.id, Member.no, Member.name))
    members = {no: (identity, name) for identity, no, name in rows}
    columns = (Representative.id, Representative.name, Representative.phone, Representative.left_on)
    known = Standing(members, {}, {})
    for identity, name, phone, left_on in db.session.execute(select(*columns)):
        known.people[name, phone] = (identity, left_on)
        known.names.setdefault(phone, []).append(name)
    columns = (Pairing.member_id, Pairing.slot, Pairing.representative_id, Member.name)
    there = select(*columns).join(Pairing.member).where(queries.standing(plan)) if plan else None
    for member_id, slot, representative_id, name in db.session.execute(there) if plan else ():
        known.places[member_id, slot] = representative_id
        known.keepers[representative_id] = name
    return known


def rule_on(
    parsed: ParsedRow, known: Standing, seen: dict[tuple[Any, ...], int], found: list[NewPair], year: int
) -> Ruling:
    """What becomes of one row; a pair that is new is noted in found."""
    if parsed.errors:
        return REJECTED, tuple(faults_of(parsed))
    cells = parsed.values
    key = tuple(cells[one] for one in ("no", "slot", "name", "phone"))
    if key in seen:
        return DUPLICATE, (fault(parsed, sheets.NO, "DUPLICATE", f"和第 {seen[key]} 行相同"),)
    seen[key] = parsed.row.number
    wrong = wrong_member(parsed, known) or wrong_person(parsed, known, year)
    if wrong:
        return wrong
    member_id, name = known.members[cells["no"]]
    representative_id, _left_on = known.people[cells["name"], cells["phone"]]
    return taken(parsed, known, (member_id, cells["slot"], representative_id), name, found)


def wrong_member(parsed: ParsedRow, known: Standing) -> Ruling | None:
    """The member is unknown, is somebody else, or has no such place."""
    no, name, slot = (parsed.values[key] for key in ("no", "member", "slot"))
    if no not in known.members:
        return REJECTED, (fault(parsed, sheets.NO, "MEMBER_UNKNOWN", f"没有编号 {no} 的委员，请先导入委员名册"),)
    called = known.members[no][1]
    if called != name:
        return REVIEW, (fault(parsed, sheets.MEMBER, "NUMBER_TAKEN", f"编号 {no} 是{called}，请核对编号或姓名"),)
    if not 1 <= slot <= PLACES:
        return REJECTED, (fault(parsed, sheets.SLOT, "SLOT", f"每位委员联系 {PLACES} 位，请填 1 至 {PLACES}"),)
    return None


def wrong_person(parsed: ParsedRow, known: Standing, year: int) -> Ruling | None:
    """The representative is in no library, goes by another name, or left before the year began."""
    name, phone = parsed.values["name"], parsed.values["phone"]
    if (name, phone) in known.people:
        left_on = known.people[name, phone][1]
        gone = left_on is not None and left_on < date(year, 1, 1)
        return (REVIEW, (fault(parsed, sheets.NAME, "PERSON_LEFT", f"{name}已经出库，请核对"),)) if gone else None
    if phone in known.names:
        called = "、".join(known.names[phone])
        return REVIEW, (fault(parsed, sheets.PHONE, "PHONE_CONFLICT", f"这个号码在信息库里是{called}，请核对"),)
    sentence = f"信息库里没有{name}（尾号 {phone[-4:]}），请先导入代表"
    return REJECTED, (fault(parsed, sheets.NAME, "PERSON_UNKNOWN", sentence),)


def taken(parsed: ParsedRow, known: Standing, pair: NewPair, member: str, found: list[NewPair]) -> Ruling:
    """Whether the pair stands, is new, or meets another one at its place or with its person."""
    member_id, slot, representative_id = pair
    there = known.places.get((member_id, slot))
    if there == representative_id:
        return UNCHANGED, ()
    if there is not None:
        sentence = f"{member}委员的第 {slot} 位已经有人，要换人请在平台上换"
        return REVIEW, (fault(parsed, sheets.SLOT, "PLACE_TAKEN", sentence),)
    if representative_id in known.keepers:
        sentence = f"{parsed.values['name']}已由{known.keepers[representative_id]}委员联系，请核对"
        return REVIEW, (fault(parsed, sheets.NAME, "PERSON_TAKEN", sentence),)
    known.places[member_id, slot] = representative_id
    known.keepers[representative_id] = member
    found.append(pair)
    return CREATED, ()


def values_of(parsed: ParsedRow) -> Iterator[dict[str, Any]]:
    """What each cell of a row was understood as: sheet, row, field (the heading as written), value, code."""
    for key, heading in parsed.row.headings.items():
        value, error = parsed.values.get(key), parsed.errors.get(key)
        yield {
            "sheet": parsed.row.sheet, "row": parsed.row.number, "field": heading,
            "code": error.code if error else None, "value": None if value is None else str(value),
        }  # fmt: skip


def faults_of(parsed: ParsedRow) -> Iterator[Fault]:
    """The fault of each cell that cannot be taken."""
    for column in sheets.COLUMNS:
        error = parsed.errors.get(column.key)
        if error:
            yield fault(parsed, column, error.code, error.sentence)


def fault(parsed: ParsedRow, column: Column, code: str, sentence: str) -> Fault:
    """A fault of one cell, under the heading that the file uses."""
    return Fault.of(column.key, parsed.row.headings.get(column.key, column.title), CellError(code, sentence))


def store(plan: Plan | None, found: list[NewPair], year: int, actor: Actor, report: Report) -> None:
    """Add the new pairs to the plan of the year, which is made where there is none."""
    is_new = plan is None
    if plan is None:
        plan = Plan(year=year, source=IMPORTED, made_at=clock.now(), made_by=actor.name)
        db.session.add(plan)
        db.session.flush()
    db.session.execute(insert(Pairing), list(rows_of(plan, found)))
    if is_new and queries.later_plan(year):
        plan.state, plan.published_at, plan.published_by = ENDED, clock.now(), actor.name
        db.session.flush()
    elif is_new:
        put_in_force(plan, actor)
    plan.figures = queries.plan_figures(plan).as_json()
    record("plan.import", plan, actor, changes={"counts": [None, report.counts]})


def rows_of(plan: Plan, found: list[NewPair]) -> Iterator[dict[str, Any]]:
    """The new pairs as rows, in force like their plan, or ended with its year like those of the past."""
    members = {one.id: one for one in member_points(Member.id.in_({pair[0] for pair in found}))}
    people = {one.id: one for one in representative_points(Representative.id.in_({pair[2] for pair in found}))}
    is_past = plan.state == ENDED or queries.later_plan(plan.year) is not None
    over = {"ended_on": date(plan.year, 12, 31), "end_reason": SUPERSEDED} if is_past else {}
    for member_id, slot, representative_id in found:
        fact = fact_of(members[member_id], people[representative_id])
        yield {
            "plan_id": plan.id, "member_id": member_id, "representative_id": representative_id, "slot": slot,
            "km": fact.km, "is_same_sector": fact.is_same_sector, "started_on": date(plan.year, 1, 1),
            "is_current": plan.is_published, **over,
        }  # fmt: skip
