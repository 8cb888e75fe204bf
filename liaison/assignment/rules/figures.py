"""What a plan achieves, in figures and in sentences: pairs, nearness, sectors, who is reached and who is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from liaison.assignment.rules.costs import km_between, nearer_km
from liaison.assignment.rules.instance import KINDS, NEAR_KM, PLACES, Group, MemberPoint, RepresentativePoint

KIND_NAMES = dict(zip(KINDS, ("区镇", "界别", "身份类别"), strict=True))


@dataclass(frozen=True)
class PairFact:
    """What the figures need to know of one pair. km: to the nearer of home and work; home_km: to the home village."""

    member: int
    km: float | None
    home_km: float | None
    is_same_sector: bool
    is_same_town: bool
    town: int
    sector: int
    identity_type: int


def fact_of(member: MemberPoint, person: RepresentativePoint) -> PairFact:
    """What the figures need to know of this pair."""
    home_km = km_between(member.home, person.spot)
    return PairFact(
        member=member.id, km=nearer_km(home_km, km_between(member.work, person.spot)), home_km=home_km,
        is_same_sector=member.sector == person.sector, is_same_town=person.town in member.towns,
        town=person.town, sector=person.sector, identity_type=person.identity_type,
    )  # fmt: skip


@dataclass(frozen=True)
class Shortfall:
    """A group that the plan reaches less often than wanted. available: how many people there are to choose from."""

    group: Group
    reached: int
    available: int

    @property
    def sentence(self) -> str:
        """Who is short of how many, and why."""
        wanted = f"{self.group.name}要 {self.group.least} 位"
        if self.available < self.group.least:
            return f"{wanted}，只有 {self.available} 位可选"
        return f"{wanted}，只配了 {self.reached} 位，还差 {self.group.least - self.reached} 位"


@dataclass(frozen=True)
class Figures:
    """The figures of one plan. Shares are shares of one; km are means; reached and groups: `{kind: number}`."""

    members: int
    places: int
    pairs: int
    full: int
    mean_km: float | None
    mean_home_km: float | None
    same_sector: float | None
    near: float | None
    reached: dict[str, int]
    groups: dict[str, int]
    shortfalls: tuple[Shortfall, ...]

    @property
    def open_places(self) -> int:
        """How many places are empty."""
        return self.places - self.pairs

    def as_json(self) -> dict[str, Any]:
        """The figures in JSON's own types."""
        values = {name: getattr(self, name) for name in NUMBERS}
        return {**values, "shortfalls": [shortfall.sentence for shortfall in self.shortfalls]}

    def lines(self) -> list[str]:
        """The figures as the office reads them, one line each."""
        reached = "，".join(f"{name} {self.reached[kind]} / {self.groups[kind]}" for kind, name in KIND_NAMES.items())
        return [
            f"委员 {self.members} 位，配满 {PLACES} 位的 {self.full} 位",
            f"已匹配 {self.pairs:,} / {self.places:,}，空着 {self.open_places:,} 个",
            f"平均 {written(self.mean_km, '公里')}（只算到家 {written(self.mean_home_km, '公里')}）",
            f"同界别 {percent(self.same_sector)}，同镇或 {NEAR_KM:g} 公里内 {percent(self.near)}",
            f"联系到：{reached}",
            *(f"不够：{shortfall.sentence}" for shortfall in self.shortfalls),
        ]


NUMBERS = (
    "members", "places", "pairs", "full", "mean_km", "mean_home_km", "same_sector", "near", "reached", "groups"
)  # fmt: skip


def written(value: float | None, unit: str) -> str:
    """`0.87 公里`, or — where there is nothing to measure."""
    return "—" if value is None else f"{value:.2f} {unit}"


def percent(value: float | None) -> str:
    """`91.2%`, or — where there is nothing to measure."""
    return "—" if value is None else f"{value:.1%}"


def figures_of(
    facts: Sequence[PairFact], members: int, groups: Sequence[Group], available: Counter[tuple[str, int]]
) -> Figures:
    """The figures of some pairs. members: how many there are to serve; available: `{(kind, id): people}`."""
    reached = Counter((kind, getattr(fact, kind)) for fact in facts for kind in KINDS)
    full = Counter(fact.member for fact in facts)
    met = [group.kind for group in groups if (group.kind, group.id) in reached]
    return Figures(
        members=members, places=members * PLACES, pairs=len(facts),
        full=sum(number == PLACES for number in full.values()),
        mean_km=mean(fact.km for fact in facts), mean_home_km=mean(fact.home_km for fact in facts),
        same_sector=mean(float(fact.is_same_sector) for fact in facts), near=mean(float(is_near(f)) for f in facts),
        reached={kind: met.count(kind) for kind in KINDS},
        groups={kind: sum(group.kind == kind for group in groups) for kind in KINDS},
        shortfalls=shortfalls_of(reached, groups, available),
    )  # fmt: skip


def is_near(fact: PairFact) -> bool:
    """就近就便: in one town, or within a few km."""
    return fact.is_same_town or (fact.km is not None and fact.km <= NEAR_KM)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known, to four decimals; None of nothing."""
    known = [value for value in values if value is not None]
    return round(fmean(known), 4) if known else None


def shortfalls_of(
    reached: Counter[tuple[str, int]], groups: Sequence[Group], available: Counter[tuple[str, int]]
) -> tuple[Shortfall, ...]:
    """The groups reached less often than wanted, the largest gap first."""
    short = [
        Shortfall(group, reached[group.kind, group.id], available[group.kind, group.id])
        for group in groups
        if reached[group.kind, group.id] < group.least
    ]
    return tuple(sorted(short, key=lambda one: (one.reached - one.group.least, one.group.kind, one.group.name)))
