"""The year's figures as tables: by member, and by all that the office adds them up by."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, select

from liaison.audit.heads import head_words
from liaison.casework.queries.conservation import Proof, proof
from liaison.casework.queries.ledger import Entry, ledger_entries
from liaison.contacts.models import Contact
from liaison.contacts.rules import VOID
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Channel, Organisation, Sector
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.scored import YearScores, deeds_counted, year_scores
from liaison.performance.rules import (
    CaseFact,
    Figures,
    by_key,
    happened,
    is_on_time,
    last_day,
    month_of,
    rating_on,
    total,
)  # fmt: skip

Cells = dict[str, Any]
NOWHERE = {
    "organisation": "（没有工委）", "unit": "（还没有责任单位）", "category": "（没有分类）",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One table: its rows by column key, and the row that adds them up."""

    rows: list[Cells]
    total: Cells


@dataclass(frozen=True)
class YearTables:
    """All tables of a year. reached: how many different representatives were met; details: a row for each contact;

    proof: whether the sheets of the cases of this year prove each other; head: of the log, for the notes;
    deeds: the records of these days; scores: the year's points, None where it was not reckoned.
    """

    facts: YearFacts
    members: Table
    sectors: Table
    organisations: Table
    units: Table
    categories: Table
    months: Table
    channels: Table
    towns: Table
    details: list[Cells]
    reached: int
    proof: Proof
    head: str
    deeds: list[Cells]
    scores: YearScores | None = None


def year_tables(facts: YearFacts) -> YearTables:
    """Every table of the yearly workbook. Twenty statements beside the facts', seven more for points."""
    figures, scores = facts.by_member(), year_scores(facts)
    return YearTables(
        facts, members_table(facts, figures), sectors_table(facts, figures), organisations_table(facts, figures),
        units_table(facts), categories_table(facts), months_table(facts), named_table(facts, Channel, "channel_id"),
        named_table(facts, Area, "area_id"), details_of(facts, scores),
        len({contact.representative_id for contact in facts.contacts}), proof(facts.first_day, facts.until),
        head_words(), deeds_counted(facts), scores,
    )  # fmt: skip


def cells_of(figures: Figures) -> Cells:
    """Numbers and rates by column key."""
    return {
        **figures._asdict(), "on_time_rate": figures.on_time_rate, "satisfaction_rate": figures.satisfaction_rate,
        "on_time_rate_first": figures.on_time_rate_first,
    }  # fmt: skip


def table_of(named: Iterable[tuple[Cells, Figures]]) -> Table:
    """A table of names and figures."""
    named = list(named)
    rows = [{"number": place, **cells_of(figures), **name} for place, (name, figures) in enumerate(named, start=1)]
    return Table(rows, cells_of(total(figures for _name, figures in named)))


def members_table(facts: YearFacts, figures: Mapping[int, Figures]) -> Table:
    """One row for each member, in the order of 委员编号."""
    table = table_of((member_cells(member), figures[member.id]) for member in facts.members)
    for row in table.rows:
        row["all_five"] = "是" if row["all_five"] else "否"
    return table


def member_cells(member: Row[Any]) -> Cells:
    """Who a member is."""
    return {
        "id": member.id, "no": member.no, "name": member.name, "gender": member.gender, "sector": member.sector,
        "organisation": member.organisation, "duty": member.duty, "remark": left_words(member),
    }  # fmt: skip


def left_words(member: Row[Any]) -> str | None:
    """When and why a member left."""
    if member.left_on is None:
        return None
    day = f"{member.left_on.year}年{member.left_on.month}月{member.left_on.day}日离任"
    return f"{day}：{member.left_reason}" if member.left_reason else day


def summed(facts: YearFacts, figures: Mapping[int, Figures], key: str) -> dict[Any, Figures]:
    """Members' figures added up by one of their columns."""
    found: dict[Any, Figures] = {}
    for member in facts.members:
        where = getattr(member, key)
        found[where] = found.get(where, Figures()) + figures[member.id]
    return found


def sectors_table(facts: YearFacts, figures: Mapping[int, Figures]) -> Table:
    """One row for each sector in use, in the order of the list."""
    found = summed(facts, figures, "sector_id")
    rows = db.session.execute(select(Sector.id, Sector.name, Sector.is_active).order_by(Sector.code))
    return table_of(
        ({"name": row.name}, found.get(row.id, Figures())) for row in rows if row.is_active or row.id in found
    )


