"""Free representatives for a place of a member, the best first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import aliased

from liaison.assignment.models import Pairing, Plan
from liaison.assignment.queries.points import member_points, representative_points
from liaison.assignment.queries.settings import settings_for
from liaison.assignment.rules import Instance, cost_between
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative
from liaison.roster.queries import matching

OFFERED = 20
Town, Village = aliased(Area), aliased(Area)


@dataclass(frozen=True)
class Candidate:
    """Somebody whom nobody keeps in this plan. cost: what the pair would cost, in km."""

    id: int
    name: str
    identity_type: str
    sector: str
    area: str
    village: str
    cost: float


def free_representatives(plan: Plan, member_id: int, word: str = "") -> list[Candidate]:
    """Free representatives for a member, the best first: at most 20; with a word those whom it names."""
    kept = select(Pairing.representative_id).where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None))
    is_meant = matching(word) if word.strip() else true()
    people = representative_points(Representative.left_on.is_(None), Representative.id.not_in(kept), is_meant)
    members = member_points(Member.id == member_id)
    if not people or not members:
        return []
    settings = settings_for(plan.year, plan.setting)
    instance = Instance(members, people, weights=settings.weights, related=settings.related_sectors())
    best = sorted((cost_between(members[0], person, instance), person.id) for person in people)[:OFFERED]
    return described({identity: cost for cost, identity in best})


def described(costs: dict[int, float]) -> list[Candidate]:
    """The candidates of these ids, in their order."""
    statement = (
        select(
            Representative.id, Representative.name, IdentityType.name, Sector.name, Town.name,
            func.coalesce(Village.name, ""),
        )
        .join(Representative.identity_type).join(Representative.sector)
        .join(Town, Town.id == Representative.area_id).outerjoin(Village, Village.id == Representative.village_id)
        .where(Representative.id.in_(costs))
    )  # fmt: skip
    found = {row[0]: row for row in db.session.execute(statement)}
    return [Candidate(*found[identity], cost) for identity, cost in costs.items()]
