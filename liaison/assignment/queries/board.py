"""The board: members with their five places, and figures by town and sector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from liaison.access import Actor
from liaison.assignment.models import LOCK, MemberPlaces, Pairing, PairRule, Plan
from liaison.assignment.queries.pairs import filled_places, members_of, standing
from liaison.assignment.rules import PLACES
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative
from liaison.roster.queries import members_matching

Town, Village = aliased(Area), aliased(Area)


@dataclass(frozen=True)
class Place:
    """One filled place of a member.

    is_left: the representative has left the libraries and is to be replaced; is_locked: every plan has this pair.
    """

    slot: int
    pairing_id: int
    name: str
    identity_type: str
    km: float | None
    is_left: bool
    is_locked: bool = False


@dataclass(frozen=True)
class Line:
    """A member on the board. wanted: how many he is to keep; places: his own, None where one is open."""

    member_id: int
    name: str
    sector: str
    village: str
    is_left: bool
    places: tuple[Place | None, ...]
    wanted: int = PLACES

    @property
    def missing(self) -> int:
        """How many representatives he lacks."""
        return max(0, self.wanted - sum(place is not None and not place.is_left for place in self.places))


@dataclass(frozen=True)
class GroupLine:
    """A town or a sector in figures: of its members the pairs, of its people those kept by anybody.

    wanted: how many its members are to keep together.
    """

    name: str
    members: int
    wanted: int
    pairs: int
    mean_km: float | None
    same_sector: float | None
    reached: int
    available: int

    @property
    def open_places(self) -> int:
        """How many places of its members are empty."""
        return max(0, self.wanted - self.pairs)


def members_statement(
    actor: Actor, plan: Plan, town: int | None = None, sector: int | None = None, only_open: bool = False,
    word: str = "",
) -> Select[Any]:  # fmt: skip
    """The members on the board by number, within the actor's sight; those who left only while pairs of theirs stand.

    town: of their homes; only_open: those who do not have as many as they are to keep; word: of the name, 拼音, unit
    or number.
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
    if word:
        statement = statement.where(members_matching(word))
    filled = filled_places(plan)
    wanted = func.coalesce(MemberPlaces.places, PLACES)
    statement = statement.add_columns(wanted.label("wanted")).outerjoin(MemberPlaces, places_there(plan))
    if not only_open:
        return statement
    kept = func.coalesce(filled.c.number, 0)
    return statement.outerjoin(filled, filled.c.member_id == Member.id).where(kept < wanted)


def places_there(plan: Plan) -> ColumnElement[bool]:
    """What the office settled of a member's places in the year of a plan."""
    return and_(MemberPlaces.member_id == Member.id, MemberPlaces.year == plan.year)


def board_lines(plan: Plan, members: Sequence[Any]) -> list[Line]:
    """The rows of `members_statement` with their places: one statement for all of them."""
    is_locked = and_(
        PairRule.member_id == Pairing.member_id, PairRule.representative_id == Pairing.representative_id,
        PairRule.kind == LOCK, PairRule.ended_at.is_(None),
    )  # fmt: skip
    statement = (
        select(
            Pairing.member_id, Pairing.slot, Pairing.id, Representative.name, IdentityType.name, Pairing.km,
            Representative.left_on.is_not(None), PairRule.id.is_not(None),
        )
        .join(Pairing.representative).join(Representative.identity_type).outerjoin(PairRule, is_locked)
        .where(standing(plan), Pairing.member_id.in_([member.id for member in members]))
    )  # fmt: skip
    filled: dict[int, dict[int, Place]] = {}
    for member_id, slot, *cells in db.session.execute(statement):
        filled.setdefault(member_id, {})[slot] = Place(slot, *cells)
    return [line_of(one, filled.get(one.id, {})) for one in members]


def line_of(member: Any, filled: dict[int, Place]) -> Line:
    """A member with the places he is to have, and whatever is filled beyond them."""
    places = range(1, max(member.wanted, *filled, 0) + 1)
    return Line(
        member.id, member.name, member.sector, member.village, member.left_on is not None,
        tuple(filled.get(slot) for slot in places), member.wanted,
    )  # fmt: skip


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
    wanted = func.sum(func.coalesce(MemberPlaces.places, PLACES))
    serving = select(of_member, func.count(), wanted).outerjoin(MemberPlaces, places_there(plan))
    rows = db.session.execute(serving.where(Member.left_on.is_(None)).group_by(of_member))
    members = {key: figures for key, *figures in rows}
    people = numbers(select(of_person, func.count()).where(Representative.left_on.is_(None)).group_by(of_person))
    reached = select(of_person, func.count()).select_from(Pairing).join(Pairing.representative)
    kept = numbers(reached.where(there).group_by(of_person))
    return [
        GroupLine(
            name, *members.get(key, (0, 0)), *found.get(key, (0, None, None)), kept.get(key, 0), people.get(key, 0)
        )
        for key, name in db.session.execute(groups)
    ]  # fmt: skip


def numbers(statement: Select[Any]) -> dict[int, int]:
    """`{key: number}` of a grouped statement."""
    return dict(db.session.execute(statement).all())