def organisations_table(facts: YearFacts, figures: Mapping[int, Figures]) -> Table:
    """One row for each committee and working group that has members."""
    found = summed(facts, figures, "organisation_id")
    return ordered_table(found, names_of(Organisation.name, Organisation.code), "organisation")


def units_table(facts: YearFacts) -> Table:
    """One row for each unit that answers for a request, by its unit at the end."""
    found = by_key((), facts.cases, lambda one: one.unit_id, facts.until)
    return ordered_table(found, names_of(Organisation.name, Organisation.code), "unit")


def names_of(name: Any, order: Any) -> dict[int, Cells]:
    """`{id: name}` of a list, in its order."""
    owner = name.class_
    return {one: {"name": words} for one, words in db.session.execute(select(owner.id, name).order_by(order))}


def ordered_table(found: Mapping[Any, Figures], names: Mapping[Any, Cells], kind: str) -> Table:
    """The figures in the order of the names; those of nobody come last."""
    known = [(cells, found[one]) for one, cells in names.items() if one in found]
    nowhere = [({"name": NOWHERE[kind], "group": NOWHERE[kind]}, found[None])] if None in found else []
    return table_of([*known, *nowhere])


def categories_table(facts: YearFacts) -> Table:
    """One row for each field with requests: 类别 and 子类."""
    found = by_key((), facts.cases, lambda one: one.category_id, facts.until)
    rows = db.session.execute(select(Category.id, Category.group_name, Category.name).order_by(Category.id))
    names = {row.id: {"group": row.group_name, "name": row.name} for row in rows}
    return ordered_table(found, names, "category")


def months_table(facts: YearFacts) -> Table:
    """Twelve rows, or those that have begun, by the month of the contact."""
    found = by_key(facts.contacts, facts.cases, month_of, facts.until)
    months = (f"{facts.year}-{month:02d}" for month in range(facts.first_day.month, facts.until.month + 1))
    return table_of(({"name": month}, found.get(month, Figures())) for month in months)


def named_table(facts: YearFacts, model: type[Channel] | type[Area], key: str) -> Table:
    """One row for each way of contact, or each town of the representatives, in the order of the list."""
    of_fact: Callable[[Any], Hashable] = lambda one: getattr(one, key)  # noqa: E731
    found = by_key(facts.contacts, facts.cases, of_fact, facts.until)
    wanted = select(model.id, model.name, model.is_active).order_by(model.id)
    rows = db.session.execute(wanted.where(Area.parent_id.is_(None)) if model is Area else wanted)
    return table_of(
        ({"name": row.name}, found.get(row.id, Figures())) for row in rows if row.is_active or row.id in found
    )


def details_of(facts: YearFacts, scores: YearScores | None = None) -> list[Cells]:
    """What the figures were counted from: a row for each contact and, where there is one, its case."""
    told = scores.told if scores else {}
    members = {member.id for member in facts.members}
    since, until = facts.first_day, facts.until
    where = and_(Contact.contacted_on >= since, Contact.contacted_on <= until, Contact.state != VOID)
    cases = {case.id: case for case in facts.cases}
    on = facts.until if facts.until < last_day(facts.year) else None
    entries = (entry for entry in ledger_entries(where, on=on) if entry.cells["state"] is None)
    return [
        {**detail(entry, facts, cases.get(entry.case_id or 0)), "told_on": told.get(entry.case_id or 0)}
        for entry in entries
        if entry.cells["member_id"] in members
    ]


def detail(entry: Entry, facts: YearFacts, case: CaseFact | None) -> Cells:
    """One row: the ledger's words, and how the day of counting sees it."""
    five = facts.fives.get(entry.cells["member_id"], ())
    cells = {**entry.shown, "is_fixed": entry.cells["representative_id"] in five}
    if case is None:
        return cells
    rating = rating_on(case, facts.until)
    return {
        **cells, "is_on_time": is_on_time(case, facts.until) if happened(case.handled_on, facts.until) else None,
        "urged_count": sum(day <= facts.until for day in case.urged_on),
        "rated_on": rating.day if rating else None, "rating": rating.grade if rating else None,
        "extended_on": case.extended_on, "rated_round": rating.round if rating else None, "round": case.round,
    }  # fmt: skip
