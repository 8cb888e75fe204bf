"""Dashboards: every figure of a year by whatever it can be told apart by, from one reading of the year's facts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM, Actor, Role
from liaison.assignment.models import Pairing
from liaison.core.db import db
from liaison.orgs.models import Area, Organisation, Sector, Station
from liaison.performance.queries.beside import (
    endings_of,
    people_in_libraries,
    replies_of,
    returns_of,
    scans_of,
    stations_of,
)
from liaison.performance.queries.facts import YearFacts, year_facts
from liaison.performance.rules import last_day, month_of
from liaison.performance.rules.boards import (
    ALL,
    BOARDS,
    CASE,
    CONTACT,
    FIGURES,
    MEMBER,
    MONTHS,
    PAIR,
    PERSON,
    RETURN,
    SCAN,
    Column,
    Pair,
    Person,
    Seen,
    Tally,
    is_enough,
    same_day_before,
    share,
)
from liaison.roster.models import Library, Representative

NAMES: Mapping[str, Any] = {
    "towns": Area, "committees": Organisation, "sectors": Sector, "units": Organisation, "stations": Station,
    "libraries": Library,
}  # fmt: skip
NOWHERE = {
    "committees": "（没有工委）", "units": "（还没有责任单位）",
}  # fmt: skip
WITH_ALL = ("towns", "sectors", "stations", "libraries")  # shown though nothing was counted there
Keys = Callable[[Any], Iterable[Any]]
TOTAL = "total"
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """One row of a board. key: what it is about, None where nobody can say; bar: name and share, if it is compared."""

    key: Any
    name: str
    tally: Tally
    bar: tuple[str, float] | None = None

    @property
    def is_ranked(self) -> bool:
        """Whether it has a bar."""
        return self.bar is not None

    @property
    def contacts(self) -> tuple[str, int]:
        """Its name and how many contacts."""
        return self.name, self.tally.get("contacts", 0)


class Reading:
    """A year up to a day, as dashboards look at it; what only some of them need is read when it is asked for."""

    def __init__(self, facts: YearFacts, actor: Actor) -> None:
        self.facts = facts
        self.actor = actor
        self.members = {one.id: one for one in facts.members}
        self.looked_at: dict[str, list[tuple[Any, tuple[str, ...]]]] = {}

    @cached_property
    def contacts(self) -> dict[int, Any]:
        """`{contact: its fact}`."""
        return {one.id: one for one in self.facts.contacts}

    @cached_property
    def stations(self) -> dict[int, int]:
        """`{contact: station}`."""
        return stations_of(self.facts)

    @cached_property
    def libraries(self) -> dict[int, tuple[int, ...]]:
        """`{representative: his libraries}`."""
        return people_in_libraries(self.facts.until)

    @cached_property
    def towns(self) -> dict[int, int]:
        """`{representative: town}` of all who are somebody's."""
        paired = select(Pairing.representative_id)
        return dict(db.session.execute(
            select(Representative.id, Representative.area_id).where(Representative.id.in_(paired))
        ).all())  # fmt: skip

    @cached_property
    def seen(self) -> Seen:
        """What the rules of figures look at."""
        facts = self.facts
        return Seen(
            until=facts.until, met={Pair(one.member_id, one.representative_id) for one in facts.contacts},
            fives=facts.fives, active={one.member_id for one in facts.contacts},
            people={one.representative_id for one in facts.contacts},
            kept={one for five in facts.fives.values() for one in five}, replied=replies_of(facts),
            ended=endings_of(facts),
        )  # fmt: skip

    def things(self, kind: str) -> Iterable[Any]:
        """All things of a kind."""
        fives = self.facts.fives
        made: Mapping[str, Callable[[], Iterable[Any]]] = {
            CASE: lambda: self.facts.cases, CONTACT: lambda: self.facts.contacts, MEMBER: lambda: self.members,
            PAIR: lambda: (Pair(one, other) for one in self.members for other in sorted(fives.get(one, ()))),
            PERSON: lambda: (Person(one, inside) for one, inside in self.libraries.items()),
            RETURN: lambda: returns_of(self.facts), SCAN: lambda: scans_of(self.facts, self.actor),
        }  # fmt: skip
        return made[kind]()

    def of_member(self, key: str) -> dict[str, Keys]:
        """By one column of the member."""
        at = {one: (getattr(member, key),) for one, member in self.members.items()}
        own = {kind: lambda thing: at[thing.member_id] for kind in (PAIR, CONTACT, CASE)}
        return {MEMBER: at.__getitem__, **own}

    def of_libraries(self) -> dict[str, Keys]:
        """By the libraries of the representative."""
        inside = self.libraries
        return {
            PERSON: lambda one: one.library_ids, CONTACT: lambda one: inside.get(one.representative_id, ()),
            CASE: lambda one: inside.get(self.contacts[one.contact_id].representative_id, ()),
        }  # fmt: skip

    def of_stations(self) -> dict[str, Keys]:
        """By the station where it was; nowhere for what was elsewhere."""
        at = {contact: (station,) for contact, station in self.stations.items()}
        return {
            CONTACT: lambda one: at.get(one.id, ()), CASE: lambda one: at.get(one.contact_id, ()),
            SCAN: by("station_id"),
        }  # fmt: skip

    def of_towns(self) -> dict[str, Keys]:
        """By the representative's town."""
        area = by("area_id")
        return {CASE: area, CONTACT: area, PAIR: lambda one: (self.towns[one.representative_id],)}

    def keys(self, board: str) -> dict[str, Keys]:
        """`{kind of thing: where a thing of it is counted}`."""
        made: Mapping[str, Callable[[], dict[str, Keys]]] = {
            "towns": self.of_towns, "stations": self.of_stations, "libraries": self.of_libraries,
            "committees": lambda: self.of_member("organisation_id"), "sectors": lambda: self.of_member("sector_id"),
            "units": lambda: dict.fromkeys((CASE, RETURN), by("unit_id")),
            MONTHS: lambda: dict.fromkeys((CASE, CONTACT), lambda one: (month_of(one),)),
            ALL: lambda: dict.fromkeys((CASE, CONTACT, MEMBER, PAIR), lambda _one: ("",)),
        }  # fmt: skip
        return made[board]()

    def tallies(self, board: str) -> dict[Any, Tally]:
        """`{key: {figure: number}}`; under TOTAL each thing once, in however many places it is counted."""
        found: defaultdict[Any, Counter[str]] = defaultdict(Counter)
        for kind, keys in self.keys(board).items():
            alike = Counter((key, names) for thing, names in self.named(kind) for key in with_total(keys(thing)))
            for (key, names), number in alike.items():
                found[key].update(dict.fromkeys(names, number))
        return dict(found)

    def named(self, kind: str) -> list[tuple[Any, tuple[str, ...]]]:
        """Each thing of a kind and the figures that count it; looked at once, however many boards ask."""
        if kind not in self.looked_at:
            rules = [(name, figure.holds) for name, figure in FIGURES.items() if figure.kind == kind]
            seen = self.seen
            self.looked_at[kind] = [
                (thing, tuple(name for name, holds in rules if holds(thing, seen))) for thing in self.things(kind)
            ]
        return self.looked_at[kind]

    def behind(self, board: str, key: Any, figure: str) -> list[Any]:
        """The things that a figure counts; none where the board does not count it."""
        kind, holds = FIGURES[figure].kind, FIGURES[figure].holds
        keys = self.keys(board).get(kind)
        things = self.things(kind) if keys else ()
        return [thing for thing in things if key in with_total(keys(thing)) and holds(thing, self.seen)]

    def lines(self, board: str) -> list[Line]:
        """The rows of a board, the best share of its lead first, then what is nobody's, and TOTAL at the end."""
        found, lead = self.tallies(board), BOARDS[board].lead
        lines = [line_of(key, name, found.get(key, {}), lead) for key, name in names_of(board, found)]
        lines.sort(key=lambda line: -line.bar[1] if line.bar else 1)
        nowhere = [Line(None, NOWHERE[board], found[None])] if None in found else []
        return [*lines, *nowhere, Line(TOTAL, "合计", found.get(TOTAL, {}))]

    def total(self) -> Tally:
        """Every figure of all together."""
        return self.tallies(ALL).get(TOTAL, {})

    def months(self) -> list[Line]:
        """The months of the year that have begun, in their order."""
        found, year = self.tallies(MONTHS), self.facts.year
        keys = [f"{year}-{month:02d}" for month in range(1, self.facts.until.month + 1)]
        return [Line(key, month_words(key), found.get(key, {})) for key in keys]


