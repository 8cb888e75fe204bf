"""A sorted instance in plain lists, for machines without numpy: costs, groups and types by position."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from liaison.assignment.rules.costs import DIGITS, counted_km, great_circle, sector_cost, system_cost
from liaison.assignment.rules.instance import Instance, MemberPoint, Pair

BEST_OF_A_MEMBER = 60
BEST_OF_A_REPRESENTATIVE = 8
IMPOSSIBLE = float("inf")

Arc = tuple[int, float]


@dataclass(frozen=True)
class Board:
    """An instance by position. cost[m][r]: less `broken` for former pairs, infinite where forbidden or r is locked;

    groups[r]: positions of his groups; locked: positions; near[m]: the cheapest for a member, the cheapest first;
    arcs[r]: (member, cost) of those who may well keep him.
    """

    instance: Instance
    cost: list[array[float]]
    places: list[int]
    least: list[int]
    groups: list[tuple[int, ...]]
    types: list[int]
    locked: dict[int, int]
    locked_cost: dict[int, float]
    offset: float
    near: list[list[int]]
    arcs: list[list[Arc]]


def board_of(instance: Instance) -> Board:
    """The lists of a sorted instance."""
    members = {one.id: n for n, one in enumerate(instance.members)}
    people = {one.id: n for n, one in enumerate(instance.representatives)}
    numbers = {group.key: n for n, group in enumerate(instance.groups)}
    cost, former = [array("d", row) for row in cost_rows(instance)], instance.could_stay()
    for m, r in former:
        cost[members[m]][people[r]] -= instance.weights.broken
    locked = {people[r]: members[m] for m, r in instance.locked}
    locked_cost = {r: cost[m][r] for r, m in locked.items()}
    forbidden = ((members[m], people[r]) for m, r in instance.forbidden if m in members and r in people)
    for m, r in (*forbidden, *((m, r) for r in locked for m in range(len(cost)))):
        cost[m][r] = IMPOSSIBLE
    near = [cheapest(row, BEST_OF_A_MEMBER) for row in cost]
    return Board(
        instance, cost, [member.places for member in instance.members], [group.least for group in instance.groups],
        [tuple(numbers[key] for key in one.groups() if key in numbers) for one in instance.representatives],
        [one.identity_type for one in instance.representatives], locked, locked_cost,
        instance.weights.broken * len(former), near, arcs_of(cost, near, positions(former, members, people)),
    )  # fmt: skip


def positions(pairs: frozenset[Pair], members: dict[int, int], people: dict[int, int]) -> list[Pair]:
    """Pairs of ids as pairs of positions."""
    return sorted((members[m], people[r]) for m, r in pairs)


def arcs_of(cost: list[array[float]], near: list[list[int]], former: list[Pair]) -> list[list[Arc]]:
    """Of each representative his cheapest members, those whom he is among the cheapest of, and his former one."""
    found = [set(cheapest(column, BEST_OF_A_REPRESENTATIVE)) for column in zip(*cost, strict=True)]
    for m, some in enumerate(near):
        for r in some:
            found[r].add(m)
    for m, r in former:
        if cost[m][r] < IMPOSSIBLE:
            found[r].add(m)
    return [[(m, cost[m][r]) for m in sorted(some)] for r, some in enumerate(found)]


def cheapest(row: array[float] | tuple[float, ...], number: int) -> list[int]:
    """The positions of the least possible values, the least first."""
    best = nsmallest(number, range(len(row)), key=row.__getitem__)
    return [n for n in best if row[n] < IMPOSSIBLE]


def cost_rows(instance: Instance) -> Iterator[list[float]]:
    """What each member's pairs cost; many live in few villages and sectors, so each of them is reckoned once."""
    people = instance.representatives
    spots = {one.spot: None for one in people}
    kinds = {(one.sector, one.systems): one for one in people}
    for member in instance.members:
        km = {spot: km_to(member, spot, instance) for spot in spots}
        more = {
            kind: sector_cost(member.sector, one.sector, instance) + system_cost(member, one, instance)
            for kind, one in kinds.items()
        }
        yield [round(km[one.spot] + more[one.sector, one.systems], DIGITS) for one in people]


def km_to(member: MemberPoint, spot: tuple[float, float] | None, instance: Instance) -> float:
    """The distance as it counts."""
    return counted_km(great_circle(member.home, spot), great_circle(member.work, spot), instance)
