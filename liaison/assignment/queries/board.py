"""The board: members with their five places, and figures by town and sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from liaison.access import Actor
from liaison.assignment.models import Pairing, Plan
from liaison.assignment.queries.pairs import filled_places, members_of, standing
from liaison.assignment.rules import PLACES
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative

Town, Village = aliased(Area), aliased(Area)


@dataclass(frozen=True)
class Place:
    """One filled place of a member. is_left: the representative has left the libraries and is to be replaced."""

    slot: int
    pairing_id: int
    name: str
    identity_type: str
    km: float | None
    is_left: bool


@dataclass(frozen=True)
class Line:
    """A member on the board. places: his five, None where one is open."""

    member_id: int
    name: str
    sector: str
    village: str
    is_left: bool
    places: tuple[Place | None, ...]

    @property
    def missing(self) -> int:
        """How many representatives he lacks."""
        return sum(place is None or place.is_left for place in self.places)


@dataclass(frozen=True)
class GroupLine:
    """A town or a sector in figures: of its members the pairs, of its people those kept by anybody."""

    name: str
    members: int
    pairs: int
    mean_km: float | None
    same_sector: float | None
    reached: int
    available: int

    @property
    def open_places(self) -> int:
        """How many places of its members are empty."""
        return max(0, self.members * PLACES - self.pairs)


def members_statement(
    actor: Actor, plan: Plan, town: int | None = None, sector: int | None = None, only_open: bool = False
) -> Select[Any]:
    """The members on the board by number, within the actor's sight; those who left only while pairs of theirs stand.

    town: of their homes; only_open: those who do not have five.
    """
    keeps = Member.id.in_(select(Pairing.member_id).where(standing(plan)))
    statement = (
        select(
            Member.id, Member.name, Sector.name.label("sector"),
            func.coalesce(Village.name, Town.name, "").label("village"), Member.left_on,
        )
        .join(Member.sector).outerjoin(Town, Town.id == Member.home_area_id)
        .outerjoin(Village, Village.id == Member.home_village_id)
        .where(members_of(actor), or_(Member.left_on.is_(None), keeps)).order_by(Member.no)
    )  # fmt: skip
    if town:
        statement = statement.where(Member.home_area_id == town)
    if sector:
        statement = statement.where(Member.sector_id == sector)
    filled = filled_places(plan)
    full = select(filled.c.member_id).where(filled.c.number >= PLACES)
    return statement.where(Member.id.not_in(full)) if only_open else statement


def board_lines(plan: Plan, members: Sequence[Any]) -> list[Line]:
    """The rows of `members_statement` with their places: one statement for all of them."""
    statement = (
        select(
            Pairing.member_id, Pairing.slot, Pairing.id, Representative.name, IdentityType.name, Pairing.km,
            Representative.left_on,
        )
        .join(Pairing.representative).join(Representative.identity_type)
        .where(standing(plan), Pairing.member_id.in_([member.id for member in members]))
    )  # fmt: skip
    places = {
        (member_id, slot): Place(slot, pairing_id, name, identity_type, km, left_on is not None)
        for member_id, slot, pairing_id, name, identity_type, km, left_on in db.session.execute(statement)
    }
    return [
        Line(
            one.id, one.name, one.sector, one.village, one.left_on is not None,
            tuple(places.get((one.id, slot)) for slot in range(1, PLACES + 1)),
        )
        for one in members
    ]  # fmt: skip


def figures_by_town(plan: Plan) -> list[GroupLine]:
    """A line for each town: members who live there, people who live there."""
    towns = select(Area.id, Area.name).where(Area.parent_id.is_(None), Area.is_active).order_by(Area.code)
    return group_lines(plan, towns, Member.home_area_id, Representative.area_id)


def figures_by_sector(plan: Plan) -> list[GroupLine]:
    """A line for each sector: its members, its people."""
    sectors = select(Sector.id, Sector.name).where(Sector.is_active).order_by(Sector.code)
    return group_lines(plan, sectors, Member.sector_id, Representative.sector_id)


def group_lines(
    plan: Plan, groups: Select[Any], of_member: InstrumentedAttribute[Any], of_person: InstrumentedAttribute[Any]
) -> list[GroupLine]:
    """The figures of a plan by a column of the members and one of the representatives: five statements in all."""
    share = func.avg(case((Pairing.is_same_sector, 1.0), else_=0.0))
    pairs = select(of_member, func.count(), func.avg(Pairing.km), share)
    pairs = pairs.select_from(Pairing).join(Pairing.member).join(Pairing.representative)
    there = and_(standing(plan), or_(Representative.left_on.is_(None), Pairing.ended_on.is_not(None)))
    found = {key: figures for key, *figures in db.session.execute(pairs.where(there).group_by(of_member))}
    members = numbers(select(of_member, func.count()).where(Member.left_on.is_(None)).group_by(of_member))
    people = numbers(select(of_person, func.count()).where(Representative.left_on.is_(None)).group_by(of_person))
    reached = select(of_person, func.count()).select_from(Pairing).join(Pairing.representative)
    kept = numbers(reached.where(there).group_by(of_person))
    return [
        GroupLine(name, members.get(key, 0), *found.get(key, (0, None, None)), kept.get(key, 0), people.get(key, 0))
        for key, name in db.session.execute(groups)
    ]


def numbers(statement: Select[Any]) -> dict[int, int]:
    """`{key: number}` of a grouped statement."""
    return dict(db.session.execute(statement).all())
