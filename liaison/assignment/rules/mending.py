"""Mid-year: the fewest new pairs that make a plan whole again after somebody has left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from liaison.assignment.rules.instance import Instance, Pair
from liaison.assignment.rules.solution import Tell
from liaison.assignment.rules.solver import solve


def replacements(
    instance: Instance, pairs: Collection[Pair], tell: Tell | None = None, *, without_solver: bool = False
) -> tuple[Pair, ...]:
    """The pairs to add: every pair of which both still serve stays, only open places are filled, as well as can be."""
    members = {member.id for member in instance.members}
    people = {person.id for person in instance.representatives}
    standing = frozenset((m, r) for m, r in pairs if m in members and r in people)
    around = what_is_open(instance, standing)
    if not around.members:
        return ()
    found = solve(around, tell, without_solver=without_solver)
    return tuple(pair for pair in found.pairs if pair not in standing)


def what_is_open(instance: Instance, standing: frozenset[Pair]) -> Instance:
    """Those who have an open place with what they keep, and who is free: the rest costs the same whatever is added."""
    kept = Counter(m for m, _ in standing)
    members = tuple(one for one in instance.members if kept[one.id] < one.places)
    theirs = frozenset((m, r) for m, r in standing if m in {one.id for one in members})
    others = {r for _m, r in standing - theirs}
    taken = {(one.id, r) for m, r in instance.locked - standing for one in members if one.id != m}
    reached = Counter(key for one in instance.representatives if one.id in others for key in one.groups())
    return replace(
        instance, members=members, locked=theirs, forbidden=instance.forbidden.union(taken) - theirs,
        representatives=tuple(one for one in instance.representatives if one.id not in others),
        groups=tuple(replace(one, least=max(0, one.least - reached[one.key])) for one in instance.groups),
    )  # fmt: skip
