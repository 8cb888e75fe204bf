"""The best plan for the people of today: read, solved, with its figures; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from liaison.assignment.queries.points import available_people, member_points, plan_groups, representative_points
from liaison.assignment.rules import Figures, Instance, PairFact, Solution, fact_of, figures_of, solve
from liaison.roster.models import Member, Representative


@dataclass(frozen=True)
class Proposal:
    """A plan found but not stored. facts: of each pair of the solution, in its order."""

    solution: Solution
    facts: tuple[PairFact, ...]
    figures: Figures

    def as_json(self) -> dict[str, Any]:
        """The figures, the cost, the bound and the distance between the two, in JSON's own types."""
        found = self.solution
        proof = {"objective": found.objective, "bound": found.bound, "gap": round(found.gap, 6)}
        return {**self.figures.as_json(), **proof}


def plan_instance() -> Instance:
    """The members and representatives of today, and whom a plan should reach."""
    members = member_points(Member.left_on.is_(None))
    return Instance(members, representative_points(Representative.left_on.is_(None)), plan_groups())


def propose() -> Proposal:
    """Find the best plan for the people of today; takes a second or two."""
    instance = plan_instance()
    solution = solve(instance)
    members = {member.id: member for member in instance.members}
    people = {person.id: person for person in instance.representatives}
    facts = tuple(fact_of(members[m], people[r]) for m, r in solution.pairs)
    figures = figures_of(facts, len(members), instance.groups, available_people())
    return Proposal(solution, facts, figures)
