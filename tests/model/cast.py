"""Who takes part: every role, at two committees and three units, two of a kind, and some who stand in for others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.core.db import db
from liaison.orgs.models import Category, Organisation, Section
from tests.factories import People, first, make_row

TOWNS = ("曲塘镇政协工委", "李堡镇政协工委")  # the second one's director signs before anything goes out
UNITS = ("市住房和城乡建设局", "市交通运输局", "市公安局")  # the second one's office signs for what comes in


@dataclass
class Cast:
    """The people, and the rows that cells choose from. sections, handlers: `{unit: [ids]}`."""

    actors: list[Actor]
    members: list[Any]
    committees: list[int]
    units: list[int]
    office: int
    sections: dict[int, list[int]]
    handlers: dict[int, list[int]]
    categories: list[int]
    signing: set[int]
    receiving: set[int]
    names: dict[str, Actor] = field(default_factory=dict)


def sections_of(unit: Any, *names: str) -> list[int]:
    """The sections of a unit with these names, made where they are not there."""
    wanted = [{"organisation_id": unit.id, "name": name} for name in names]
    return [(first(Section, **one) or make_row(Section, **one)).id for one in wanted]


def seated(people: People) -> dict[str, Actor]:
    """`{who: actor}` of everybody with a seat."""
    seats = {}
    for place, town in enumerate(TOWNS):
        seats[f"clerk{place}"] = people.seat(f"经办{place}", Role.CLERK, town)
        seats[f"director{place}"] = people.seat(f"主任{place}", Role.DIRECTOR, town)
    for place, unit in enumerate(UNITS):
        seats[f"leader of unit{place}"] = people.seat(f"局长{place}", Role.UNIT_LEADER, unit)
        seats[f"handler{place}a"] = people.seat(f"科员{place}甲", Role.HANDLER, unit, "一科")
        seats[f"handler{place}b"] = people.seat(f"科员{place}乙", Role.HANDLER, unit, "二科")
    seats["supervisor"] = people.supervisor
    seats["office"], seats["second of office"] = people.office, people.seat("办公室乙", Role.OFFICE, "市政协办公室")
    seats |= {"reader": people.leader, "librarian": people.librarian, "admin": people.admin}
    return {name: person.actor for name, person in seats.items()}


def standing_in(actors: dict[str, Actor]) -> dict[str, Actor]:
    """Some of them, as somebody else stands in for them."""
    pairs = {"clerk0": "director1", "handler0a": "handler0b", "director0": "second of office", "office": "clerk1"}
    return {
        f"{by} for {whose}": replace(
            actors[whose], user_id=actors[by].user_id, name=actors[by].name, on_behalf=actors[whose].name,
            for_user_id=actors[whose].user_id, is_cases_only=whose == "clerk0",
        ) for whose, by in pairs.items()
    }  # fmt: skip


def make_cast() -> Cast:
    """Seat everybody; the rows stay for the whole walk."""
    people = People()
    towns, units = [[first(Organisation, name=name) for name in names] for names in (TOWNS, UNITS)]
    towns[1].needs_issue, units[1].needs_receipt = True, True
    sections = {unit.id: sections_of(unit, "一科", "二科") for unit in units}
    members = [people.member, people.other_member, people.member_named("往届委员", left_on=date(2026, 1, 1))]
    actors = seated(people)
    actors |= {f"member{place}": one.actor for place, one in enumerate(members[:2])}
    actors |= standing_in(actors)
    db.session.flush()
    return Cast(
        list(actors.values()), [one.member for one in members], [one.id for one in towns], [one.id for one in units],
        actors["office"].organisation_id, sections,
        {unit.id: [actors[f"handler{n}{who}"].user_id for who in "ab"] for n, unit in enumerate(units)},
        list(db.session.scalars(select(Category.id).order_by(Category.id).limit(12))),
        {towns[1].id}, {units[1].id}, actors,
    )  # fmt: skip
