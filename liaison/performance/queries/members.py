"""Members' figures for pages: the filtered and sorted list, and one member's year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from liaison.core.db import db
from liaison.orgs.models import Task
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.tables import Cells, cells_of, member_cells
from liaison.performance.rules import ContactFact, Figures
from liaison.roster.models import Representative

SORTS: Mapping[str, tuple[str, Callable[[Cells], Any]]] = MappingProxyType({
    "": ("委员编号", lambda row: 0),
    "most": ("联系次数从多到少", lambda row: -row["contacts"]),
    "fewest": ("联系次数从少到多", lambda row: row["contacts"]),
    "five": ("定联人数从少到多", lambda row: row["fixed_reached"]),
    "requests": ("诉求数从多到少", lambda row: -row["requests"]),
    "rate": ("按期率从低到高", lambda row: 2 if row["on_time_rate"] is None else row["on_time_rate"]),
})  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """One of a member's five in a year: how often they met, and when last."""

    id: int
    name: str
    count: int
    last_on: date | None


@dataclass(frozen=True)
class MemberYear:
    """A member's year. five: by name; tasks: `[(task, contacts)]` of all tasks in use."""

    figures: Figures
    five: list[Kept]
    tasks: list[tuple[str, int]]

    @property
    def missing(self) -> list[Kept]:
        """Those of the five whom he has not met."""
        return [kept for kept in self.five if not kept.count]

    @property
    def done_tasks(self) -> int:
        """How many of the tasks he has worked on."""
        return sum(count > 0 for _task, count in self.tasks)


def member_rows(
    facts: YearFacts, figures: Mapping[int, Figures], *, sector: int | None = None, organisation: int | None = None,
    only_without: bool = False, sort: str = "",
) -> list[Cells]:  # fmt: skip
    """The members asked for, in the order asked for. only_without: those without any contact."""
    wanted = [
        member for member in facts.members
        if (not sector or member.sector_id == sector) and (not organisation or member.organisation_id == organisation)
        and not (only_without and figures[member.id].contacts)
    ]  # fmt: skip
    rows = [{**cells_of(figures[member.id]), **member_cells(member)} for member in wanted]
    return sorted(rows, key=SORTS.get(sort, SORTS[""])[1])


def offered_filters(facts: YearFacts) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The sectors and committees of these members, as `[(id, name)]`."""
    sectors = {member.sector_id: member.sector for member in facts.members}
    organisations = {member.organisation_id: member.organisation for member in facts.members if member.organisation}
    return sorted(sectors.items()), sorted(organisations.items())


def member_year(facts: YearFacts, member_id: int) -> MemberYear:
    """The year of one of these members. Two statements."""
    met = [contact for contact in facts.contacts if contact.member_id == member_id]
    figures = facts.by_member().get(member_id, Figures())
    return MemberYear(figures, five_of(facts.fives.get(member_id, set()), met), tasks_of(met))


def five_of(five: set[int], met: list[ContactFact]) -> list[Kept]:
    """His five, those whom he met most recently first."""
    names = select(Representative.id, Representative.name).where(Representative.id.in_(five))
    kept = [kept_one(row.id, row.name, met) for row in db.session.execute(names.order_by(Representative.id))]
    return sorted(kept, key=lambda one: one.last_on or date.min, reverse=True)


def kept_one(one: int, name: str, met: list[ContactFact]) -> Kept:
    """One of the five and the contacts with him."""
    days = [contact.day for contact in met if contact.representative_id == one]
    return Kept(one, name, len(days), max(days, default=None))


def tasks_of(met: list[ContactFact]) -> list[tuple[str, int]]:
    """Contacts by task."""
    rows = db.session.execute(select(Task.id, Task.name).where(Task.is_active).order_by(Task.id))
    return [(row.name, sum(contact.task_id == row.id for contact in met)) for row in rows]
