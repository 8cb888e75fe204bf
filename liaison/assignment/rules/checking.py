"""Whether a certificate proves its plan: plain arithmetic that shares no line with the solver.

A plan costs
    Σ cost of its pairs + open_place · open places + missing · people short + repeated_type · repeats
      + broken · former pairs that it does not keep
and whatever the duals α (members, ≤ open_place), β (representatives, ≤ 0), 0 ≤ γ ≤ missing (groups) and
−repeated_type ≤ δ ≤ 0 (a member and a type), no plan can cost less than
    Σ α·places + Σ β + Σ γ·least + Σ δ + broken · former pairs + Σ reduced (locked) + Σ min(0, reduced) (all others)
where reduced = cost − α − β − Σ γ of his groups − δ, less broken for a former pair. Forbidden pairs take no part.
The sums run over every member with every representative, so the bound is that of the whole matrix; weak duality is
all it takes. Nothing but Python's own library is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, inf, radians, sin, sqrt
from typing import Any

Certificate = dict[str, Any]
Pair = tuple[int, int]

METRE = 0.0015  # Distances are rounded to metres: two roundings of one distance differ by less than this.
SAID = 3
MISREAD = (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(frozen=True)
class Verdict:
    """What a check found, in km-equivalents. faults: sentences; with none, no plan costs less than `bound`."""

    objective: float
    bound: float
    faults: tuple[str, ...]

    @property
    def gap(self) -> float:
        """How far the plan is from the bound, as a share of it; 0 = nobody can do better, infinite = nothing proven."""
        missing = max(0.0, self.objective - self.bound)
        return missing / self.bound if self.bound > 0 else inf if missing > METRE else 0.0


def check(certificate: Certificate) -> Verdict:
    """Compute everything anew and say what does not hold."""
    try:
        objective, (bound, missed) = cost_of(certificate, certificate["pairs"]), bound_of(certificate)
        wrong = {**wrong_pairs(certificate), **wrong_duals(certificate), "按对偶值还能更省的一对": missed}
        claims = certificate["objective"], certificate["bound"]
        wrong[f"目标值算出来是 {objective:,.3f}，证书写成"] = [] if abs(claims[0] - objective) <= METRE else [claims[0]]
        wrong[f"下界只证得到 {bound:,.3f}，证书写成"] = [] if claims[1] <= bound + METRE else [claims[1]]
    except MISREAD as error:
        return Verdict(0.0, 0.0, (f"证书不完整，读不下去：{type(error).__name__} {error}",))
    return Verdict(objective, bound, tuple(sentence(what, some) for what, some in wrong.items() if some))


def sentence(what: str, some: list[Any]) -> str:
    """What is wrong, and the first few whom it concerns."""
    more = f"，共 {len(some)} 处" if len(some) > SAID else ""
    return f"{what}：{'，'.join(map(str, some[:SAID]))}{more}"


def wrong_pairs(certificate: Certificate) -> dict[str, list[Any]]:
    """`{what is wrong with the plan or its people: whom it concerns}`."""
    plan, locked, forbidden = (pairs(certificate, name) for name in ("pairs", "locked", "forbidden"))
    places = {one["id"]: one["places"] for one in certificate["members"]}
    people = {one["id"] for one in certificate["representatives"]}
    has, kept, stands = Counter(m for m, _ in plan), Counter(r for _, r in plan), set(plan)
    written = (("委员", places, "members"), ("代表", people, "representatives"))
    return {
        "有编号写了两遍": [name for name, ids, key in written if len(ids) < len(certificate[key])],
        "名额不是 0 到 5": [m for m, number in places.items() if number not in range(6)],
        "权重小于 0": [name for name, value in certificate["weights"].items() if not value >= 0],
        "这一对不在名单里": [(m, r) for m, r in plan if m not in places or r not in people],
        "代表配了两次": [r for r, times in kept.items() if times > 1],
        "委员超过名额": [m for m, number in has.items() if number > places.get(m, number)],
        "锁定的一对不在方案里": [pair for pair in locked if pair not in stands],
        "禁止的一对在方案里": [pair for pair in forbidden if pair in stands],
    }


def wrong_duals(certificate: Certificate) -> dict[str, list[float]]:
    """`{which duals: those of the wrong sign or beyond their price}`; with one of them the bound would be none."""
    weights, duals = certificate["weights"], certificate["duals"]
    limits = {
        "委员": (duals["members"], -inf, weights["open_place"]), "代表": (duals["representatives"], -inf, 0),
        "覆盖": (duals["groups"], 0, weights["missing"]),
        "身份重复": ([dual for _, _, dual in duals["crowded"]], -weights["repeated_type"], 0),
    }  # fmt: skip
    return {
        f"{name}的对偶值应在 {least:g} 到 {most:g} 之间": [dual for dual in values if not least <= dual <= most]
        for name, (values, least, most) in limits.items()
    }


def cost_of(certificate: Certificate, plan: list[Any]) -> float:
    """What a plan costs; pairs with somebody whom the certificate does not know are left out."""
    weights = certificate["weights"]
    members = {one["id"]: one for one in certificate["members"]}
    people = {one["id"]: one for one in certificate["representatives"]}
    kept = [(m, r) for m, r in plan if m in members and r in people]
    has, types = Counter(m for m, _ in kept), Counter((m, people[r]["identity_type"]) for m, r in kept)
    reached = Counter(group for _, r in kept for group in people[r]["groups"])
    return sum((
        sum(pair_cost(certificate, members[m], people[r]) for m, r in kept),
        weights["open_place"] * sum(max(0, one["places"] - has[m]) for m, one in members.items()),
        weights["missing"] * sum(max(0, one["least"] - reached[n]) for n, one in enumerate(certificate["groups"])),
        weights["repeated_type"] * sum(times - 1 for times in types.values()),
        weights["broken"] * len(set(pairs(certificate, "former")) - set(kept)),
    ))  # fmt: skip


def bound_of(certificate: Certificate) -> tuple[float, list[Any]]:
    """What no plan can cost less than, and the pairs (member, representative, km) that would help if let in."""
    duals, locked, forbidden = certificate["duals"], *(set(pairs(certificate, key)) for key in ("locked", "forbidden"))
    bound = certificate["weights"]["broken"] * len(set(pairs(certificate, "former"))) + sum(duals["representatives"])
    bound += sum({(n, kind): dual for n, kind, dual in duals["crowded"]}.values())
    for name, number in (("members", "places"), ("groups", "least")):
        bound += sum(dual * one[number] for dual, one in zip(duals[name], certificate[name], strict=True))
    missed = []
    for pair, reduced in reduced_costs(certificate):
        if pair in locked:
            bound += reduced
        elif reduced < 0 and pair not in forbidden:
            bound += reduced
            missed += [(*pair, round(-reduced, 3))] if reduced < -METRE else []
    return bound, missed


def reduced_costs(certificate: Certificate) -> Iterator[tuple[Pair, float]]:
    """Of every pair there could be: cost − α − β − Σ γ − δ, less `broken` for a former one."""
    duals, people = certificate["duals"], certificate["representatives"]
    former = dict.fromkeys(pairs(certificate, "former"), certificate["weights"]["broken"])
    crowded = {(n, kind): dual for n, kind, dual in duals["crowded"]}
    number: dict[Any, int] = {}  # of each kind of person that costs every member the same
    kinds = [number.setdefault(kind_of(person), len(number)) for person in people]
    alike = dict(zip(kinds, people, strict=True)).values()
    prices = zip(people, duals["representatives"], strict=True)
    worth = [price + sum(duals["groups"][group] for group in person["groups"]) for person, price in prices]
    lines = [(one["id"], one["identity_type"], kind, own) for one, kind, own in zip(people, kinds, worth, strict=True)]
    for n, (member, price) in enumerate(zip(certificate["members"], duals["members"], strict=True)):
        cost = [pair_cost(certificate, member, person) - price for person in alike]
        for r, identity_type, kind, own in lines:
            pair = member["id"], r
            yield pair, cost[kind] - own - crowded.get((n, identity_type), 0) - former.get(pair, 0)


def kind_of(person: dict[str, Any]) -> tuple[Any, ...]:
    """All of a representative that the cost of a pair depends on."""
    return tuple(person["spot"] or ()), person["sector"], tuple(person["systems"])


def pair_cost(certificate: Certificate, member: dict[str, Any], person: dict[str, Any]) -> float:
    """Km to the nearer of home and work, and what another sector and another system count, to the metre."""
    weights, (here, there) = certificate["weights"], (member["sector"], person["sector"])
    km = min(apart(member["home"], person["spot"]), apart(member["work"], person["spot"]) + weights["work_is_further"])
    cost = certificate["unknown_km"] if km == inf else km
    if here != there:
        cost += weights["related_sector" if [here, there] in certificate["related"] else "other_sector"]
    if member["systems"] and not set(member["systems"]) & set(person["systems"]):
        cost += weights["other_system"]
    return round(cost, 3)


def apart(here: list[float] | None, there: list[float] | None) -> float:
    """Great-circle km between two spots, infinite where one is unknown."""
    return great_circle(*here, *there) if here and there else inf


@lru_cache(maxsize=1 << 17)
def great_circle(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Km on a sphere of 6,371 km, by the haversine formula."""
    lat, lon, other_lat, other_lon = map(radians, (lat, lon, other_lat, other_lon))
    across = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, across)))


def pairs(certificate: Certificate, name: str) -> list[Pair]:
    """A list of pairs as Python compares them."""
    return [(m, r) for m, r in certificate[name]]
