"""What a plan is drawn up from, and the best plan of that: read, solved, with its figures; nothing is stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from liaison.assignment.models import FORBID, LOCK, Plan, PlanSetting
from liaison.assignment.queries.pair_rules import settled_pairs
from liaison.assignment.queries.plans import pairs_in, published_plan
from liaison.assignment.queries.points import member_points, plan_groups, representative_points
from liaison.assignment.queries.settings import setting_of, settings_for
from liaison.assignment.rules import (
    Figures,
    Instance,
    PairFact,
    Settings,
    Solution,
    Tell,
    fact_of,
    figures_in,
    solve,
    with_own_units,
)
from liaison.roster.models import Member, Representative


@dataclass(frozen=True)
class PlanTask:
    """What is to be solved. setting_id: of the version used, None of the shipped one; base_id: the plan it follows."""

    year: int
    instance: Instance
    settings: Settings
    setting_id: int | None = None
    base_id: int | None = None


@dataclass(frozen=True)
class Proposal:
    """A plan found but not stored. facts: of each pair of the solution, in its order."""

    task: PlanTask
    solution: Solution
    facts: tuple[PairFact, ...]
    figures: Figures

    def as_json(self) -> dict[str, Any]:
        """The figures, the cost, the bound and the distance between the two, in JSON's own types.

        kept, could_stay: pairs of the base that are in the plan, and those of which both still serve; weights: used.
        """
        found, could_stay = self.solution, self.task.instance.could_stay()
        proof = {"objective": found.objective, "bound": found.bound, "gap": round(found.gap, 6)}
        kept = {"kept": len(could_stay & set(found.pairs)), "could_stay": len(could_stay)}
        return {**self.figures.as_json(), **proof, **kept, "weights": asdict(self.task.settings.weights)}


def plan_task(
    year: int, *, setting: PlanSetting | None = None, base: Plan | None = None, broken: float | None = None,
    settings: Settings | None = None,
) -> PlanTask:  # fmt: skip
    """What a plan of a year is drawn up from, for the people of today.

    setting: another version than the one that holds; settings: those that nobody saved yet; base: whose pairs are to be
    kept, the plan in force where none is named; broken: what each pair costs that is not kept, in km, else as set.
    """
    followed = base or published_plan()
    found = setting or (None if settings else setting_of(year))
    settings = settings or settings_for(year, found)
    if broken is not None:
        settings = replace(settings, weights=replace(settings.weights, broken=broken))
    instance = plan_instance(year, settings, followed)
    return PlanTask(year, instance, settings, found and found.id, followed and followed.id)


def plan_instance(year: int, settings: Settings | None = None, base: Plan | None = None) -> Instance:
    """The members and representatives of today, whom a plan should reach, and what is settled; about ten statements."""
    settings = settings or settings_for(year)
    members = member_points(Member.left_on.is_(None), year=year)
    units = frozenset(member.unit for member in members if member.unit)
    people = representative_points(Representative.left_on.is_(None), settings=settings, units=units)
    instance = Instance(
        members, people, plan_groups(settings), settings.weights, settings.related_sectors(),
        settled_pairs(LOCK), settled_pairs(FORBID), pairs_in(base) if base else frozenset(),
    )  # fmt: skip
    return with_banned_units(instance, settings)


def with_banned_units(instance: Instance, settings: Settings) -> Instance:
    """The instance in which nobody keeps somebody of his own unit, where that is set."""
    return with_own_units(instance) if settings.forbid_own_unit else instance


def propose(task: PlanTask, tell: Tell | None = None, *, without_solver: bool = False) -> Proposal:
    """Find the best plan; takes some seconds and reads nothing.

    tell: told the share that is done, may raise to stop. Raises Refused where what is settled contradicts itself.
    """
    instance = task.instance
    solution = solve(instance, tell, without_solver=without_solver)
    members = {member.id: member for member in instance.members}
    people = {person.id: person for person in instance.representatives}
    facts = tuple(fact_of(members[m], people[r]) for m, r in solution.pairs)
    return Proposal(task, solution, facts, figures_in(instance, solution.pairs))
