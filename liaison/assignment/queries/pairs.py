"""Pairs: who sees which, a member's five, and whom a member kept in a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.assignment.models import SUPERSEDED, Pairing, Plan
from liaison.assignment.queries.points import member_points, representative_points
from liaison.assignment.rules import PairFact, fact_of
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType
from liaison.roster.models import Member, Representative

ALL_PAIRS = (Role.OFFICE, Role.SUPERVISOR, Role.LEADER, Role.SYSTEM)
OF_OWN_MEMBERS = (Role.CLERK, Role.DIRECTOR)
Town, Village = aliased(Area), aliased(Area)


def members_of(actor: Actor) -> ColumnElement[bool]:
    """The members whose pairs an actor sees: office, supervisor, leader all; a committee its own; a member himself."""
    if actor.role in ALL_PAIRS:
        return true()
    if actor.role in OF_OWN_MEMBERS and actor.organisation_id:
        return Member.organisation_id == actor.organisation_id
    if actor.role is Role.MEMBER and actor.member_id:
        return Member.id == actor.member_id
    return false()


def sees_all_pairs(actor: Actor) -> bool:
    """Whether somebody sees the pairs of all members, and so the figures of the whole county."""
    return actor.role in ALL_PAIRS


def pairings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which pairings an actor sees: those of the members he sees; a member's own five only while in force."""
    mine = Pairing.member_id.in_(select(Member.id).where(members_of(actor)))
    return and_(mine, Pairing.is_current) if actor.role is Role.MEMBER else mine


def standing(plan: Plan) -> ColumnElement[bool]:
    """The pairs of a plan as it is, or, of an ended one, as it was when it ended."""
    return and_(Pairing.plan_id == plan.id, or_(Pairing.ended_on.is_(None), Pairing.end_reason == SUPERSEDED))


def pairing_for(actor: Actor, pairing_id: int) -> Pairing | None:
    """The pairing of this id, within the actor's sight, with member and representative."""
    statement = select(Pairing).where(Pairing.id == pairing_id, pairings_visible_to(actor))
    people = (joinedload(Pairing.member), joinedload(Pairing.representative), joinedload(Pairing.plan))
    return db.session.scalar(statement.options(*people))


def holder_of(plan: Plan, representative_id: int) -> Pairing | None:
    """The pairing in which a plan gives this representative to somebody."""
    return standing_pair(plan, Pairing.representative_id == representative_id)


def pair_at(plan: Plan, member_id: int, slot: int) -> Pairing | None:
    """The pairing that fills this place of a member in a plan."""
    return standing_pair(plan, Pairing.member_id == member_id, Pairing.slot == slot)


def standing_pair(plan: Plan, *where: ColumnElement[bool]) -> Pairing | None:
    """The one pairing of a plan that fits and has not ended."""
    statement = select(Pairing).where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None), *where)
    return db.session.scalar(statement.options(joinedload(Pairing.member), joinedload(Pairing.representative)))


def filled_places(plan: Plan) -> Subquery:
    """How many representatives each member keeps in a plan, those who have left not counted: member_id, number."""
    is_there = Representative.left_on.is_(None)
    kept = select(Pairing.member_id, func.count().label("number")).join(Pairing.representative)
    return kept.where(standing(plan), is_there).group_by(Pairing.member_id).subquery()


def current_five(member_id: int) -> Sequence[Any]:
    """A member's five of today, by place: slot, pairing_id, representative_id, name, phone, identity_type, area,

    village, km, left_on (set for somebody who has left the libraries and is to be replaced).
    """
    statement = (
        select(
            Pairing.slot, Pairing.id.label("pairing_id"), Pairing.representative_id, Representative.name,
            Representative.phone, IdentityType.name.label("identity_type"), Town.name.label("area"),
            func.coalesce(Village.name, Town.name).label("village"), Pairing.km, Representative.left_on,
        )
        .join(Pairing.representative).join(Representative.identity_type)
        .join(Town, Town.id == Representative.area_id).outerjoin(Village, Village.id == Representative.village_id)
        .where(Pairing.member_id == member_id, Pairing.is_current).order_by(Pairing.slot)
    )  # fmt: skip
    return db.session.execute(statement).all()


def fixed_pairs(year: int) -> dict[int, set[int]]:
    """`{member id: {representative ids}}` of the pairings in force on any day of that year.

    Five each, and one more for each that was replaced by hand within the year.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    until = or_(Pairing.ended_on.is_(None), and_(Pairing.ended_on >= first, Pairing.ended_on >= Pairing.started_on))
    was_in_force = or_(Pairing.is_current, Pairing.ended_on.is_not(None))
    statement = select(Pairing.member_id, Pairing.representative_id).where(
        Pairing.started_on <= last, until, was_in_force
    )
    pairs: dict[int, set[int]] = {}
    for member_id, representative_id in db.session.execute(statement):
        pairs.setdefault(member_id, set()).add(representative_id)
    return pairs


def fact_between(member: Member, representative: Representative) -> PairFact:
    """What the figures need to know of a pair, whether it is in a plan or not."""
    (here,) = member_points(Member.id == member.id)
    (there,) = representative_points(Representative.id == representative.id)
    return fact_of(here, there)
