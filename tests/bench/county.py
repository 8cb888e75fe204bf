"""Counties that do not exist, of the size of Hai'an or smaller: the same seed always gives the same one."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

from liaison.assignment.rules import LEAST, Group, Instance, MemberPoint, RepresentativePoint
from liaison.assignment.rules.instance import Spot

KM_A_DEGREE = 111.0
SIDE_KM = 36.0  # Of the square that the towns lie in.
TOWN_KM = 3.0  # Villages lie about this far from the middle of their town.


@dataclass(frozen=True)
class CountySize:
    """How many of everything there are."""

    members: int = 309
    people: int = 4_560
    towns: int = 14
    villages: int = 17
    sectors: int = 17
    types: int = 7
    libraries: int = 14


def county(seed: int, size: CountySize | None = None) -> Instance:
    """A county: uneven towns and sectors, members who work elsewhere, last year's pairs, some of them settled."""
    size, dice = size or CountySize(), random.Random(seed)
    towns = [[near(middle, TOWN_KM, dice) for _ in range(size.villages)] for middle in middles(size, dice)]
    members = tuple(member(n, towns, size, dice) for n in range(size.members))
    people = tuple(person(n, towns, size, dice) for n in range(size.people))
    kept = dice.sample(people, min(len(people), size.members * 4))
    former = [(members[n % len(members)].id, one.id) for n, one in enumerate(kept)]
    near_pairs = frozenset((a, a + 1) for a in range(0, size.sectors - 1, 3))
    return Instance(
        members, people, groups(size), related=near_pairs | {(b, a) for a, b in near_pairs},
        locked=frozenset(former[: len(members) // 30]), forbidden=frozenset(former[-(len(members) // 30) :]),
        former=frozenset(former),
    )  # fmt: skip


def middles(size: CountySize, dice: random.Random) -> list[Spot]:
    """The middles of the towns."""
    corner = (32.4 + dice.random(), 120.2 + dice.random())
    shift = lambda: dice.random() * SIDE_KM / KM_A_DEGREE  # noqa: E731
    return [(corner[0] + shift(), corner[1] + shift() / math.cos(math.radians(corner[0]))) for _ in range(size.towns)]


def near(middle: Spot, km: float, dice: random.Random) -> Spot:
    """A spot about so many km from another."""
    lat, lon = (dice.gauss(at, km / KM_A_DEGREE) for at in middle)
    return round(lat, 6), round(lon, 6)


def uneven(count: int, dice: random.Random) -> int:
    """A number below `count`, the small ones more often: towns and sectors are not of one size."""
    return min(count - 1, int(count * dice.random() ** 1.4))


def member(n: int, towns: list[list[Spot]], size: CountySize, dice: random.Random) -> MemberPoint:
    """A member: lives in one town, works in that or another one."""
    home, work = uneven(size.towns, dice), uneven(size.towns, dice)
    return MemberPoint(
        n + 1, f"{n:06}", uneven(size.sectors, dice), dice.choice(towns[home]), towns[work][0], (home, work),
        systems=frozenset(dice.sample(range(9), dice.randrange(3))),
    )  # fmt: skip


def person(n: int, towns: list[list[Spot]], size: CountySize, dice: random.Random) -> RepresentativePoint:
    """A representative: of a sector, one of its types and one or two libraries; of few the village is not known."""
    sector, town = uneven(size.sectors, dice), uneven(size.towns, dice)
    libraries = dice.sample(range(size.libraries), dice.choice((1, 1, 2)))
    return RepresentativePoint(
        n + 1, f"{n:06}", sector, town, sector * size.types + uneven(size.types, dice),
        dice.choice(towns[town]) if dice.random() < 0.98 else None,
        systems=frozenset(one % 9 for one in libraries), libraries=tuple(libraries),
    )  # fmt: skip


def groups(size: CountySize) -> tuple[Group, ...]:
    """Everybody to be reached."""
    many = {
        "town": size.towns, "sector": size.sectors, "identity_type": size.sectors * size.types,
        "library": size.libraries,
    }  # fmt: skip
    return tuple(Group(kind, n, f"{kind} {n}", LEAST[kind]) for kind, count in many.items() for n in range(count))
