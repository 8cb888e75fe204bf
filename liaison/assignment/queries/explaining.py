"""Why a pair is as it is, who else could have been, and what a change by hand would cost the whole plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from liaison.assignment.models import FORBID, LOCK, Pairing, Plan
from liaison.assignment.queries.pair_rules import settled_pairs
from liaison.assignment.queries.pairs import standing
from liaison.assignment.queries.plans import certificate_of, pairs_in
from liaison.assignment.queries.points import member_points, plan_groups, representative_points
from liaison.assignment.queries.proposal import with_banned_units
from liaison.assignment.queries.settings import settings_for
from liaison.assignment.rules import (
    Alternative,
    Change,
    Duals,
    Instance,
    Ledger,
    Pair,
    Reason,
    alternatives,
    change_cost,
    parts_in,
    points,
    score,
    total,
)
from liaison.assignment.rules.certificate import from_bytes
from liaison.assignment.rules.checking import Certificate
from liaison.core.db import db
from liaison.roster.models import Member, Representative

NO_PRICE = float("inf")  # Of whoever came after the plan was solved: nothing is proven of him.


@dataclass(frozen=True)
class Rival:
    """Another member who could have kept a representative. score: 总分 of that pair; words: why he does not;

    swap_words: what giving the representative to him would cost the whole plan at least; empty without a proof.
    """

    member_id: int
    name: str
    cost: float
    score: int
    words: str
    swap_words: str


@dataclass(frozen=True)
class PairView:
    """One pair with what speaks for it. cost: of all reasons together, in km; score: 总分, 0 to 100."""

    pairing: Pairing
    reasons: tuple[Reason, ...]
    cost: float
    score: int
    rivals: tuple[Rival, ...]


def plan_ledger(plan: Plan, also: Collection[int] = ()) -> Ledger:
    """A plan as it stands, with whom it is about: its people, those of the plan it follows, and `also` (ids)."""
    settings = settings_for(plan.year, plan.setting)
    members = member_points(Member.left_on.is_(None), year=plan.year)
    kept = select(Pairing.representative_id).where(or_(standing(plan), Pairing.plan_id == plan.base_id))
    people = representative_points(
        Representative.left_on.is_(None), or_(Representative.id.in_(kept), Representative.id.in_(also)),
        settings=settings, units=frozenset(member.unit for member in members if member.unit),
    )  # fmt: skip
    instance = Instance(
        members, people, plan_groups(settings), settings.weights, settings.related_sectors(),
        settled_pairs(LOCK), settled_pairs(FORBID), pairs_in(plan.base) if plan.base else frozenset(),
    )  # fmt: skip
    return Ledger(with_banned_units(instance, settings), sorted(pairs_in(plan)))


def pair_view(pairing: Pairing) -> PairView:
    """A pair, the parts of its score, and the three members next best."""
    ledger = plan_ledger(pairing.plan, (pairing.representative_id,))
    pair = (pairing.member_id, pairing.representative_id)
    if pair[0] not in ledger.members or pair[1] not in ledger.people:
        return PairView(pairing, (), 0.0, 0, ())
    reasons = score(parts_in(ledger, pair), ledger.instance.weights)
    return PairView(pairing, reasons, total(reasons), points(reasons), tuple(rivals_in(ledger, pairing)))


def rivals_in(ledger: Ledger, pairing: Pairing) -> list[Rival]:
    """The members next best in a plan, by name."""
    duals, slack = proof_for(pairing.plan, ledger)
    found = alternatives(ledger.instance, ledger.pairs, duals, pairing.representative_id, slack=slack)
    names = names_of(one.member_id for one in found)
    return [rival(one, names[one.member_id]) for one in found]


def rival(one: Alternative, name: str) -> Rival:
    """A member next best, by name."""
    return Rival(one.member_id, name, one.cost, one.points, one.words, one.swap_words)


def names_of(member_ids: Iterable[int]) -> dict[int, str]:
    """`{member id: name}`."""
    rows = select(Member.id, Member.name).where(Member.id.in_(list(member_ids)))
    return dict(db.session.execute(rows).all())


def spoken_names(member_ids: Iterable[int]) -> dict[int, str]:
    """`{member id: what sentences call him}`."""
    return {one: f"{name}委员" for one, name in names_of(member_ids).items()}


def proof_for(plan: Plan, ledger: Ledger) -> tuple[Duals | None, float]:
    """(the prices that proved a plan, by how much it was dearer when found than they prove); None without a proof.

    What was changed by hand since does not count: costs are told against the plan that was found.
    """
    kept = certificate_of(plan)
    if kept is None:
        return None, 0.0
    certificate = from_bytes(kept.body)
    return duals_for(ledger.instance.sorted(), certificate), max(0.0, certificate["objective"] - certificate["bound"])


def duals_for(instance: Instance, certificate: Certificate) -> Duals:
    """The prices of a certificate in the order of another instance of mostly the same people."""
    prices = certificate["duals"]
    of_member, of_person = (
        {one["id"]: price for one, price in zip(certificate[kind], prices[kind], strict=True)}
        for kind in ("members", "representatives")
    )
    of_group = {(g["kind"], g["id"]): price for g, price in zip(certificate["groups"], prices["groups"], strict=True)}
    place = {member.id: n for n, member in enumerate(instance.members)}
    then = [one["id"] for one in certificate["members"]]
    return Duals(
        tuple(of_member.get(one.id, NO_PRICE) for one in instance.members),
        tuple(of_person.get(one.id, 0.0) for one in instance.representatives),
        tuple(of_group.get(one.key, 0.0) for one in instance.groups),
        {(place[then[n]], kind): price for n, kind, price in prices["crowded"] if then[n] in place},
    )


def change_of(plan: Plan, removed: Collection[Pair], added: Collection[Pair]) -> Change:
    """What taking some pairs out of a plan and others in would cost, and which coverage it would break or mend."""
    ledger = plan_ledger(plan, {r for _m, r in (*removed, *added)})
    names = spoken_names(m for m, _r in (*removed, *added))
    return change_cost(ledger.instance, ledger.pairs, removed, added, names)
