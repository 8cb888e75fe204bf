"""The linear program of an assignment: its rows and columns for a chosen set of pairs.

Least cost of
    Σ cost·x  −  broken·Σ x of former pairs  +  open_place·Σ u  +  missing·Σ s  +  repeated_type·Σ e
    +  broken·(number of former pairs that could stay)
where                                                          dual
    member:          Σ x + u = places                          μ ≤ open_place
    representative:  Σ x ≤ 1                                   π ≤ 0
    group:           Σ x + s ≥ least                           0 ≤ γ ≤ missing
    member and type: Σ x − e ≤ 1                               −repeated_type ≤ κ ≤ 0
with x in {0, 1}: this pair is in the plan; x = 1 where it is locked, no x where it is forbidden. A member-and-type row
stands only where the program holds two pairs of the member with that type; elsewhere its dual is 0.

The reduced cost of a pair is
    rc = cost − broken (if former) − μ − π − Σ γ of the representative's groups − κ
and no plan can cost less than
    Σ places·μ + Σ π + Σ least·γ + Σ κ + Σ rc (locked) + Σ min(0, rc) (all others, forbidden ones left out)
    + broken·(number of former pairs that could stay)
whatever the duals are within their limits; those of the optimum make it the optimum of the relaxed program.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from liaison.assignment.rules.instance import PLACES, Instance, Pair, Weights
from liaison.assignment.rules.matrix import Matrix, Numbers, pair_costs

Chosen = NDArray[np.bool_]
Ends = tuple[Numbers, Numbers]  # (members, representatives) of some pairs, by position


@dataclass(frozen=True)
class Problem:
    """A sorted instance in arrays. cost: less `broken` for former pairs; offset: `broken` for each of them.

    group_of, starts: the groups of representative r are `group_of[starts[r]:starts[r + 1]]`; types: of each
    representative, as positions in type_ids.
    """

    cost: Matrix
    forbidden: Chosen
    locked: Ends
    places: Numbers
    group_of: Numbers
    starts: Numbers
    least: Numbers
    types: Numbers
    type_ids: Numbers
    weights: Weights
    offset: float


@dataclass(frozen=True)
class Program:
    """A linear program of some pairs. crowded: keys (member · types + type) of its member-and-type rows."""

    pairs: Ends
    crowded: Numbers
    columns: highspy.HighsLp


def problem_of(instance: Instance) -> Problem:
    """The arrays of a sorted instance."""
    cost, former = pair_costs(instance), instance.could_stay()
    cost[ends(instance, former)] -= instance.weights.broken
    forbidden = np.zeros(cost.shape, dtype=bool)
    forbidden[ends(instance, instance.forbidden)] = True
    numbers = {group.key: n for n, group in enumerate(instance.groups)}
    member_of = [[numbers[key] for key in p.groups() if key in numbers] for p in instance.representatives]
    type_ids, types = np.unique(whole_numbers(p.identity_type for p in instance.representatives), return_inverse=True)
    return Problem(
        cost=cost, forbidden=forbidden, locked=ends(instance, instance.locked),
        places=whole_numbers(member.places for member in instance.members),
        group_of=whole_numbers(n for some in member_of for n in some),
        starts=np.concatenate([[0], np.cumsum(whole_numbers(map(len, member_of)))]),
        least=whole_numbers(group.least for group in instance.groups), types=types, type_ids=type_ids,
        weights=instance.weights, offset=instance.weights.broken * len(former),
    )  # fmt: skip


def whole_numbers(values: object) -> Numbers:
    """An array of whole numbers."""
    return np.array(list(values), dtype=np.int64)


def ends(instance: Instance, pairs: frozenset[Pair]) -> Ends:
    """The positions of pairs of ids; pairs with somebody unknown are left out."""
    members = {member.id: n for n, member in enumerate(instance.members)}
    people = {person.id: n for n, person in enumerate(instance.representatives)}
    found = sorted((members[m], people[r]) for m, r in pairs if m in members and r in people)
    return whole_numbers(m for m, _ in found), whole_numbers(r for _, r in found)


def program_of(problem: Problem, chosen: Chosen, *, is_whole: bool = False) -> Program:
    """The program over the chosen pairs. is_whole: pairs are taken or left, never halved."""
    members, people = (part.astype(np.int64) for part in np.nonzero(chosen))
    keys, place, times = np.unique(
        members * len(problem.type_ids) + problem.types[people], return_inverse=True, return_counts=True
    )
    row_of_key = np.where(times > 1, np.cumsum(times > 1) - 1, -1)
    crowded = keys[times > 1]
    program = highspy.HighsLp()
    set_bounds(program, problem, (members, people), len(crowded))
    set_matrix(program, problem, (members, people), row_of_key[place])
    if is_whole:
        extra = program.num_col_ - len(members)
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        program.integrality_ = [kinds[0]] * len(members) + [kinds[1]] * extra
    return Program((members, people), crowded, program)


def set_bounds(program: highspy.HighsLp, problem: Problem, pairs: Ends, crowded: int) -> None:
    """Columns: pairs, open places, missing people, repeated types. Rows: members, representatives, groups, types.

    A pair needs no upper bound: its representative's row holds it, so the duals of the rows alone prove the optimum.
    """
    many, people = problem.cost.shape
    groups, weights = len(problem.least), problem.weights
    is_locked = np.zeros(problem.cost.shape, dtype=bool)
    is_locked[problem.locked] = True
    fill, endless = np.full, np.inf
    price = (
        problem.cost[pairs], fill(many, weights.open_place), fill(groups, weights.missing),
        fill(crowded, weights.repeated_type),
    )  # fmt: skip
    lowest = is_locked[pairs], np.zeros(many + groups + crowded)
    highest = fill(len(pairs[0]), endless), problem.places, problem.least, fill(crowded, PLACES)
    low = problem.places, fill(people, -endless), problem.least, fill(crowded, -endless)
    high = problem.places, np.ones(people), fill(groups, endless), np.ones(crowded)
    parts = [np.concatenate(part).astype(float) for part in (price, lowest, highest, low, high)]
    program.col_cost_, program.col_lower_, program.col_upper_, program.row_lower_, program.row_upper_ = parts
    program.num_col_, program.num_row_, program.offset_ = len(parts[0]), len(parts[3]), problem.offset


def set_matrix(program: highspy.HighsLp, problem: Problem, pairs: Ends, crowded_rows: Numbers) -> None:
    """Which columns stand in which rows, column by column. crowded_rows: of each pair, −1 where it has none."""
    members, people = pairs
    many, all_people = problem.cost.shape
    first_group, first_crowded = many + all_people, many + all_people + len(problem.least)
    count, own = len(members), np.nonzero(crowded_rows >= 0)[0]
    grouped, groups = memberships(problem, people)
    extras = np.arange(count, program.num_col_)
    own_rows = np.concatenate([np.arange(many), np.arange(first_group, program.num_row_)])
    pair = np.arange(count)
    row = np.concatenate([members, many + people, first_group + groups, first_crowded + crowded_rows[own], own_rows])
    column = np.concatenate([pair, pair, grouped, own, extras])
    value = np.where((row >= first_crowded) & (column >= count), -1.0, 1.0)
    order = np.lexsort((row, column))
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = np.searchsorted(column[order], np.arange(program.num_col_ + 1))
    program.a_matrix_.index_, program.a_matrix_.value_ = row[order], value[order]


def memberships(problem: Problem, people: Numbers) -> Ends:
    """(position among these people, group) for each group that each of them stands in."""
    begin, number = problem.starts[people], problem.starts[people + 1] - problem.starts[people]
    which = np.repeat(np.arange(len(people)), number)
    within = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
    return which, problem.group_of[np.repeat(begin, number) + within]
