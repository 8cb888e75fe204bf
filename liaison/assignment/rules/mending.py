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
    kept = Counter(m for m, _ in standing)
    full = tuple(replace(one, places=max(one.places, kept[one.id])) for one in instance.members)
    around = replace(instance, members=full, locked=standing, forbidden=instance.forbidden - standing)
    found = solve(around, tell, without_solver=without_solver)
    return tuple(pair for pair in found.pairs if pair not in standing)
