"""Small random instances of every feature, and the least cost over all their plans, worked out without any solver."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from itertools import product
from math import asin, cos, radians, sin, sqrt

from liaison.assignment.rules import Group, Instance, MemberPoint, RepresentativePoint, Weights


def small_instance(seed: int) -> Instance:
    """One to three members with up to two places, up to six people, and a bit of all that can be said of them."""
    dice = random.Random(seed)
    members = tuple(
        MemberPoint(
            10 + n, f"M{n}", dice.randrange(3), maybe_spot(dice, 0.9), maybe_spot(dice, 0.5),
            systems=frozenset(dice.sample(range(3), dice.choice((0, 0, 1, 2)))), places=dice.choice((0, 1, 1, 2, 2, 2)),
        )
        for n in range(dice.choice((1, 2, 2, 3)))
    )  # fmt: skip
    people = tuple(
        RepresentativePoint(
            50 + n, f"R{n}", dice.randrange(3), dice.randrange(2), dice.randrange(2), maybe_spot(dice, 0.9),
            systems=frozenset(dice.sample(range(3), dice.choice((0, 1)))),
            libraries=tuple(dice.sample(range(3), dice.choice((0, 1, 2)))),
            focuses=tuple(range(dice.choice((0, 0, 1)))),
        )
        for n in range(dice.choice((2, 3, 4, 5) if len(members) == 3 else (2, 4, 6)))
    )  # fmt: skip
    sizes = {"town": 2, "sector": 3, "identity_type": 2, "library": 3, "focus": 1}
    groups = tuple(
        Group(kind, n, f"{kind}{n}", dice.randrange(4))
        for kind, size in sizes.items() for n in range(size) if dice.random() < 0.6
    )  # fmt: skip
    pairs = [(m.id, r.id) for m in members for r in people]
    locked = locks(dice, members, people)
    forbidden = frozenset(pair for pair in pairs if dice.random() < 0.15) - locked
    weights = Weights(
        related_sector=2, other_system=dice.choice((0, 0.5)), repeated_type=dice.choice((0, 1, 3)),
        missing=dice.choice((2, 20)), open_place=dice.choice((6, 1000)), broken=dice.choice((0, 1, 4, 15)),
    )  # fmt: skip
    former = frozenset(pair for pair in pairs if dice.random() < 0.2) | {(99, 50), (10, 99)}
    related = frozenset({(0, 1), (1, 0)}) if dice.random() < 0.5 else frozenset()
    return Instance(members, people, groups, weights, related, locked, forbidden, former)


def maybe_spot(dice: random.Random, share: float) -> tuple[float, float] | None:
    """Somewhere in the county, or nowhere known."""
    spot = 32.5 + dice.random() / 5, 120.4 + dice.random() / 5
    return spot if dice.random() < share else None


def locks(dice: random.Random, members, people) -> frozenset[tuple[int, int]]:
    """A few locks that can be honoured."""
    places = {member.id: member.places for member in members}
    found = set()
    for person in people:
        member = dice.choice(members).id
        if dice.random() < 0.12 and places[member]:
            places[member] -= 1
            found.add((member, person.id))
    return frozenset(found)


def plans(instance: Instance) -> Iterator[dict[int, int]]:
    """Every plan there may be, as `{representative id: member id}`."""
    people = [person.id for person in instance.representatives]
    held = {r: m for m, r in instance.locked}
    choices = [
        [held[r]] if r in held
        else [None, *(m.id for m in instance.members if (m.id, r) not in instance.forbidden)]
        for r in people
    ]  # fmt: skip
    places = {member.id: member.places for member in instance.members}
    for chosen in product(*choices):
        if all(number <= places[m] for m, number in Counter(filter(None, chosen)).items()):
            yield {r: m for r, m in zip(people, chosen, strict=True) if m}


def least_cost(instance: Instance) -> float:
    """The least cost over every plan."""
    members, people = ({one.id: one for one in some} for some in (instance.members, instance.representatives))
    costs = {(m, r): cost(instance, members[m], people[r]) for m in members for r in people}
    return min(price(instance, plan, costs, people) for plan in plans(instance))


def price(instance: Instance, plan: dict[int, int], costs, people) -> float:
    """What a plan costs, from the words of the rule."""
    weights, kept = instance.weights, {(m, r) for r, m in plan.items()}
    total = sum(costs[pair] for pair in kept)
    total += weights.open_place * (sum(member.places for member in instance.members) - len(kept))
    for group in instance.groups:
        reached = sum((group.kind, group.id) in people[r].groups() for r in plan)
        total += weights.missing * max(0, group.least - reached)
    types = Counter((m, people[r].identity_type) for r, m in plan.items())
    total += weights.repeated_type * sum(number - 1 for number in types.values())
    return total + weights.broken * sum(pair in costs and pair not in kept for pair in instance.former)


def cost(instance: Instance, member: MemberPoint, person: RepresentativePoint) -> float:
    """What a pair costs, from the words of the rule."""
    weights = instance.weights
    ways = [km(member.home, person.spot)] if member.home and person.spot else []
    ways += [km(member.work, person.spot) + weights.work_is_further] if member.work and person.spot else []
    total = min(ways, default=15.0)
    if member.sector != person.sector:
        is_related = (member.sector, person.sector) in instance.related
        total += weights.related_sector if is_related else weights.other_sector
    if member.systems and not member.systems & person.systems:
        total += weights.other_system
    return round(total, 3)


def km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle km by the haversine formula."""
    (a, b), (c, d) = (map(radians, spot) for spot in (here, there))
    return 12742.0 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))
