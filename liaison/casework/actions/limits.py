"""The table of time limits: loaded once, edited by the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import bindparam, select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.actions import receipts
from liaison.casework.models import Case, TimeLimit
from liaison.casework.rules.deadlines import REDO, STEP_OWN, Inputs
from liaison.casework.sheets.limits import TIME_LIMITS
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.workflow import State

ONE_LIMIT = select(TimeLimit.days, TimeLimit.title).where(TimeLimit.key == bindparam("key"))


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
    """Start the clock of handling, counted from the day after; a clock that stood still for 等待补充 goes on."""
    category = case.category if case.category and case.category.limit_days else None
    days, source, rule = rules.handling_limit(limits(), case.kind, case.urgency, own_days, category)
    case.limit_days = days
    before = receipts.inputs_of(case)
    fresh = replace(before.resumed(from_day), given=None) if before.start and before.is_paused else Inputs(from_day)
    receipts.keep_handling(case, replace(fresh, days=days, source=source, rule=rule), "hand_over")


def set_redo_limit(case: Case) -> None:
    """A new round has a limit of its own."""
    case.limit_days = limits().get("redo", rules.USUAL_LIMIT)
    inputs = Inputs(clock.today(), case.limit_days, REDO, f"第 {case.round} 轮再办")
    receipts.keep_handling(case, inputs, REDO)


def extend_limit(case: Case, until: date, reason: str) -> None:
    """延期: the limit of handling runs until a later day; first_due_on stays what it was without it."""
    receipts.keep_handling(case, receipts.inputs_of(case).extended(until, clock.today(), reason), "extend")


def pause_limit(case: Case) -> None:
    """Stop the clock of handling while the case waits for more (等待补充); nothing to stop before 转办."""
    before = receipts.inputs_of(case)
    if case.due_on and not before.is_paused:
        receipts.keep_handling(case, before.paused(clock.today()), "pause")


def set_step_limit(case: Case, state: State) -> None:
    """Start the clock of the step that begins now; none where only the limit of handling runs."""
    limit = db.session.execute(ONE_LIMIT, {"key": state.limit}).one_or_none() if state.limit else None
    case.step_due_on = None
    if limit:
        receipts.keep_step(case, Inputs(clock.today(), limit.days, STEP_OWN, limit.title), state.limit)


def restore_limits(case: Case, seq: int) -> None:
    """After 撤回 of the record `seq`: what held before it holds again."""
    receipts.put_back(case, seq)
