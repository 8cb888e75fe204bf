"""待办: what waits for this person, by what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import g, render_template

from liaison.casework import queries, rules
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.workflow import Move, State
from liaison.web.gate import gate


@dataclass(frozen=True)
class TaskGroup:
    """The cases that stand in one state. move: what is usually done there; rows: `[(row, deadline)]`."""

    state: State
    move: Move | None
    rows: list[tuple[Any, Any]]


@pages.get("/tasks")
@gate("task.view")
def tasks() -> str:
    """What is to be done, what is due first above the rest; how much is due today and late."""
    today, calendar = clock.today(), working_days()
    rows = [(row, rules.deadline_of(row, today, calendar)) for row in queries.task_rows(g.actor)]
    return render_template(
        "casework/tasks.html", batches=by_state(rows), total=len(rows),
        today_count=sum(rules.nearest_due(r.state, r.due_on, r.step_due_on) == today for r, _ in rows),
        late_count=sum(deadline is not None and deadline.tone == "bad" for _, deadline in rows),
        on_time=queries.on_time_share(g.actor, today.replace(day=1)), today=today,
    )  # fmt: skip


def by_state(rows: list[tuple[Any, Any]]) -> list[TaskGroup]:
    """Groups in the order of the flow; within a group the order stays."""
    order = list(CASEWORK.by_code)
    placed = sorted(rows, key=lambda one: order.index(one[0].state))
    return [
        TaskGroup(CASEWORK.by_code[code], rules.main_of(CASEWORK.starting_at(code)), list(found))
        for code, found in groupby(placed, key=lambda one: one[0].state)
    ]
