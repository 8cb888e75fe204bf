"""For each group that a plan reaches too little: the members who live or work nearest to somebody free in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from liaison.assignment.models import FORBID, Pairing, Plan
from liaison.assignment.queries.pair_rules import settled_pairs
from liaison.assignment.queries.pairs import filled_places
from liaison.assignment.queries.points import member_points, representative_points
from liaison.assignment.queries.settings import settings_for
from liaison.assignment.rules import GroupKey, MemberPoint, RepresentativePoint, Spot, km_between, nearer_km
from liaison.core.db import db
from liaison.roster.models import Member, Representative

SHOWN = 3


@dataclass(frozen=True)
class Near:
    """A member and somebody free whom he could keep. open_count: how many of his places are open."""

    member_id: int
    member: str
    representative: str
    km: float
    open_count: int


def nearest_members(plan: Plan, groups: Iterable[GroupKey]) -> dict[GroupKey, list[Near]]:
    """`{group: its three nearest members}`, nobody twice; empty where nobody in it is free."""
    wanted, free = set(groups), free_people(plan)
    members = member_points(Member.left_on.is_(None), year=plan.year)
    banned, reach = settled_pairs(FORBID), Reach(members)
    found: dict[GroupKey, list[tuple[float, int, int]]] = {}
    for person in free:
        for key in wanted & set(person.groups()):
            found.setdefault(key, []).extend((km, m, person.id) for km, m in reach.of(person.spot)
                                             if (m, person.id) not in banned)  # fmt: skip
    best = {key: one_each(sorted(pairs)) for key, pairs in found.items()}
    return described(plan, members, best)


class Reach:
    """How far it is from a spot to its nearest members, reckoned once for each spot."""

    def __init__(self, members: Sequence[MemberPoint]) -> None:
        self.members = members
        self.known: dict[Spot | None, list[tuple[float, int]]] = {}

    def of(self, spot: Spot | None) -> list[tuple[float, int]]:
        """`[(km, member id)]` of the few nearest."""
        if spot not in self.known:
            far = ((nearer_km(km_between(m.home, spot), km_between(m.work, spot)), m.id) for m in self.members)
            self.known[spot] = sorted((km, identity) for km, identity in far if km is not None)[: 2 * SHOWN]
        return self.known[spot]


def free_people(plan: Plan) -> tuple[RepresentativePoint, ...]:
    """Those whom nobody keeps in this plan."""
    kept = select(Pairing.representative_id).where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None))
    there = (Representative.left_on.is_(None), Representative.id.not_in(kept))
    return representative_points(*there, settings=settings_for(plan.year, plan.setting))


def one_each(pairs: Iterable[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The best pairs in which no member and no representative stands twice."""
    chosen: list[tuple[float, int, int]] = []
    for km, member_id, person_id in pairs:
        if all(member_id != m and person_id != p for _, m, p in chosen):
            chosen.append((km, member_id, person_id))
        if len(chosen) == SHOWN:
            break
    return chosen


def described(
    plan: Plan, members: Sequence[MemberPoint], best: dict[GroupKey, list[tuple[float, int, int]]]
) -> dict[GroupKey, list[Near]]:
    """The pairs in words, with how many places of the member are open."""
    pairs = [pair for found in best.values() for pair in found]
    people = dict(db.session.execute(
        select(Representative.id, Representative.name).where(Representative.id.in_({p for _, _, p in pairs}))
    ).all())  # fmt: skip
    filled, places = filled_places(plan), {one.id: one.places for one in members}
    rows = select(Member.id, Member.name, func.coalesce(filled.c.number, 0))
    rows = rows.outerjoin(filled, filled.c.member_id == Member.id).where(Member.id.in_({m for _, m, _ in pairs}))
    serving = {identity: (name, max(0, places[identity] - kept)) for identity, name, kept in db.session.execute(rows)}
    return {
        key: [Near(m, serving[m][0], people[p], km, serving[m][1]) for km, m, p in found] for key, found in best.items()
    }
