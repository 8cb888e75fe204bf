"""Why a pair is as it is: the parts that speak for or against it, each in km, in points and in a sentence.

A part's points are its share of SHARES, times how good it is; parts that say nothing of the pair (no working group, no
plan before) are left out, and the points of the others are scaled to 100: that is the 总分.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from liaison.assignment.rules.costs import nearer_km
from liaison.assignment.rules.instance import NEAR_KM, PLACES, UNKNOWN_KM, Weights

ALL = 100
TINY_KM = 0.05
NEAR, SECTOR, SYSTEM, COVERAGE, KEPT, VARIETY = "就近", "同界别", "同系统", "覆盖需要", "延续", "身份不重复"
SHARES: Mapping[str, int] = MappingProxyType(
    {NEAR: 40, SECTOR: 25, SYSTEM: 5, COVERAGE: 10, KEPT: 10, VARIETY: 10}
)


@dataclass(frozen=True)
class Need:
    """A group he stands in. reached: how many of it the plan has, with him; least: how many it should have."""

    name: str
    least: int
    reached: int

    @property
    def percent(self) -> int:
        """How much he is needed there: 100 = without him the plan would be short."""
        return ALL if self.reached <= self.least else round(ALL * self.least / self.reached)


@dataclass(frozen=True)
class PairParts:
    """What one pair is judged by. km: to home, to the centre of the town of work; repeats: others of his type there.

    is_same_system: None where the member has no working group; needs: of the groups that should be reached;
    is_kept: whether the pair stood in the plan before, None where there was none.
    """

    home_km: float | None
    work_km: float | None
    is_same_town: bool
    is_same_sector: bool
    member_sector: str
    identity_type: str
    repeats: int = 0
    is_related_sector: bool = False
    is_same_system: bool | None = None
    needs: tuple[Need, ...] = ()
    is_kept: bool | None = None


@dataclass(frozen=True)
class Reason:
    """One part of a pair. cost: in km; percent: how good it is, 100 = could not be better."""

    title: str
    cost: float
    percent: int
    words: str

    @property
    def most(self) -> int:
        """How many points it could have."""
        return SHARES[self.title]

    @property
    def points(self) -> int:
        """How many points it has."""
        return round(self.most * self.percent / ALL)


def score(parts: PairParts, weights: Weights) -> tuple[Reason, ...]:
    """The parts of a pair in the order in which they weigh; what says nothing of this pair is left out."""
    found = (
        nearness(parts, weights), sector_of(parts, weights), system_of(parts, weights), coverage(parts),
        continuity(parts, weights), variety(parts, weights),
    )  # fmt: skip
    return tuple(reason for reason in found if reason)


def total(reasons: Sequence[Reason]) -> float:
    """What the pair costs in all: it is as good as one of the same sector that far away."""
    return round(sum(reason.cost for reason in reasons), 1)


def points(reasons: Sequence[Reason]) -> int:
    """总分: 0 to 100."""
    most = sum(reason.most for reason in reasons)
    return round(sum(reason.most * reason.percent for reason in reasons) / most) if most else 0


def why_not(cost: float, own: float, kept: int, places: int = PLACES) -> str:
    """Why a representative is not with another member. cost: with him; own: as it is; kept: how many he has."""
    if cost > own + TINY_KM:
        return f"要多算 {cost - own:.1f} 公里"
    better = "一样合适" if cost > own - TINY_KM else "更合适"
    return f"{better}，但已有 {kept} 位" if kept >= places else f"{better}，还缺 {places - kept} 位"


def nearness(parts: PairParts, weights: Weights) -> Reason:
    """就近: how far it is, from where."""
    work = None if parts.work_km is None else parts.work_km + weights.work_is_further
    cost = nearer_km(parts.home_km, work)
    if cost is None:
        return Reason(NEAR, UNKNOWN_KM, 0, f"不知道住在哪个村，按 {UNKNOWN_KM:g} 公里算")
    from_home = cost == parts.home_km
    km = parts.home_km if from_home else parts.work_km
    where = "离家" if from_home else "离工作的镇"
    town = "同镇，" if parts.is_same_town else "" if km <= NEAR_KM else "跨镇，"
    words = f"{town}{where} {km:.1f} 公里" + ("" if from_home else f"，按 {cost:.1f} 公里算")
    return Reason(NEAR, cost, good_share(cost, UNKNOWN_KM), words)


def sector_of(parts: PairParts, weights: Weights) -> Reason:
    """同界别: another sector is as bad as some km, a related one as bad as fewer."""
    if parts.is_same_sector:
        return Reason(SECTOR, 0, ALL, f"都是{parts.member_sector}")
    if parts.is_related_sector:
        cost = weights.related_sector
        return Reason(SECTOR, cost, good_share(cost, weights.other_sector), f"界别相近，多算 {cost:g} 公里")
    return Reason(SECTOR, weights.other_sector, 0, f"界别不同，多算 {weights.other_sector:g} 公里")


def system_of(parts: PairParts, weights: Weights) -> Reason | None:
    """同系统: outside the member's working groups is as bad as some km."""
    if parts.is_same_system is None or not weights.other_system:
        return None
    if parts.is_same_system:
        return Reason(SYSTEM, 0, ALL, "归同一个工作组联系")
    return Reason(SYSTEM, weights.other_system, 0, f"不归同一个工作组，多算 {weights.other_system:g} 公里")


def coverage(parts: PairParts) -> Reason | None:
    """覆盖需要: the group that needs him most; it costs nothing, but may be why he was taken."""
    if not parts.needs:
        return None
    need = max(parts.needs, key=lambda one: (one.percent, -one.least))
    wanted = f"{need.name}至少要 {need.least} 位"
    if need.reached <= need.least:
        return Reason(COVERAGE, 0, ALL, f"{wanted}，现在 {need.reached} 位，少了他就不够")
    return Reason(COVERAGE, 0, need.percent, f"{wanted}，已有 {need.reached} 位")


def continuity(parts: PairParts, weights: Weights) -> Reason | None:
    """延续: kept from the plan before, if that matters."""
    if parts.is_kept is None or not weights.broken:
        return None
    return Reason(KEPT, 0, ALL, "上一年就是这一对") if parts.is_kept else Reason(KEPT, 0, 0, "今年新结的对")


def variety(parts: PairParts, weights: Weights) -> Reason:
    """身份不重复: each further one of the same type is as bad as some km."""
    if not parts.repeats:
        return Reason(VARIETY, 0, ALL, f"五位里只有他是“{parts.identity_type}”")
    cost = weights.repeated_type * parts.repeats / (parts.repeats + 1)
    most = weights.repeated_type * (PLACES - 1) / PLACES
    extra = weights.repeated_type * parts.repeats
    words = f"五位里有 {parts.repeats + 1} 位是“{parts.identity_type}”，共多算 {extra:g} 公里"
    return Reason(VARIETY, cost, good_share(cost, most), words)


def good_share(cost: float, worst: float) -> int:
    """How good a cost is: 100 for nothing, 0 for the worst there is or more."""
    return round(ALL * max(0.0, 1 - cost / worst)) if worst else ALL
