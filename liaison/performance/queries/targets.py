"""Reading targets, and how far members and stations are with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, extract, literal, select, true, union_all

from liaison.access import Actor
from liaison.casework.models import Case, PublicRequest, StationCode
from liaison.casework.queries.public import stations_visible_to
from liaison.contacts.models import Activity, Contact
from liaison.contacts.rules import VOID
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, Station, Task
from liaison.performance.models import Gathering, Target
from liaison.performance.queries.acts import acts_of
from liaison.performance.queries.facts import SEES_ALL, VOIDED, YearFacts
from liaison.performance.rules.targets import (
    HELD,
    MEMBERS,
    STATIONS,
    TASK,
    Progress,
    by_list,
    often_words,
    progress_of,
)

Happened = tuple[str, date]
TARGET = (
    Target.id, Target.list_name, Target.name, Target.audience, Target.period, Target.least, Target.counts,
)  # fmt: skip


@dataclass(frozen=True)
class StationYear:
    """A station and how far it is with each target."""

    station: Row[Any]
    found: list[Progress]

    @property
    def met(self) -> int:
        """How many of them it has met so far."""
        return sum(one.is_met for one in self.found)


@dataclass(frozen=True)
class Met:
    """A target and how many have met it so far. often: how often it is due, in words."""

    id: int
    name: str
    count: int
    often: str


def targets_for(audience: str) -> Sequence[Row[Any]]:
    """The targets in use of members or of stations, in the order of their list."""
    wanted = select(*TARGET).where(Target.is_active, Target.audience == audience)
    return db.session.execute(wanted.order_by(Target.id)).all()


def target_numbered(target_id: int) -> Row[Any] | None:
    """One of the targets in use."""
    return db.session.execute(select(*TARGET).where(Target.is_active, Target.id == target_id)).one_or_none()


def member_targets(facts: YearFacts, member_id: int) -> list[tuple[str, list[Progress]]]:
    """`[(list, lines)]` of one of these members."""
    targets = targets_for(MEMBERS)
    happened = happenings(facts, member_id).get(member_id, []) if targets else []
    return by_list(progress_of(targets, happened, facts.until))


def happenings(facts: YearFacts, member_id: int | None = None) -> dict[int, list[Happened]]:
    """`{member: [(word, day)]}` of what counts for targets; member_id: only his."""
    tasks = dict(db.session.execute(select(Task.id, Task.name)).all())
    found: dict[int, list[Happened]] = {}
    for act in acts_of(facts, member_id):
        found.setdefault(act.member_id, []).append((act.words, act.day))
    for contact in facts.contacts:
        if contact.task_id:
            found.setdefault(contact.member_id, []).append((f"{TASK}·{tasks[contact.task_id]}", contact.day))
    return found


def members_who_met(facts: YearFacts) -> list[tuple[str, list[Met]]]:
    """`[(list, [one for each target])]` of these members."""
    targets, happened = targets_for(MEMBERS), happenings(facts)
    years = [progress_of(targets, happened.get(member.id, ()), facts.until) for member in facts.members]
    return met_by_list(targets, years)


def stations_who_met(stations: Sequence[StationYear]) -> list[tuple[str, list[Met]]]:
    """The same of these stations."""
    return met_by_list(targets_for(STATIONS), [one.found for one in stations])


def met_by_list(targets: Sequence[Row[Any]], years: Sequence[Sequence[Progress]]) -> list[tuple[str, list[Met]]]:
    """How many have met each target so far. years: of each of them how far with each target."""
    found: dict[str, list[Met]] = {}
    for place, target in enumerate(targets):
        count = sum(year[place].is_met for year in years)
        found.setdefault(target.list_name, []).append(Met(target.id, target.name, count, often_words(target)))
    return list(found.items())


def station_targets(
    actor: Actor, year: int, until: date, wanted: Sequence[Row[Any]] | None = None
) -> list[StationYear]:  # fmt: skip
    """How far each station in the actor's sight is, the furthest behind first. wanted: only these targets."""
    seen = true() if actor.role in SEES_ALL else stations_visible_to(actor)
    targets, happened = wanted or targets_for(STATIONS), station_happenings(seen, year, until)
    rows = db.session.execute(
        seen_stations(select(Station.id, Station.name, Station.kind, Area.name.label("town")).join(Station.area), seen)
        .where(Station.is_active).order_by(Area.id, Station.id)
    )  # fmt: skip
    found = [StationYear(row, progress_of(targets, happened.get(row.id, ()), until)) for row in rows]
    return sorted(found, key=lambda one: one.met)


def seen_stations(statement: Select[Any], seen: ColumnElement[bool]) -> Select[Any]:
    """The statement narrowed to the stations in sight."""
    return statement.outerjoin(StationCode, StationCode.station_id == Station.id).where(seen)


def station_happenings(seen: ColumnElement[bool], year: int, until: date) -> dict[int, list[Happened]]:
    """`{station: [(word, day)]}` of a year up to a day. Three statements."""
    stations = seen_stations(select(Station.id), seen)
    found: dict[int, list[Happened]] = {}
    for station_id, word, day in db.session.execute(union_all(*station_statements(year, until))):
        found.setdefault(station_id, []).append((word, day))
    for station_id, moment in db.session.execute(scanned(year)):
        day = clock.local(moment).date()
        if day <= until:
            found.setdefault(station_id, []).append(("扫码反映·收到", day))
    in_sight = set(db.session.scalars(stations))
    return {one: rows for one, rows in found.items() if one in in_sight}


def scanned(year: int) -> Select[Any]:
    """(station, moment) of what came by the codes of stations in a year."""
    begins, ends = clock.at(date(year, 1, 1)), clock.at(date(year + 1, 1, 1))
    statement = select(StationCode.station_id, PublicRequest.made_at)
    statement = statement.join(PublicRequest, PublicRequest.code_id == StationCode.id)
    return statement.where(PublicRequest.made_at >= begins, PublicRequest.made_at < ends)


def station_statements(year: int, until: date) -> Iterator[Select[Any]]:
    """What happened at stations: contacts and their requests, activities, what was held."""

    def within(day: Any) -> tuple[ColumnElement[bool], ...]:
        return extract("year", day) == year, day <= until

    of_case = Contact.station_id.is_not(None), Case.state != VOIDED
    contacts = select(Contact.station_id, literal("联系·有效"), Contact.contacted_on)
    yield contacts.where(Contact.station_id.is_not(None), Contact.state != VOID, *within(Contact.contacted_on))
    cases = select(Contact.station_id, literal("诉求·提出"), Contact.contacted_on)
    yield cases.join(Case, Case.contact_id == Contact.id).where(*of_case, *within(Contact.contacted_on))
    closed = select(Contact.station_id, literal("诉求·办结"), Case.rated_on)
    yield closed.join(Case, Case.contact_id == Contact.id).where(*of_case, *within(Case.rated_on))
    activities = select(Activity.station_id, literal(f"联系活动·{HELD}"), Activity.held_on)
    yield activities.where(Activity.station_id.is_not(None), *within(Activity.held_on))
    held = select(Gathering.station_id, Gathering.kind + f"·{HELD}", Gathering.held_on)
    yield held.where(Gathering.station_id.is_not(None), Gathering.is_cancelled.is_(False), *within(Gathering.held_on))
