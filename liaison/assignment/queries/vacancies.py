"""Open places of a plan and whom the smallest change would put there; pairs of members who serve no longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from liaison.assignment.models import MemberPlaces, Pairing, Plan
from liaison.assignment.queries.board import places_there
from liaison.assignment.queries.candidates import Candidate, described
from liaison.assignment.queries.pairs import standing
from liaison.assignment.queries.plans import pairs_in
from liaison.assignment.queries.proposal import plan_instance
from liaison.assignment.queries.settings import settings_for
from liaison.assignment.rules import PLACES, Instance, Pair, cost_between, fact_of, replacements
from liaison.core.db import db, let_go
from liaison.orgs.models import Sector
from liaison.roster.models import Member, Representative


@dataclass(frozen=True)
class Vacancy:
    """A place of a member that nobody fills any more. pairing_id: of somebody who has left and still stands there.

    representative_id, person, words: who is suggested, None and empty where nobody is free.
    """

    member_id: int
    no: str
    member: str
    sector: str
    slot: int
    pairing_id: int | None
    why: str
    representative_id: int | None = None
    person: str = ""
    words: str = ""

    @property
    def key(self) -> str:
        """The suggestion as a button sends it: member, place, representative."""
        return f"{self.member_id}-{self.slot}-{self.representative_id}"


def vacancies(plan: Plan) -> list[Vacancy]:
    """The open places of a plan by member, each with whom the smallest change would put there.

    Nothing that stands is touched. Solving takes a second or two, in which what was read is let go; without an open
    place it is not done.
    """
    found = open_places(plan)
    if not found:
        return []
    settings = settings_for(plan.year, plan.setting)
    instance = plan_instance(plan.year, settings, plan.base)
    pairs = pairs_in(plan)
    let_go()
    return suggested(found, instance, replacements(instance, pairs))


def open_places(plan: Plan) -> list[Vacancy]:
    """The places that are empty, or held by somebody who has left; two statements."""
    wanted = func.coalesce(MemberPlaces.places, PLACES).label("wanted")
    serving = select(Member.id, Member.no, Member.name, Sector.name.label("sector"), wanted).join(Member.sector)
    serving = serving.outerjoin(MemberPlaces, places_there(plan)).where(Member.left_on.is_(None)).order_by(Member.no)
    pairs = select(
        Pairing.member_id, Pairing.slot, Pairing.id, Representative.name, Representative.left_on.is_not(None)
    ).join(Pairing.representative).where(standing(plan))  # fmt: skip
    filled = {(member_id, slot): cells for member_id, slot, *cells in db.session.execute(pairs)}
    return [found for one in db.session.execute(serving) for found in places_open(one, filled)]


def places_open(member: Any, filled: dict[tuple[int, int], Any]) -> list[Vacancy]:
    """The open places of one member."""
    found = []
    for slot in range(1, member.wanted + 1):
        pairing_id, name, is_left = filled.get((member.id, slot), (None, "", True))
        if is_left:
            why = f"{name}已经出库" if pairing_id else "空着"
            found.append(Vacancy(member.id, member.no, member.name, member.sector, slot, pairing_id, why))
    return found


def suggested(found: Sequence[Vacancy], instance: Instance, added: Sequence[Pair]) -> list[Vacancy]:
    """The open places with those who are to be put there, the best first."""
    people, queue = described({r: 0.0 for _m, r in added}), {}
    known = {one.id: one for one in people}
    members = {one.id: one for one in instance.members}
    points = {one.id: one for one in instance.representatives}
    for m, r in sorted(added, key=lambda pair: (cost_between(members[pair[0]], points[pair[1]], instance), pair)):
        queue.setdefault(m, []).append(r)
    filled = []
    for one in found:
        r = queue[one.member_id].pop(0) if queue.get(one.member_id) else None
        person = known[r] if r else None
        words = words_of(person, fact_of(members[one.member_id], points[r]).km) if person else ""
        filled.append(replace(one, representative_id=r, person=person.name if person else "", words=words))
    return filled


def words_of(person: Candidate, km: float | None) -> str:
    """Who somebody is, and how far away."""
    distance = "" if km is None else f"，{km:.1f} 公里"
    return f"{person.identity_type}，{person.sector}，{person.area}{person.village}{distance}"


def orphans_of(plan: Plan) -> Sequence[Any]:
    """The pairs of members who serve no longer: id, member_id, member, slot, representative_id, representative."""
    statement = (
        select(
            Pairing.id, Pairing.member_id, Member.name.label("member"), Pairing.slot, Pairing.representative_id,
            Representative.name.label("representative"),
        )
        .join(Pairing.member).join(Pairing.representative)
        .where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None), Member.left_on.is_not(None))
        .order_by(Member.no, Pairing.slot)
    )  # fmt: skip
    return db.session.execute(statement).all()
