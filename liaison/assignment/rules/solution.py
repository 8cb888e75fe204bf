"""What a solver hands out: the plan, what it costs, and the prices (dual values) that prove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from liaison.assignment.rules.instance import Pair

TINY = 1e-6

Tell = Callable[[float], None]  # Told the share that is done, 0 to 1; whatever it raises stops the solving.


@dataclass(frozen=True)
class Duals:
    """A price for each row of the program (see `model`), in the order of `Instance.sorted()`.

    members: of a place of each, any sign; representatives: ≤ 0; groups: 0 to `missing`;
    crowded: `{(member position, identity type id): −repeated_type to 0}`, 0 where left out.
    """

    members: tuple[float, ...]
    representatives: tuple[float, ...]
    groups: tuple[float, ...]
    crowded: Mapping[Pair, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """A plan. pairs: (member id, representative id), members by key, each one's best pair first.

    objective: its cost; bound: no plan can cost less. Both in km-equivalents. duals: what proves the bound;
    method: highs / python.
    """

    pairs: tuple[Pair, ...]
    objective: float
    bound: float
    duals: Duals | None = None
    method: str = "highs"

    @property
    def gap(self) -> float:
        """How far from the bound, as a share of it; 0 is proven best."""
        return max(0.0, (self.objective - self.bound) / self.bound) if self.bound > TINY else 0.0
