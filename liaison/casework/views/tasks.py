"""待办: what waits for this person, by what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import g, render_template

from liaison.casework import queries, rules
from liaison.casework.queries.calls import call_rows
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.workflow import Move, State
from liaison.web.gate import gate


@dataclass(frozen=True)
class TaskGroup:
    """The cases that stand in one state. move: what is usually done there; rows: `[(row, deadline)]`."""

    state: State
    move: Move | None
    rows: list[tuple[Any, Any]]


@dataclass(frozen=True)
class AsideGroup:
    """Work beside the turns. move: what is to be done; rows: `[(row, deadline)]`."""

    key: str
    title: str
    move: Move
    rows: list[tuple[Any, Any]]


@pages.get("/tasks")
@gate("task.view")
def tasks() -> str:
    """What is to be done, what is due first above the rest; how much is due today and late."""
    today, calendar = clock.today(), working_days()
    calls = calls_due(today, calendar)
    rows = [(row, rules.deadline_of(row, today, calendar)) for row in queries.task_rows(g.actor)]
    asides = asides_due(today, calendar)
    beside = [one for aside in asides for one in aside.rows]
    return render_template(
        "casework/tasks.html", batches=by_state(rows), asides=asides, calls=calls,
        total=len(rows) + len(beside) + len(calls),
        today_count=sum(rules.nearest_due(r.state, r.due_on, r.step_due_on) == today for r, _ in rows)
        + sum(row.own_due_on == today for row, _ in beside)
        + sum(row.call_due_on == today for row, _ in calls),
        late_count=sum(deadline is not None and deadline.tone == "bad" for _, deadline in [*rows, *beside, *calls]),
        tracked_count=queries.tracked_count(g.actor),
        on_time=queries.on_time_share(g.actor, today.replace(day=1)), today=today,
    )  # fmt: skip


def calls_due(today: date, calendar: WorkingDays) -> list[tuple[Any, Any]]:
    """`[(row, deadline)]` of the calls promised to people who wrote through a station's code."""
    return [(row, rules.due_words(row.call_due_on, today, calendar)) for row in call_rows(g.actor)]


def asides_due(today: date, calendar: WorkingDays) -> list[AsideGroup]:
    """The work beside the turns, each row with what is due of it."""
    return [
        AsideGroup(aside.key, aside.title, CASEWORK.by_verb[aside.verb],
                   [(row, rules.due_words(row.own_due_on, today, calendar)) for row in rows])
        for aside, rows in queries.aside_rows(g.actor)
    ]  # fmt: skip


def by_state(rows: list[tuple[Any, Any]]) -> list[TaskGroup]:
    """Groups in the order of the flow; within a group the order stays."""
    order = list(CASEWORK.by_code)
    placed = sorted(rows, key=lambda one: order.index(one[0].state))
    return [
        TaskGroup(CASEWORK.by_code[code], rules.main_of(CASEWORK.starting_at(code)), list(found))
        for code, found in groupby(placed, key=lambda one: one[0].state)
    ]
