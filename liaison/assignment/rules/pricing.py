"""The prices (dual values) of a solved program as arrays: reduced costs of all pairs, and the bound they prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liaison.assignment.rules.matrix import Matrix
from liaison.assignment.rules.model import Problem, Program
from liaison.assignment.rules.solution import Duals

DIGITS = 9


@dataclass(frozen=True)
class Prices:
    """A price of each member's place, representative, group, and `crowded[member, type]`."""

    members: Matrix
    people: Matrix
    groups: Matrix
    crowded: Matrix


def prices_of(problem: Problem, program: Program, row_dual: list[float]) -> Prices:
    """The prices of a solved program, within their limits: what the solver lets slip beyond them is cut off."""
    dual, weights = np.round(np.array(row_dual), DIGITS), problem.weights
    members, people = problem.cost.shape
    groups = members + people
    crowded = np.zeros(members * len(problem.type_ids))
    crowded[program.crowded] = dual[groups + len(problem.least) :]
    return Prices(
        np.minimum(dual[:members], weights.open_place), np.minimum(dual[members:groups], 0.0),
        np.clip(dual[groups : groups + len(problem.least)], 0.0, weights.missing),
        np.clip(crowded, -weights.repeated_type, 0.0).reshape(members, len(problem.type_ids)),
    )  # fmt: skip


def reduced_costs(problem: Problem, prices: Prices) -> Matrix:
    """By how much each possible pair would raise the cost; negative = it would lower it; infinite = forbidden."""
    number = np.diff(problem.starts)
    owner = np.repeat(np.arange(len(number)), number)
    of_groups = np.bincount(owner, prices.groups[problem.group_of], minlength=len(number))
    reduced = problem.cost - prices.members[:, None]
    reduced -= (prices.people + of_groups)[None, :]
    reduced -= prices.crowded[:, problem.types]
    reduced[problem.forbidden] = np.inf
    return reduced


def bound_of(problem: Problem, prices: Prices) -> float:
    """What no plan can cost less than (formula: see `model`)."""
    reduced = reduced_costs(problem, prices)
    locked = reduced[problem.locked].sum()
    reduced[problem.locked] = 0.0
    own = (problem.places * prices.members).sum() + prices.people.sum() + prices.crowded.sum()
    return float(problem.offset + own + (problem.least * prices.groups).sum() + locked + np.minimum(reduced, 0.0).sum())


def duals_of(problem: Problem, prices: Prices) -> Duals:
    """The prices as they are handed out."""
    rows, columns = np.nonzero(prices.crowded)
    keys = zip(rows.tolist(), problem.type_ids[columns].tolist(), strict=True)
    crowded = dict(zip(keys, prices.crowded[rows, columns].tolist(), strict=True))
    return Duals(tuple(prices.members.tolist()), tuple(prices.people.tolist()), tuple(prices.groups.tolist()), crowded)
