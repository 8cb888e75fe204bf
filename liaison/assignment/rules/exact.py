"""The best plan, found by HiGHS over the pairs that can matter, and proven against all pairs.

Column generation: solve over a few pairs, then add every pair that the duals show could still help, until none can.
So the bound is that of the whole members × representatives problem. One thread, fixed seed, sorted input: the same
instance gives the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from liaison.assignment.rules.instance import Instance
from liaison.assignment.rules.matrix import Matrix
from liaison.assignment.rules.model import Chosen, Problem, Program, problem_of, program_of
from liaison.assignment.rules.pricing import Prices, bound_of, duals_of, prices_of, reduced_costs
from liaison.assignment.rules.solution import TINY, Solution, Tell

BEST_OF_A_MEMBER = 40
BEST_OF_A_REPRESENTATIVE = 3
NEW_A_ROUND = 20
SLOWING = 0.6  # Nobody knows how many rounds there will be: each is told as a share of what is left.
OPTIONS = {
    "output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0, "mip_rel_gap": 1e-6, "mip_abs_gap": 1e-6
}  # fmt: skip


class NoOptimum(RuntimeError):  # noqa: N818 - it says what was not found
    """HiGHS stopped without an optimum; every instance has one, so this is a fault of the program."""


@dataclass(frozen=True)
class Answer:
    """What HiGHS found for one program. taken: share of each pair of the program."""

    program: Program
    taken: Matrix
    cost: float
    prices: Prices


def solve_exactly(instance: Instance, tell: Tell) -> Solution:
    """Find the plan of least cost of a sorted instance with somebody on either side."""
    problem = problem_of(instance)
    chosen, answer = generated(problem, tell)
    bound = bound_of(problem, answer.prices)
    found = whole(problem, chosen, answer)
    tell(1.0)
    pairs, duals = taken_pairs(instance, problem, found), duals_of(problem, answer.prices)
    return Solution(pairs, round(found.cost, 3), round(min(bound, found.cost), 3), duals)


def generated(problem: Problem, tell: Tell) -> tuple[Chosen, Answer]:
    """The relaxed optimum over all pairs, and the pairs it took to find it."""
    left, chosen = 1.0, likely_pairs(problem)
    tell(0.0)
    answer = relaxed(problem, chosen)
    while (helpful := helpful_pairs(chosen, reduced_costs(problem, answer.prices))).any():
        left *= SLOWING
        tell(1 - left)
        chosen |= helpful
        answer = relaxed(problem, chosen)
    return chosen, answer


def likely_pairs(problem: Problem) -> Chosen:
    """The cheapest pairs of each member and of each representative, and the locked ones."""
    members, people = problem.cost.shape
    chosen = np.zeros(problem.cost.shape, dtype=bool)
    of_member = np.argsort(problem.cost, axis=1, kind="stable")[:, :BEST_OF_A_MEMBER]
    of_person = np.argsort(problem.cost, axis=0, kind="stable")[:BEST_OF_A_REPRESENTATIVE]
    chosen[np.arange(members)[:, None], of_member] = True
    chosen[of_person, np.arange(people)[None, :]] = True
    chosen &= ~problem.forbidden
    chosen[problem.locked] = True
    return chosen


def helpful_pairs(chosen: Chosen, reduced: Matrix) -> Chosen:
    """Pairs outside the program that could lower its cost: the best few of each member."""
    gain = np.where(chosen, 0.0, np.minimum(reduced, 0.0))
    best = np.argsort(gain, axis=1, kind="stable")[:, :NEW_A_ROUND]
    helpful = np.zeros(chosen.shape, dtype=bool)
    helpful[np.arange(len(chosen))[:, None], best] = True
    return helpful & (gain < -TINY)


def relaxed(problem: Problem, chosen: Chosen) -> Answer:
    """The optimum over the chosen pairs when pairs may be halved."""
    program = program_of(problem, chosen)
    solution, cost = run(program)
    return Answer(program, taken_of(program, solution), cost, prices_of(problem, program, solution.row_dual))


def whole(problem: Problem, chosen: Chosen, answer: Answer) -> Answer:
    """The optimum of whole pairs.

    Where the relaxed one halves pairs: only a pair whose reduced cost is at most the distance to the bound can stand
    in a better plan, so after a first whole plan exactly those are added.
    """
    if is_integral(answer.taken):
        return answer
    found = integral(problem, chosen, answer)
    wider = chosen | (reduced_costs(problem, answer.prices) <= found.cost - answer.cost + TINY)
    return integral(problem, wider, answer) if (wider & ~chosen).any() else found


def integral(problem: Problem, chosen: Chosen, answer: Answer) -> Answer:
    """The optimum over the chosen pairs, each taken or left."""
    program = program_of(problem, chosen, is_whole=True)
    solution, cost = run(program)
    return Answer(program, taken_of(program, solution), cost, answer.prices)


def run(program: Program) -> tuple[highspy.HighsSolution, float]:
    """Let HiGHS solve a program; its solution and cost."""
    highs = highspy.Highs()
    for name, value in OPTIONS.items():
        highs.setOptionValue(name, value)
    highs.passModel(program.columns)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NoOptimum(highs.modelStatusToString(highs.getModelStatus()))
    return highs.getSolution(), highs.getInfo().objective_function_value


def taken_of(program: Program, solution: highspy.HighsSolution) -> Matrix:
    """The share of each pair of the program."""
    return np.array(solution.col_value)[: len(program.pairs[0])]


def is_integral(taken: Matrix) -> bool:
    """Whether no pair is halved."""
    return bool((np.minimum(taken, 1 - taken) < TINY).all())


def taken_pairs(instance: Instance, problem: Problem, answer: Answer) -> tuple[tuple[int, int], ...]:
    """The taken pairs by id: members in order, each one's cheapest pair first."""
    taken = answer.taken > 0.5
    members, people = (part[taken] for part in answer.program.pairs)
    order = np.lexsort((people, problem.cost[members, people], members))
    return tuple(
        (instance.members[m].id, instance.representatives[r].id)
        for m, r in zip(members[order], people[order], strict=True)
    )
