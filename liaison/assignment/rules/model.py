"""The linear program of an assignment: its rows and columns for a chosen set of pairs.

Least cost of
    Σ cost·x  +  open·Σ u  +  missing·Σ s  +  repeated·Σ e
where
    member:          Σ x + u = 5
    representative:  Σ x ≤ 1
    group:           Σ x + s ≥ least
    member and type: Σ x − e ≤ 1     (only where the member could have two of the type)
with x in {0, 1}: this pair is in the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from liaison.assignment.rules.costs import Matrix, pair_costs
from liaison.assignment.rules.instance import KINDS, PLACES, Instance, Weights

NAMED = KINDS[:3]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """An instance in arrays. groups: one row for each kind, the group of each representative; least: of each group."""

    cost: Matrix
    groups: Numbers
    least: Numbers
    types: Numbers
    types_count: int
    weights: Weights


@dataclass(frozen=True)
class Program:
    """A linear program of some pairs. pairs: (members, representatives); crowded: keys of its member-and-type rows."""

    pairs: tuple[Numbers, Numbers]
    crowded: Numbers
    columns: highspy.HighsLp


def problem_of(instance: Instance) -> Problem:
    """The arrays of a sorted instance."""
    ids: dict[tuple[str, int], int] = {(group.kind, group.id): n for n, group in enumerate(instance.groups)}
    least = {n: group.least for n, group in enumerate(instance.groups)}
    rows = [[ids.setdefault((kind, getattr(p, kind)), len(ids)) for p in instance.representatives] for kind in NAMED]
    _, types = np.unique(np.array(rows[-1], dtype=np.int64), return_inverse=True)
    return Problem(
        cost=pair_costs(instance), groups=np.array(rows, dtype=np.int64),
        least=np.array([least.get(n, 0) for n in range(len(ids))], dtype=np.int64),
        types=types, types_count=int(types.max(initial=-1)) + 1, weights=instance.weights,
    )  # fmt: skip


def program_of(problem: Problem, chosen: NDArray[np.bool_], *, is_whole: bool = False) -> Program:
    """The program over the chosen pairs. is_whole: pairs are taken or left, never halved."""
    members, people = (part.astype(np.int64) for part in np.nonzero(chosen))
    keys, place, times = np.unique(
        members * problem.types_count + problem.types[people], return_inverse=True, return_counts=True
    )
    row_of_key = np.where(times > 1, np.cumsum(times > 1) - 1, -1)
    crowded = keys[times > 1]
    program = highspy.HighsLp()
    set_bounds(program, problem, problem.cost[members, people], len(crowded))
    set_matrix(program, problem, (members, people), row_of_key[place])
    if is_whole:
        extra = program.num_col_ - len(members)
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        program.integrality_ = [kinds[0]] * len(members) + [kinds[1]] * extra
    return Program((members, people), crowded, program)


def set_bounds(program: highspy.HighsLp, problem: Problem, cost: Matrix, crowded: int) -> None:
    """Columns: pairs, open places, missing people, repeated types. Rows: members, representatives, groups, types.

    A pair needs no upper bound: its representative's row holds it, so the duals of the rows alone prove the optimum.
    """
    many, people = problem.cost.shape
    groups, weights = len(problem.least), problem.weights
    prices = [
        cost, np.full(many, weights.open_place),
        np.full(groups, weights.missing), np.full(crowded, weights.repeated_type),
    ]  # fmt: skip
    highest = [np.full(len(cost), np.inf), np.full(many, PLACES), problem.least, np.full(crowded, PLACES)]
    none, any_number = np.full, np.inf
    low = [np.full(many, PLACES), none(people, -any_number), problem.least, none(crowded, -any_number)]
    high = [np.full(many, PLACES), np.ones(people), none(groups, any_number), np.ones(crowded)]
    program.col_cost_, program.col_upper_ = np.concatenate(prices), np.concatenate(highest).astype(float)
    program.row_lower_, program.row_upper_ = np.concatenate(low).astype(float), np.concatenate(high).astype(float)
    program.num_col_, program.num_row_ = len(program.col_cost_), len(program.row_lower_)
    program.col_lower_ = np.zeros(program.num_col_)


def set_matrix(
    program: highspy.HighsLp, problem: Problem, pairs: tuple[Numbers, Numbers], crowded_rows: Numbers
) -> None:
    """Which columns stand in which rows, column by column. crowded_rows: of each pair, −1 where it has none."""
    members, people = pairs
    many, all_people = problem.cost.shape
    first_group, first_crowded = many + all_people, many + all_people + len(problem.least)
    count, own = len(members), np.nonzero(crowded_rows >= 0)[0]
    extras = np.arange(count, program.num_col_)
    open_rows = np.arange(many)
    other_rows = np.arange(first_group, program.num_row_)
    rows = [members, many + people, *(first_group + problem.groups[:, people])]
    row = np.concatenate([*rows, first_crowded + crowded_rows[own], open_rows, other_rows])
    column = np.concatenate([*([np.arange(count)] * len(rows)), own, extras])
    value = np.where(row >= first_crowded, np.where(column >= count, -1.0, 1.0), 1.0)
    order = np.lexsort((row, column))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.searchsorted(column[order], np.arange(program.num_col_ + 1))
    program.a_matrix_.index_, program.a_matrix_.value_ = row[order], value[order]
