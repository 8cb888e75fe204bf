"""A good plan without a solver, in plain Python, and how far it is from the bound at most.

Prices (see `multipliers`) say who is wanted where; pairs are taken in the order in which they gain most at these
prices, open places are filled, and then pairs are exchanged as long as that lowers the cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from liaison.assignment.rules.instance import Instance, Pair
from liaison.assignment.rules.multipliers import Multipliers, bound_of, duals_of, first_prices, improved, price_of
from liaison.assignment.rules.plain import Board, board_of
from liaison.assignment.rules.solution import TINY, Solution, Tell

PASSES = 30
CHAIN = 4  # How many free representatives are tried for the member who gives one away.


class Draft:
    """A plan in the making, by position. keeper[r]: who keeps him, −1 = nobody; free[m]: open places."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.weights = board.instance.weights
        self.keeper = [-1] * len(board.types)
        self.kept: list[set[int]] = [set() for _ in board.cost]
        self.types: Counter[Pair] = Counter()
        self.reached = [0] * len(board.least)
        for r, m in board.locked.items():
            self.take(m, r)

    def take(self, m: int, r: int) -> None:
        """Give a representative to a member."""
        self.count(m, r, 1)
        self.keeper[r] = m
        self.kept[m].add(r)

    def leave(self, r: int) -> None:
        """Take a representative from his member."""
        m = self.keeper[r]
        self.count(m, r, -1)
        self.keeper[r] = -1
        self.kept[m].remove(r)

    def count(self, m: int, r: int, number: int) -> None:
        """Count a pair in or out."""
        self.types[m, self.board.types[r]] += number
        for g in self.board.groups[r]:
            self.reached[g] += number

    def is_open(self, m: int) -> bool:
        """Whether a member has an open place."""
        return len(self.kept[m]) < self.board.places[m]

    def gain_of_taking(self, m: int, r: int) -> float:
        """By how much the plan gets dearer if a member takes somebody free, open places aside."""
        repeat = self.weights.repeated_type if self.types[m, self.board.types[r]] else 0.0
        short = sum(self.reached[g] < self.board.least[g] for g in self.board.groups[r])
        return self.board.cost[m][r] + repeat - self.weights.missing * short

    def gain_of_leaving(self, r: int) -> float:
        """By how much the plan gets dearer if a representative is left, open places aside."""
        m = self.keeper[r]
        repeat = self.weights.repeated_type if self.types[m, self.board.types[r]] > 1 else 0.0
        short = sum(self.reached[g] <= self.board.least[g] for g in self.board.groups[r])
        return self.weights.missing * short - self.board.cost[m][r] - repeat

    def objective(self) -> float:
        """What the plan costs."""
        board, weights = self.board, self.weights
        pairs = sum(board.locked_cost.get(r, board.cost[m][r]) for r, m in enumerate(self.keeper) if m >= 0)
        empty = sum(places - len(kept) for places, kept in zip(board.places, self.kept, strict=True))
        short = sum(max(0, least - number) for least, number in zip(board.least, self.reached, strict=True))
        repeats = sum(number - 1 for number in self.types.values() if number > 1)
        lost = weights.open_place * empty + weights.missing * short + weights.repeated_type * repeats
        return board.offset + pairs + lost


def solve_plainly(instance: Instance, tell: Tell) -> Solution:
    """A good plan of a sorted instance with somebody on either side, and a bound that holds."""
    tell(0.0)
    board = board_of(instance)
    prices = first_prices(board)
    prices = improved(board, prices, begun(board, prices).objective(), tell)
    draft = exchanged_all(begun(board, prices))
    bound, _ = bound_of(board, prices)
    tell(1.0)
    objective = round(draft.objective(), 3)
    pairs, duals = pairs_of(board, draft), duals_of(board, prices)
    return Solution(pairs, objective, min(round(bound, 3), objective), duals, "python")


def begun(board: Board, prices: Multipliers) -> Draft:
    """A plan of the pairs that gain most at these prices, with no place left open without need."""
    draft = Draft(board)
    for _, m, r in sorted(worth_of_pairs(board, prices)):
        if draft.keeper[r] < 0 and draft.is_open(m):
            draft.take(m, r)
    fill(draft)
    return draft


def exchanged_all(draft: Draft) -> Draft:
    """The plan that no exchange of a few pairs makes cheaper."""
    for _ in range(PASSES):
        moved = [exchanged(draft, r) for r in range(len(draft.keeper)) if is_movable(draft, r)]
        if not any(moved):
            break
    return draft


def worth_of_pairs(board: Board, prices: Multipliers) -> Iterator[tuple[float, int, int]]:
    """(cost at these prices, member, representative) of the likely pairs."""
    for r, arcs in enumerate(board.arcs):
        for m, cost in arcs:
            yield cost - price_of(board, prices, m, r), m, r


def fill(draft: Draft) -> None:
    """Fill open places with the cheapest of those still free, while that is cheaper than an open place."""
    for m in range(len(draft.kept)):
        free = [r for r, keeper in enumerate(draft.keeper) if keeper < 0] if draft.is_open(m) else []
        while free and draft.is_open(m):
            best = min(free, key=lambda r: (draft.gain_of_taking(m, r), r))
            if draft.gain_of_taking(m, best) >= draft.weights.open_place:
                break
            draft.take(m, best)
            free.remove(best)


def is_movable(draft: Draft, r: int) -> bool:
    """Whether somebody is kept and not locked."""
    return draft.keeper[r] >= 0 and r not in draft.board.locked


def exchanged(draft: Draft, r: int) -> bool:
    """Give the member somebody else for a representative, where that lowers the cost; whether it did."""
    m = draft.keeper[r]
    left = draft.gain_of_leaving(r)
    draft.leave(r)
    for other in draft.board.near[m]:
        keeper = draft.keeper[other]
        if other == r or other in draft.board.locked or keeper == m:
            continue
        if keeper < 0:
            if left + draft.gain_of_taking(m, other) < -TINY:
                draft.take(m, other)
                return True
        elif taken_over(draft, m, other, r, left):
            return True
    draft.take(m, r)
    return False


def taken_over(draft: Draft, m: int, other: int, r: int, so_far: float) -> bool:
    """Take somebody from another member, who gets the one given up or somebody free; whether that was cheaper."""
    keeper = draft.keeper[other]
    so_far += draft.gain_of_leaving(other)
    draft.leave(other)
    so_far += draft.gain_of_taking(m, other)
    draft.take(m, other)
    near = (one for one in draft.board.near[keeper] if draft.keeper[one] < 0 and one not in (r, other))
    free = [r, *islice(near, CHAIN)]
    best = min(free, key=lambda one: (draft.gain_of_taking(keeper, one), one), default=None)
    if best is not None and so_far + draft.gain_of_taking(keeper, best) < -TINY:
        draft.take(keeper, best)
        return True
    draft.leave(other)
    draft.take(keeper, other)
    return False


def pairs_of(board: Board, draft: Draft) -> tuple[Pair, ...]:
    """The pairs by id: members in order, each one's cheapest pair first."""
    instance = board.instance
    order = sorted(
        (m, board.locked_cost.get(r, board.cost[m][r]), r) for r, m in enumerate(draft.keeper) if m >= 0
    )
    return tuple((instance.members[m].id, instance.representatives[r].id) for m, _, r in order)
