"""Reminding whoever has a step in hand before its own limit runs out: 凝心、转办、审批、回复."""

from __future__ import annotations

from datetime import datetime

from liaison.access import SYSTEM, Actor
from liaison.casework.actions.telling import LOOK, TURN, address_of
from liaison.casework.queries.holders import holders_of_each
from liaison.casework.queries.ladder import steps_soon_due, thresholds
from liaison.casework.rules.flows import state_title
from liaison.casework.rules.ladder import is_office_time
from liaison.casework.rules.limits import due_words
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import HOURLY_AT_WORK
from liaison.notices.actions import tell


def remind_of_steps(actor: Actor = SYSTEM, now: datetime | None = None, *, at_any_time: bool = False) -> int:
    """Tell whoever holds a step that it is soon due, once for each last day; gives how many were told.

    Nothing outside office hours unless at_any_time. Numbers, steps and days only.
    """
    calendar, today = working_days(), clock.today()
    if not at_any_time and not is_office_time(now or clock.now(), calendar):
        return 0
    cases = steps_soon_due(today, calendar, thresholds().step_ahead)
    holders = holders_of_each(cases) if cases else {}
    told = 0
    for case in cases:
        title = f"诉求 {case.number} {due_words(case.step_due_on, today, calendar).words}：{state_title(case)}"
        key = f"step {case.number} {case.state} {case.step_due_on}"
        told += tell(holders[case.id], TURN, title, LOOK, address_of(case), actor, key=key)
    return told


@every("casework.remind_steps", "各步到期前提醒", HOURLY_AT_WORK)
def remind_hourly() -> str:
    """The same, by the clock."""
    with transaction():
        told = remind_of_steps()
    return f"提醒 {told} 人" if told else "没有快到期的"
