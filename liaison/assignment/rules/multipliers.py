"""Prices of places, groups and repeated types without a solver, and the bound that they prove.

For any prices μ of a member's place, γ of a group (0 to `missing`) and κ of a type with a member (−`repeated_type` to
0) no plan costs less than
    L = Σ places·μ + Σ least·γ + Σ κ + Σ min(0, π) + locked pairs + broken·(former pairs),
    π of a representative = least (cost − μ − κ) over all members, less his γ.
Each representative goes where he is cheapest; where more come than there are places the price falls, where fewer come
it rises (subgradient steps, Held, Wolfe and Crowder 1974). The best prices met on the way are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from liaison.assignment.rules.instance import Pair
from liaison.assignment.rules.plain import IMPOSSIBLE, Board
from liaison.assignment.rules.solution import TINY, Duals, Tell

ROUNDS, STEPS = 3, 100
PATIENCE = 8  # Steps without a better bound after which steps become shorter.
FIRST_STRIDE, SHORTER, LEAST_STRIDE = 1.0, 0.7, 1e-4


@dataclass
class Multipliers:
    """Prices by position. crowded: `{(member, identity type id): price}`, 0 where left out."""

    members: list[float]
    groups: list[float]
    crowded: dict[Pair, float] = field(default_factory=dict)

    def copy(self) -> Multipliers:
        """The same prices, to be changed."""
        return Multipliers(self.members[:], self.groups[:], dict(self.crowded))


def first_prices(board: Board) -> Multipliers:
    """Prices to begin with: what each member's last place would cost if nobody else were there."""
    weights = board.instance.weights
    last = [
        row[near[min(len(near), places) - 1]] if near and places else 0.0
        for row, near, places in zip(board.cost, board.near, board.places, strict=True)
    ]
    return Multipliers([min(price, weights.open_place) for price in last], [0.0] * len(board.least))


def improved(board: Board, prices: Multipliers, target: float, tell: Tell) -> Multipliers:
    """Better prices. target: what some plan costs, so that steps are about as long as what is missing."""
    best, best_bound = prices, bound_of(board, prices)[0]
    for round_number in range(ROUNDS):
        best = climbed(board, best, target)
        tell((round_number + 1) / (ROUNDS + 1))
        bound, _ = bound_of(board, best)
        if bound < best_bound + TINY and round_number:
            break
        best_bound = bound
    return best


def climbed(board: Board, prices: Multipliers, target: float) -> Multipliers:
    """The best prices met in some steps, each a share of what is missing to the target."""
    now, best, best_value, stride, idle = prices.copy(), prices, -IMPOSSIBLE, FIRST_STRIDE, 0
    for _ in range(STEPS):
        value, slope = slope_at(board, now)
        idle = 0 if value > best_value + TINY else idle + 1
        if not idle:
            best, best_value = now.copy(), value
        if idle >= PATIENCE:
            stride, idle, now = stride * SHORTER, 0, best.copy()
            value, slope = slope_at(board, now)
        steepness = sum(step * step for part in slope for step in part.values())
        if not steepness or stride < LEAST_STRIDE:
            break
        move(board, now, slope, stride * max(target - value, 0.01) / steepness)
    return best


Slope = tuple[dict[int, int], dict[int, int], dict[Pair, int]]


def slope_at(board: Board, prices: Multipliers) -> tuple[float, Slope]:
    """The bound over the likely pairs, and by how much it grows with each price."""
    came, reached = Counter(board.locked.values()), Counter(g for r in board.locked for g in board.groups[r])
    types = Counter((m, board.types[r]) for r, m in board.locked.items())
    value = fixed_part(board, prices)
    for r, price, m in wanted(board, prices):
        value += price
        came[m] += 1
        types[m, board.types[r]] += 1
        reached.update(board.groups[r])
    members = {m: places - came[m] for m, places in enumerate(board.places) if places != came[m]}
    groups = {g: least - reached[g] for g, least in enumerate(board.least) if least != reached[g]}
    groups = {g: step for g, step in groups.items() if step > 0 or prices.groups[g] > 0}
    crowded = {key: 1 - number for key, number in types.items() if number > 1}
    return value, (members, groups, crowded | {key: 1 for key in prices.crowded if not types[key]})