def line_of(key: Any, name: str, tally: Tally, lead: Column) -> Line:
    """A row; it is compared with others where its share is made of enough."""
    value = share(tally, lead)
    return Line(key, name, tally, (name, value) if value is not None and is_enough(tally, lead) else None)


def month_words(key: str) -> str:
    """4月, of 2024-04."""
    return f"{int(key[5:])}月"


def by(attribute: str) -> Keys:
    """Where a thing is counted that says so itself."""
    return lambda one: (getattr(one, attribute),)


def with_total(keys: Iterable[Any]) -> tuple[Any, ...]:
    """These keys, and the total of a board for what is counted anywhere in it."""
    found = tuple(keys)
    return (*found, TOTAL) if found else ()


def names_of(board: str, found: Mapping[Any, Any]) -> list[tuple[int, str]]:
    """`(key, name)` of what a board shows, in the order of its list."""
    model = NAMES[board]
    statement = select(model.id, model.name, model.is_active).order_by(model.code)
    rows = db.session.execute(statement.where(Area.parent_id.is_(None)) if model is Area else statement)
    return [(row.id, row.name) for row in rows if row.id in found or (row.is_active and board in WITH_ALL)]


def name_of(board: str, key: Any) -> str | None:
    """What a row of a board is called; None where there is no such row, nothing for all together."""
    if key == TOTAL or key is None:
        return NOWHERE.get(board) if key is None else ""
    if board == MONTHS:
        return month_words(key) if MONTH.fullmatch(str(key)) else None
    row = db.session.get(NAMES[board], key) if board in NAMES and isinstance(key, int) else None
    return row.name if row else None


def reading_for(actor: Actor, year: int, until: date | None = None) -> Reading:
    """The year up to a day (its last one, or today) as an actor sees it; a unit's leader all of it, for his own row."""
    sight = SYSTEM if actor.role is Role.UNIT_LEADER else actor
    return Reading(year_facts(year, until or last_day(year), sight), actor)


def total_before(actor: Actor, reading: Reading) -> Tally:
    """Every figure of the year before, up to the same day of it."""
    facts = reading.facts
    return reading_for(actor, facts.year - 1, same_day_before(facts.until)).total()


def lines_for(actor: Actor, reading: Reading, board: str) -> list[Line]:
    """The rows of a board that an actor sees: a unit's leader that of his unit."""
    return [line for line in reading.lines(board) if sees_line(actor, line.key)]


def sees_line(actor: Actor, key: Any) -> bool:
    """Whether a row of a board is for these eyes."""
    return actor.role is not Role.UNIT_LEADER or key == actor.organisation_id
