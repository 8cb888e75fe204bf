"""The best plan: by HiGHS where it is installed, else by a search in plain Python; which of the two is always said."""

from __future__ import annotations

from collections.abc import Callable

from liaison.assignment.rules.conflicts import conflicts
from liaison.assignment.rules.fallback import solve_plainly
from liaison.assignment.rules.instance import Instance
from liaison.assignment.rules.solution import Duals, Solution, Tell
from liaison.core.errors import Refused

Solver = Callable[[Instance, Tell], Solution]

try:
    from liaison.assignment.rules.exact import solve_exactly
except ImportError:  # No wheel of highspy or numpy for this machine.
    BEST: Solver = solve_plainly
else:
    BEST = solve_exactly

HAS_HIGHS = BEST is not solve_plainly


def solve(instance: Instance, tell: Tell | None = None, *, without_solver: bool = False) -> Solution:
    """Find the plan of least cost. tell: is told the share that is done, and stops the solving by raising.

    Raises Refused for locks that no plan can honour.
    """
    wrong = conflicts(instance)
    if wrong:
        raise Refused(wrong[0])
    instance = instance.sorted()
    if not instance.members or not instance.representatives:
        return empty_plan(instance)
    found: Solver = solve_plainly if without_solver else BEST
    return found(instance, tell or unheard)


def unheard(_done: float) -> None:
    """Nobody wants to know how far it is."""


def empty_plan(instance: Instance) -> Solution:
    """The plan of nobody: every place is open, every group is short of all."""
    weights = instance.weights
    duals = Duals(
        (weights.open_place,) * len(instance.members), (0.0,) * len(instance.representatives),
        (weights.missing,) * len(instance.groups),
    )  # fmt: skip
    lost = sum(member.places for member in instance.members) * weights.open_place
    lost += sum(group.least for group in instance.groups) * weights.missing
    return Solution((), lost, lost, duals, "highs" if HAS_HIGHS else "python")
