"""What a plan achieves, in figures and in sentences: pairs, nearness, sectors, who is reached and who is short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from types import MappingProxyType
from typing import Any

from liaison.assignment.rules.costs import km_between, nearer_km
from liaison.assignment.rules.instance import (
    KIND_TITLES,
    KINDS,
    NEAR_KM,
    PLACES,
    Group,
    GroupKey,
    Instance,
    MemberPoint,
    Pair,
    RepresentativePoint,
)
from liaison.core.columns import percent_words

ALWAYS = KINDS[:3]  # Towns, sectors and types are counted even where there are none; libraries, focuses if there are.
FIVE_EACH: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class PairFact:
    """What the figures need to know of one pair. km: to the nearer of home and work; home_km: to the home village.

    groups: those the representative stands in.
    """

    member: int
    km: float | None
    home_km: float | None
    is_same_sector: bool
    is_same_town: bool
    groups: tuple[GroupKey, ...] = ()


def fact_of(member: MemberPoint, person: RepresentativePoint) -> PairFact:
    """What the figures need to know of this pair."""
    home_km = km_between(member.home, person.spot)
    return PairFact(
        member=member.id, km=nearer_km(home_km, km_between(member.work, person.spot)), home_km=home_km,
        is_same_sector=member.sector == person.sector, is_same_town=person.town in member.towns,
        groups=person.groups(),
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

    def titles(self) -> list[tuple[str, str]]:
        """The kinds of groups that are counted, with their names."""
        return [(kind, name) for kind, name in KIND_TITLES.items() if kind in self.groups]

    def as_json(self) -> dict[str, Any]:
        """The figures in JSON's own types."""
        values = {name: getattr(self, name) for name in NUMBERS}
        return {**values, "shortfalls": [shortfall.sentence for shortfall in self.shortfalls]}

    def lines(self) -> list[str]:
        """The figures as the office reads them, one line each."""
        told = (f"{name} {self.reached[kind]} / {self.groups[kind]}" for kind, name in self.titles())
        return [
            f"委员 {self.members} 位，配满 {PLACES} 位的 {self.full} 位",
            f"已匹配 {self.pairs:,} / {self.places:,}，空着 {self.open_places:,} 个",
            f"平均 {written(self.mean_km, '公里')}（只算到家 {written(self.mean_home_km, '公里')}）",
            f"同界别 {percent(self.same_sector)}，同镇或 {NEAR_KM:g} 公里内 {percent(self.near)}",
            f"联系到：{'，'.join(told)}",
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
    return percent_words(value)


def figures_of(
    facts: Sequence[PairFact], members: int, groups: Sequence[Group], available: Mapping[GroupKey, int],
    places: Mapping[int, int] = FIVE_EACH,
) -> Figures:  # fmt: skip
    """The figures of some pairs. members: how many there are to serve; available: `{(kind, id): people}`;

    places: of those members who are not to keep five, `{member id: places}`.
    """
    reached = Counter(key for fact in facts for key in fact.groups)
    kept = Counter(fact.member for fact in facts)
    met = Counter(group.kind for group in groups if reached[group.key])
    there = Counter(group.kind for group in groups)
    kinds = [kind for kind in KINDS if kind in ALWAYS or there[kind]]
    return Figures(
        members=members, places=members * PLACES - sum(PLACES - number for number in places.values()),
        pairs=len(facts), full=sum(number >= places.get(member, PLACES) for member, number in kept.items()),
        mean_km=mean(fact.km for fact in facts), mean_home_km=mean(fact.home_km for fact in facts),
        same_sector=mean(float(fact.is_same_sector) for fact in facts), near=mean(float(is_near(f)) for f in facts),
        reached={kind: met[kind] for kind in kinds}, groups={kind: there[kind] for kind in kinds},
        shortfalls=shortfalls_of(reached, groups, available),
    )  # fmt: skip


def figures_in(instance: Instance, pairs: Sequence[Pair]) -> Figures:
    """The figures of some pairs of an instance."""
    members = {member.id: member for member in instance.members}
    people = {person.id: person for person in instance.representatives}
    facts = [fact_of(members[m], people[r]) for m, r in pairs]
    places = {member.id: member.places for member in instance.members if member.places != PLACES}
    return figures_of(facts, len(members), instance.groups, available_in(instance), places)


def available_in(instance: Instance) -> Counter[GroupKey]:
    """`{(kind, id): representatives to choose from}`."""
    return Counter(key for person in instance.representatives for key in person.groups())


def is_near(fact: PairFact) -> bool:
    """就近就便: in one town, or within a few km."""
    return fact.is_same_town or (fact.km is not None and fact.km <= NEAR_KM)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known, to four decimals; None of nothing."""
    known = [value for value in values if value is not None]
    return round(fmean(known), 4) if known else None


def shortfalls_of(
    reached: Mapping[GroupKey, int], groups: Sequence[Group], available: Mapping[GroupKey, int]
) -> tuple[Shortfall, ...]:
    """The groups reached less often than wanted, the largest gap first."""
    short = [
        Shortfall(group, reached.get(group.key, 0), available.get(group.key, 0))
        for group in groups
        if reached.get(group.key, 0) < group.least
    ]
    return tuple(sorted(short, key=lambda one: (one.reached - one.group.least, one.group.kind, one.group.name)))
