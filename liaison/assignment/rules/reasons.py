"""Why a pair is as it is: the parts of its cost, each with a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.assignment.rules.costs import nearer_km
from liaison.assignment.rules.instance import NEAR_KM, PLACES, UNKNOWN_KM, Weights

ALL = 100
TINY_KM = 0.05


@dataclass(frozen=True)
class PairParts:
    """What one pair is judged by. km: to home, to the centre of the town of work; repeats: others of his type there."""

    home_km: float | None
    work_km: float | None
    is_same_town: bool
    is_same_sector: bool
    member_sector: str
    identity_type: str
    repeats: int = 0


@dataclass(frozen=True)
class Reason:
    """One part of a pair's cost. cost: in km; percent: how good it is, 100 = could not be better."""

    title: str
    cost: float
    percent: int
    words: str


def reasons_for(parts: PairParts, weights: Weights) -> tuple[Reason, ...]:
    """The parts of a pair's cost in the order in which they weigh."""
    return nearness(parts, weights), sector_of(parts, weights), variety(parts, weights)


def total(reasons: tuple[Reason, ...]) -> float:
    """What the pair costs in all: it is as good as one of the same sector that far away."""
    return round(sum(reason.cost for reason in reasons), 1)


def why_not(cost: float, own: float, kept: int) -> str:
    """Why a representative is not with another member. cost: with him; own: as it is; kept: how many he has."""
    if cost > own + TINY_KM:
        return f"要多算 {cost - own:.1f} 公里"
    better = "一样合适" if cost > own - TINY_KM else "更合适"
    return f"{better}，但已有 {PLACES} 位" if kept >= PLACES else f"{better}，还缺 {PLACES - kept} 位"


def nearness(parts: PairParts, weights: Weights) -> Reason:
    """就近: how far it is, from where."""
    work = None if parts.work_km is None else parts.work_km + weights.work_is_further
    cost = nearer_km(parts.home_km, work)
    if cost is None:
        return Reason("就近", UNKNOWN_KM, 0, f"不知道住在哪个村，按 {UNKNOWN_KM:g} 公里算")
    from_home = cost == parts.home_km
    km = parts.home_km if from_home else parts.work_km
    where = "离家" if from_home else "离工作的镇"
    town = "同镇，" if parts.is_same_town else "" if km <= NEAR_KM else "跨镇，"
    words = f"{town}{where} {km:.1f} 公里" + ("" if from_home else f"，按 {cost:.1f} 公里算")
    return Reason("就近", cost, good_share(cost, UNKNOWN_KM), words)


def sector_of(parts: PairParts, weights: Weights) -> Reason:
    """同界别: another sector is as bad as some km."""
    if parts.is_same_sector:
        return Reason("同界别", 0, ALL, f"都是{parts.member_sector}")
    return Reason("同界别", weights.other_sector, 0, f"界别不同，多算 {weights.other_sector:g} 公里")


def variety(parts: PairParts, weights: Weights) -> Reason:
    """身份不重复: each further one of the same type is as bad as some km."""
    if not parts.repeats:
        return Reason("身份不重复", 0, ALL, f"五位里只有他是“{parts.identity_type}”")
    cost = weights.repeated_type * parts.repeats / (parts.repeats + 1)
    most = weights.repeated_type * (PLACES - 1) / PLACES
    extra = weights.repeated_type * parts.repeats
    words = f"五位里有 {parts.repeats + 1} 位是“{parts.identity_type}”，共多算 {extra:g} 公里"
    return Reason("身份不重复", cost, good_share(cost, most), words)


def good_share(cost: float, worst: float) -> int:
    """How good a cost is: 100 for nothing, 0 for the worst there is or more."""
    return round(ALL * max(0.0, 1 - cost / worst)) if worst else ALL
