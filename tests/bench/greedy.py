"""What others do: the cheapest pair first, never looking ahead."""

from __future__ import annotations

from collections import Counter

import numpy as np

from liaison.assignment.rules import Instance, Pair
from liaison.assignment.rules.matrix import pair_costs


def greedy(instance: Instance) -> list[Pair]:
    """Pairs by the same costs as the solver's, taken one after the other as long as both sides are free."""
    instance = instance.sorted()
    costs = pair_costs(instance)
    open_places = {member.id: member.places for member in instance.members}
    kept: set[int] = set()
    plan: list[Pair] = []
    for m, r in instance.locked:
        take(m, r, open_places, kept, plan)
    width = len(instance.representatives)
    left = sum(open_places.values())
    for place in np.argsort(costs, axis=None, kind="stable").tolist():
        m, r = instance.members[place // width].id, instance.representatives[place % width].id
        if open_places[m] and r not in kept and (m, r) not in instance.forbidden:
            take(m, r, open_places, kept, plan)
            left -= 1
            if not left:
                break
    return plan


def take(m: int, r: int, open_places: dict[int, int], kept: set[int], plan: list[Pair]) -> None:
    """Let a member keep a representative."""
    open_places[m] -= 1
    kept.add(r)
    plan.append((m, r))


def short(instance: Instance, plan: list[Pair]) -> int:
    """How many people are missing over all groups that should be reached."""
    people = {person.id: person for person in instance.representatives}
    reached = Counter(key for _, r in plan for key in people[r].groups())
    return sum(max(0, group.least - reached[group.key]) for group in instance.groups)