def wanted(board: Board, prices: Multipliers) -> Iterator[tuple[int, float, int]]:
    """(representative, price, member) of those whose cheapest likely pair is worth more than it costs."""
    places, crowded, groups = prices.members, prices.crowded, prices.groups
    crowded_types = {kind for _, kind in crowded}
    for r, arcs in enumerate(board.arcs):
        kind = board.types[r]
        if kind in crowded_types:
            values = [cost - places[m] - crowded.get((m, kind), 0.0) for m, cost in arcs]
        else:
            values = [cost - places[m] for m, cost in arcs]
        price = min(values, default=IMPOSSIBLE)
        worth = price - sum([groups[g] for g in board.groups[r]])
        if worth < 0:
            yield r, worth, arcs[values.index(price)][0]


def move(board: Board, prices: Multipliers, slope: Slope, length: float) -> None:
    """Change prices along the slope, within their limits."""
    weights = board.instance.weights
    for m, step in slope[0].items():
        prices.members[m] = min(prices.members[m] + length * step, weights.open_place)
    for g, step in slope[1].items():
        prices.groups[g] = min(max(prices.groups[g] + length * step, 0.0), weights.missing)
    for key, step in slope[2].items():
        price = min(max(prices.crowded.get(key, 0.0) + length * step, -weights.repeated_type), 0.0)
        if price:
            prices.crowded[key] = price
        else:
            prices.crowded.pop(key, None)


def fixed_part(board: Board, prices: Multipliers) -> float:
    """What of the bound does not depend on where the free representatives go."""
    own = sum(price * places for price, places in zip(prices.members, board.places, strict=True))
    own += sum(price * least for price, least in zip(prices.groups, board.least, strict=True))
    locked = sum(board.locked_cost[r] - price_of(board, prices, m, r) for r, m in board.locked.items())
    return board.offset + own + sum(prices.crowded.values()) + locked


def price_of(board: Board, prices: Multipliers, m: int, r: int) -> float:
    """All the prices that a pair is given, but that of the representative himself."""
    crowded = prices.crowded.get((m, board.types[r]), 0.0)
    return prices.members[m] + crowded + sum(prices.groups[g] for g in board.groups[r])


def bound_of(board: Board, prices: Multipliers) -> tuple[float, list[float]]:
    """The bound over all pairs, and the price of each representative; pairs that were missed become likely ones."""
    best: list[float] = [IMPOSSIBLE] * len(board.types)
    who = [-1] * len(best)
    crowded: dict[int, dict[int, float]] = {}
    for (m, kind), price in prices.crowded.items():
        crowded.setdefault(m, {})[kind] = price
    for m, row in enumerate(board.cost):
        values = prices_off(board, row, prices.members[m], crowded.get(m))
        for r in [r for r, (value, least) in enumerate(zip(values, best, strict=True)) if value < least]:
            best[r], who[r] = values[r], m
    for r, m in enumerate(who):
        if m >= 0 and (m, board.cost[m][r]) not in board.arcs[r]:
            board.arcs[r].append((m, board.cost[m][r]))
    worth = [min(0.0, value - sum(prices.groups[g] for g in board.groups[r])) for r, value in enumerate(best)]
    return fixed_part(board, prices) + sum(worth), worth


def prices_off(board: Board, row: Iterable[float], price: float, crowded: dict[int, float] | None) -> list[float]:
    """A member's costs with his prices taken off."""
    if not crowded:
        return [cost - price for cost in row]
    return [cost - price - crowded.get(kind, 0.0) for cost, kind in zip(row, board.types, strict=True)]


def duals_of(board: Board, prices: Multipliers) -> Duals:
    """The prices as they are handed out; a locked representative's own price is 0, his pair carries the rest."""
    _, worth = bound_of(board, prices)
    return Duals(tuple(prices.members), tuple(worth), tuple(prices.groups), dict(prices.crowded))
