"""The table of time limits: loaded once, edited by the office."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.models import Case, TimeLimit
from liaison.casework.sheets.limits import TIME_LIMITS
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.workflow import State


def load_time_limits(folder: Path) -> int:
    """Add the limits of the seed list that are not there yet; gives how many."""
    known = set(db.session.scalars(select(TimeLimit.key)))
    rows = [parsed.values for parsed in TIME_LIMITS.read(folder / "time_limits.csv").parsed()]
    rows = [row for row in rows if row["key"] not in known]
    db.session.add_all(TimeLimit(**row) for row in rows)
    return len(rows)


def set_time_limit(limit: TimeLimit, days: int, actor: Actor) -> TimeLimit:
    """Change the working days of one limit; cases on their way keep theirs."""
    if not 1 <= days <= 250:
        raise Refused("请填 1 到 250 之间的工作日数")
    before, limit.days = limit.days, days
    record("time_limit.change", limit, actor, label=limit.title, changes={"days": [before, days]})
    return limit


def limits() -> dict[str, int]:
    """`{key: working days}`."""
    return dict(db.session.execute(select(TimeLimit.key, TimeLimit.days)).all())


def set_handling_limit(case: Case, from_day: date, own_days: int | None = None) -> None:
    """Start the clock of handling: days by kind and urgency, counted from the day after."""
    own = own_days or (case.category.limit_days if case.category else None)
    case.limit_days = rules.handling_days(limits(), case.kind, case.urgency, own)
    case.due_on = working_days().add(from_day, case.limit_days)
    if case.round == 1:
        case.first_due_on = case.due_on


def set_redo_limit(case: Case) -> None:
    """A new round has a limit of its own."""
    case.limit_days = limits().get("redo", rules.USUAL_LIMIT)
    case.due_on = working_days().add(clock.today(), case.limit_days)


def step_due(state: State) -> date | None:
    """The last day of the step that begins now; None where only the limit of handling runs."""
    days = limits().get(state.limit) if state.limit else None
    return working_days().add(clock.today(), days) if days else None
