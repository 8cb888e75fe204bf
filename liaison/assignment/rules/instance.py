"""What a plan is made from: members, representatives, groups to be reached, and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

PLACES = 5  # 合理定量: one member keeps five representatives, no representative is kept by two.
NEAR_KM = 5.0  # 就近就便: in the same town, or no further than this.
UNKNOWN_KM = 15.0  # Somebody whose village is not known counts as far away, yet not as out of reach.

KINDS = ("town", "sector", "identity_type")
# How many people of each town, sector and identity type a plan should reach at least (覆盖要全).
LEAST: Mapping[str, int] = MappingProxyType(dict(zip(KINDS, (20, 20, 3), strict=True)))

Spot = tuple[float, float]


@dataclass(frozen=True)
class MemberPoint:
    """A member as the solver sees him. key: what members are sorted by; home, work: latitude, longitude in degrees.

    work is the centre of the town he works in (no village of work is recorded); towns: where he lives and works.
    """

    id: int
    key: str
    sector: int
    home: Spot | None
    work: Spot | None = None
    towns: tuple[int, ...] = ()


@dataclass(frozen=True)
class RepresentativePoint:
    """A representative as the solver sees him. key: what representatives are sorted by."""

    id: int
    key: str
    sector: int
    town: int
    identity_type: int
    spot: Spot | None


@dataclass(frozen=True)
class Group:
    """People to be reached. kind: town / sector / identity_type; least: how many pairs the plan should have there."""

    kind: str
    id: int
    name: str
    least: int


@dataclass(frozen=True)
class Weights:
    """What counts how much, all in km.

    other_sector: a pair across sectors is as good as one of the same sector this much further away.
    work_is_further: the centre of the town of work stands for a place somewhere in it, so it counts this much further
    than home; with 2 km the plan is near home and work alike.
    repeated_type: each further representative of one identity type with the same member.
    missing: each person short of a group's least; open_place: each place that stays empty.
    """

    other_sector: float = 4.0
    work_is_further: float = 2.0
    repeated_type: float = 1.0
    missing: float = 20.0
    open_place: float = 1000.0


@dataclass(frozen=True)
class Instance:
    """Everything one plan is found from. Order does not matter: the solver sorts by key."""

    members: tuple[MemberPoint, ...]
    representatives: tuple[RepresentativePoint, ...]
    groups: tuple[Group, ...] = ()
    weights: Weights = field(default_factory=Weights)

    def sorted(self) -> Instance:
        """The same instance in the one order in which it is solved."""
        members = tuple(sorted(self.members, key=lambda member: (member.key, member.id)))
        people = tuple(sorted(self.representatives, key=lambda person: (person.key, person.id)))
        groups = tuple(sorted(self.groups, key=lambda group: (group.kind, group.name, group.id)))
        return Instance(members, people, groups, self.weights)
