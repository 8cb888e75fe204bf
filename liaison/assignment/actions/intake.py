"""Reading the office's list of pairs: what becomes of each row. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.assignment import queries, sheets
from liaison.assignment.actions.drafts import refuse_odd_year
from liaison.assignment.models import Pairing, Plan
from liaison.assignment.queries.points import places_in
from liaison.assignment.rules import PLACES
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.db import db, let_go
from liaison.core.errors import CellError
from liaison.core.intake import CREATED, DUPLICATE, REJECTED, REVIEW, UNCHANGED, Fault, Given, Report, RowResult
from liaison.core.sheets import ParsedRow, Reading
from liaison.roster.models import Member
from liaison.roster.queries.sight import identities

YEAR = re.compile(r"(20[0-9]{2}) ?年")
Ruling = tuple[str, tuple[Fault, ...]]
NewPair = tuple[int, int, int]  # (member id, place, representative id)


@dataclass
class PairStaging:
    """What a list of pairs would do. found: the pairs that are new; labels: whom each is about, in words."""

    report: Report
    year: int
    found: list[NewPair]
    labels: dict[NewPair, str]

    @property
    def has_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.found)


@dataclass
class Standing:
    """What the rows of a list are compared with: people by what the office calls them, and the pairs of the plan.

    members: `{no: (id, name)}`; people: `{(name, phone): (id, day of leaving)}`; names: `{phone: names}`;
    places: `{(member id, place): representative id}`; keepers: `{representative id: member's name}`;
    few: `{member id: how many he keeps in that year}` of those who do not keep five.
    """

    members: dict[str, tuple[int, str]]
    people: dict[tuple[str, str], tuple[int, date | None]]
    names: dict[str, list[str]]
    places: dict[tuple[int, int], int] = field(default_factory=dict)
    keepers: dict[int, str] = field(default_factory=dict)
    few: dict[int, int] = field(default_factory=dict)


def year_named(reading: Reading, file_name: str) -> int | None:
    """The year of a list, where its title or its file's name says one."""
    named = YEAR.search(" ".join((*reading.titles, file_name)))
    return int(named[1]) if named else None


def stage_pairs(reading: Reading, given: Given, actor: Actor) -> PairStaging:
    """What a list of pairs would do to the plan of its year; what cannot go in is told and waits in the file.

    A list read again changes nothing; what it says otherwise of a filled place is for the office to decide on the page.
    Raises Refused for a year that cannot have a plan.
    """
    year = int(given.answers.get("year") or clock.today().year)
    refuse_odd_year(year, actor)
    known = load_standing(queries.recorded_plan(year), year)
    let_go()
    report = Report(given.file_name, warnings={remark.code: remark.sentence for remark in reading.remarks})
    staging, seen, rows = PairStaging(report, year, [], {}), {}, list(reading.parsed())
    for done, parsed in enumerate(rows):
        given.tell(done, len(rows))
        outcome, faults = rule_on(parsed, known, seen, staging.found, year)
        label = label_of(parsed)
        report.rows.append(RowResult(parsed.row.sheet, parsed.row.number, outcome, faults, label))
        if outcome == CREATED:
            staging.labels[staging.found[-1]] = label
    if given.shows_values:
        report.values = [value for parsed in rows for value in values_of(parsed)]
    return staging


def label_of(parsed: ParsedRow) -> str:
    """Whom a row is about: 李世伟—刘浩."""
    return "—".join(str(parsed.values.get(key) or "") for key in ("member", "name"))


def load_standing(plan: Plan | None, year: int) -> Standing:
    """Everybody by number or by name and phone, and the pairs of the plan of a year, if there is one."""
    rows = db.session.execute(select(Member.id, Member.no, Member.name))
    members = {no: (identity, name) for identity, no, name in rows}
    known = Standing(members, {}, {}, few=places_in(year))
    for identity, name, phone, left_on, *_place in db.session.execute(identities()):
        known.people.setdefault((name, phone), (identity, left_on))
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
    wrong = wrong_member(parsed, known, year) or wrong_person(parsed, known, year)
    if wrong:
        return wrong
    member_id, name = known.members[cells["no"]]
    representative_id, _left_on = known.people[cells["name"], cells["phone"]]
    return taken(parsed, known, (member_id, cells["slot"], representative_id), name, found)


def wrong_member(parsed: ParsedRow, known: Standing, year: int) -> Ruling | None:
    """The member is unknown, is somebody else, or has no such place, in general or in that year."""
    no, name, slot = (parsed.values[key] for key in ("no", "member", "slot"))
    if no not in known.members:
        return REJECTED, (fault(parsed, sheets.NO, "MEMBER_UNKNOWN", f"没有编号 {no} 的委员，请先导入委员名册"),)
    member_id, called = known.members[no]
    if called != name:
        return REVIEW, (fault(parsed, sheets.MEMBER, "NUMBER_TAKEN", f"编号 {no} 是{called}，请核对编号或姓名"),)
    if not 1 <= slot <= PLACES:
        return REJECTED, (fault(parsed, sheets.SLOT, "SLOT", f"每位委员联系 {PLACES} 位，请填 1 至 {PLACES}"),)
    wanted = known.few.get(member_id, PLACES)
    if slot > wanted:
        sentence = f"{name}委员 {year} 年只联系 {wanted} 位，请核对"
        return REVIEW, (fault(parsed, sheets.SLOT, "SLOT", sentence),)
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
