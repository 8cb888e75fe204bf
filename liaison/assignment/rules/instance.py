"""What a plan is made from: members, representatives, groups to be reached, weights, and pairs that are settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

PLACES = 5  # 合理定量: one member keeps five representatives, no representative is kept by two.
NEAR_KM = 5.0  # 就近就便: in the same town, or no further than this.
UNKNOWN_KM = 15.0  # Somebody whose village is not known counts as far away, yet not as out of reach.

KINDS = ("town", "sector", "identity_type", "library", "focus")
KIND_TITLES: Mapping[str, str] = MappingProxyType(
    dict(zip(KINDS, ("区镇", "界别", "身份类别", "主信息库", "重点领域"), strict=True))
)
# How many people of each town, sector, identity type, main library and focus a plan should reach at least (覆盖要全).
LEAST: Mapping[str, int] = MappingProxyType(dict(zip(KINDS, (20, 20, 3, 20, 20), strict=True)))

Spot = tuple[float, float]
Pair = tuple[int, int]  # (member id, representative id)
GroupKey = tuple[str, int]  # (kind, id)


@dataclass(frozen=True)
class MemberPoint:
    """A member as the solver sees him. key: what members are sorted by; home, work: latitude, longitude in degrees.

    work is the centre of the town he works in (no village of work is recorded); towns: where he lives and works;
    systems: ids of the working groups (工作组) he belongs to; unit: where he works; places: how many he is to keep.
    """

    id: int
    key: str
    sector: int
    home: Spot | None
    work: Spot | None = None
    towns: tuple[int, ...] = ()
    systems: frozenset[int] = frozenset()
    unit: str = ""
    places: int = PLACES


@dataclass(frozen=True)
class RepresentativePoint:
    """A representative as the solver sees him. key: what representatives are sorted by.

    systems: ids of the working groups in charge of him; libraries, focuses: ids of the main libraries (主信息库) and
    of the office's lists (重点企业, 农业农村 …) he stands in; unit: where he works.
    """

    id: int
    key: str
    sector: int
    town: int
    identity_type: int
    spot: Spot | None
    systems: frozenset[int] = frozenset()
    libraries: tuple[int, ...] = ()
    focuses: tuple[int, ...] = ()
    unit: str = ""

    def groups(self) -> tuple[GroupKey, ...]:
        """Every group he stands in, each once."""
        own = (("town", self.town), ("sector", self.sector), ("identity_type", self.identity_type))
        libraries = (("library", one) for one in sorted(set(self.libraries)))
        return (*own, *libraries, *(("focus", one) for one in sorted(set(self.focuses))))


@dataclass(frozen=True)
class Group:
    """People to be reached. kind: one of KINDS; least: how many pairs the plan should have there."""

    kind: str
    id: int
    name: str
    least: int

    @property
    def key(self) -> GroupKey:
        """What it is known by."""
        return self.kind, self.id


@dataclass(frozen=True)
class Weights:
    """What counts how much, all in km. The defaults were measured on the county of Hai'an (tests: test_haian): nearer

    and more often of one sector than what greedy pairing gives at the same costs, and everybody reached besides.

    other_sector: a pair across sectors is as good as one of the same sector this much further away; related_sector:
    the same for sectors that the office calls related.
    other_system: a pair outside the working groups of the member, where he has any.
    work_is_further: the centre of the town of work stands for a place somewhere in it, so it counts this much further
    than home.
    repeated_type: each further representative of one identity type with the same member.
    missing: each person short of a group's least; open_place: each place that stays empty.
    broken: each pair of last year that is not kept although both still serve; 0 = does not matter.
    """

    other_sector: float = 4.2
    related_sector: float = 3.0
    other_system: float = 0.5
    work_is_further: float = 4.0
    repeated_type: float = 0.25
    missing: float = 20.0
    open_place: float = 1000.0
    broken: float = 1.0


@dataclass(frozen=True)
class Instance:
    """Everything one plan is found from. Order does not matter: the solver sorts by key. Pairs are pairs of ids.

    related: sectors close to each other, both ways round; locked: pairs of every plan; forbidden: pairs of none;
    former: pairs of the plan that is followed.
    """

    members: tuple[MemberPoint, ...]
    representatives: tuple[RepresentativePoint, ...]
    groups: tuple[Group, ...] = ()
    weights: Weights = field(default_factory=Weights)
    related: frozenset[Pair] = frozenset()
    locked: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    former: frozenset[Pair] = frozenset()

    def sorted(self) -> Instance:
        """The same instance in the one order in which it is solved."""
        members = tuple(sorted(self.members, key=lambda member: (member.key, member.id)))
        people = tuple(sorted(self.representatives, key=lambda person: (person.key, person.id)))
        groups = tuple(sorted(self.groups, key=lambda group: (group.kind, group.name, group.id)))
        return replace(self, members=members, representatives=people, groups=groups)

    def could_stay(self) -> frozenset[Pair]:
        """The former pairs of which both still serve."""
        members = {member.id for member in self.members}
        people = {person.id for person in self.representatives}
        return frozenset((m, r) for m, r in self.former if m in members and r in people)
