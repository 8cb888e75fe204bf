"""The whole committee's year as of a day, beside the same day of the year before: for dashboards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from liaison.access import SYSTEM, Actor
from liaison.core.db import db
from liaison.orgs.models import Area, Organisation
from liaison.performance.queries.facts import YearFacts, year_facts
from liaison.performance.rules import Figures, by_key, last_day, month_of, total


@dataclass(frozen=True)
class Line:
    """A town or a unit with its figures."""

    id: int
    name: str
    figures: Figures


@dataclass(frozen=True)
class Totals:
    """A year up to a day (until) and the year before up to the same day.

    now, before: all members together (members, reached_any, all_five, contacts, requests, …; rates as properties);
    towns: every town in use, by the representative's town; units: those that answer for a request, most requests first;
    months: `{2024-03: figures}` of contacts and requests.
    """

    year: int
    until: date
    now: Figures
    before: Figures
    towns: list[Line]
    units: list[Line]
    months: Mapping[str, Figures]


def year_totals(year: int, until: date | None = None, actor: Actor = SYSTEM) -> Totals:
    """The committee's figures of a year as of a day (its last one, or today), within the actor's sight.

    Sixteen statements, however many contacts there are.
    """
    day = until or last_day(year)
    facts = year_facts(year, day, actor)
    before = year_facts(year - 1, same_day_before(day), actor)
    return Totals(
        year, day, total(facts.by_member().values()), total(before.by_member().values()), towns_of(facts),
        units_of(facts), by_key(facts.contacts, facts.cases, month_of, day),
    )  # fmt: skip


def same_day_before(day: date) -> date:
    """The same day of the year before; of 29 February the day before it."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day)


def towns_of(facts: YearFacts) -> list[Line]:
    """Every town in use and those that were counted, in the order of their codes."""
    figures = by_key(facts.contacts, facts.cases, lambda one: one.area_id, facts.until)
    towns = select(Area.id, Area.name, Area.is_active).where(Area.parent_id.is_(None)).order_by(Area.code)
    return [
        Line(town.id, town.name, figures.get(town.id, Figures()))
        for town in db.session.execute(towns) if town.is_active or town.id in figures
    ]  # fmt: skip


def units_of(facts: YearFacts) -> list[Line]:
    """The units that answer for a request, most requests first."""
    figures = by_key((), facts.cases, lambda one: one.unit_id, facts.until)
    names = dict(db.session.execute(select(Organisation.id, Organisation.name)).all())
    lines = [Line(unit, names[unit], found) for unit, found in figures.items() if unit]
    return sorted(lines, key=lambda line: (-line.figures.requests, line.name))
