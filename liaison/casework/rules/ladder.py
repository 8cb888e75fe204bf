"""The ladder of supervision: on which rung a case should stand, 提醒 → 催办 → 督办 → 挂牌通报, and which comes next.

Source: 开江县、通江县 urging rules and DOMAIN's levels; each rung is climbed once in a round and for a last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from liaison.casework.workflow import CLOCK_STATES, STATES
from liaison.core import clock
from liaison.core.calendar import WorkingDays

REMIND, URGE, SUPERVISE, LIST = 1, 2, 3, 4
OPENS, CLOSES = time(8, 30), time(17, 30)
TWICE_UNSATISFIED = "to_decide"
SOON, LATE, STUCK, UNSATISFIED, INSTRUCTED, AGAIN = (
    "快到期", "已超期", "没有进展", "群众不满意", "领导批示", "多次反映",
)  # fmt: skip
REMINDED_STEPS = (2, 3, 4, 7)  # 凝心 转办 审批 回复: in 办理 the limit of the case is reminded of
REMINDED_OF = tuple(state.code for state in STATES if state.limit and state.step in REMINDED_STEPS)
COPIED = {URGE: "承办单位分管领导", SUPERVISE: "承办单位分管领导、市委市政府督查室", LIST: "市委市政府督查室"}

DEMANDS = {
    SOON: "{last}，请按期报办理结果；办不完的，请在到期前申请延期。",
    LATE: "{last}。请抓紧办理，并说明超期的原因和哪天办结。",
    STUCK: "{last}，催办以后还没有办结。请负责人牵头办理，在反馈期限前报告结果。",
    UNSATISFIED: "诉求人对两次办理都不满意。请负责人过问，说明没有解决的原因和下一步怎么办。",
    INSTRUCTED: "领导批示要求反馈的日期已过。请按批示办理，报告办理情况。",
    AGAIN: "同一位群众多次反映同一类问题。请负责人牵头研究，一并解决。",
}


@dataclass(frozen=True)
class Thresholds:
    """When the rungs are climbed, in working days; see models.LadderSetting."""

    inquiry_ahead: int = 2
    opinion_ahead: int = 3
    help_ahead: int = 5
    urge_after: int = 1
    supervise_after: int = 5
    list_after: int = 10
    same_matter: int = 3
    sample_percent: int = 5
    most_tries: int = 3
    step_ahead: int = 1
    recheck_months: int = 3
    is_automatic: bool = False

    def ahead(self, kind: str | None) -> int:
        """How many working days before the last day a case of this kind is reminded of."""
        by_kind = {"咨询": self.inquiry_ahead, "求助": self.help_ahead, "投诉举报": self.help_ahead}
        return by_kind.get(kind or "", self.opinion_ahead)


@dataclass(frozen=True)
class Standing:
    """A case as the ladder sees it. due_on: of handling; same_matter: requests of the person on this matter."""

    state: str
    kind: str | None
    round: int
    due_on: date | None
    same_matter: int = 1
    overdue_instruction_on: date | None = None


@dataclass(frozen=True)
class Notice:
    """A rung that was climbed. rung_on: the last day it was for, None where it holds for the whole round."""

    level: int
    round: int | None
    rung_on: date | None
    issued_on: date
    answer_by: date | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Rung:
    """The rung to climb now, and why. rung_on: the last day it is for."""

    level: int
    cause: str
    rung_on: date


def next_rung(
    case: Standing, notices: Iterable[Notice], today: date, calendar: WorkingDays, limits: Thresholds
) -> Rung | None:
    """The rung that a case is to climb today, None where it stands as high as it should.

    notices: all of the case, those prepared included. Never one that stands already in this round for this last day,
    never a lower one; from 催办 on one a day.
    """
    if case.due_on is None:
        return None
    here = [one for one in notices if one.round == case.round and one.rung_on in (None, case.due_on)]
    stands_on = max((one.level for one in here), default=0)
    found = max(reasons(case, here, today, calendar, limits), key=lambda one: one.level, default=None)
    return found if found and found.level > stands_on else None


def reasons(
    case: Standing, here: list[Notice], today: date, calendar: WorkingDays, limits: Thresholds
) -> list[Rung]:
    """Every rung that something calls for."""
    if case.state == TWICE_UNSATISFIED:
        return [Rung(SUPERVISE, UNSATISFIED, case.due_on)] if case.due_on else []
    if case.state not in CLOCK_STATES or case.due_on is None:
        return []
    found = [by_time(case, here, today, calendar, limits), by_silence(case, here, today)]
    if case.same_matter >= limits.same_matter:
        found.append(Rung(LIST, AGAIN, case.due_on))
    if case.overdue_instruction_on and case.overdue_instruction_on < today:
        found.append(Rung(LIST, INSTRUCTED, case.due_on))
    return [one for one in found if one]


def by_time(
    case: Standing, here: list[Notice], today: date, calendar: WorkingDays, limits: Thresholds
) -> Rung | None:
    """What the last day calls for: a rung is climbed only from the one below, on a later day."""
    left = calendar.between(today, case.due_on)
    before = max((one.level for one in here if one.issued_on < today), default=0)
    if -left >= limits.list_after and before >= SUPERVISE:
        return Rung(LIST, STUCK, case.due_on)
    if -left >= limits.supervise_after and before >= URGE:
        return Rung(SUPERVISE, STUCK, case.due_on)
    if today > case.due_on and -left >= limits.urge_after:
        return Rung(URGE, LATE, case.due_on)
    return Rung(REMIND, SOON, case.due_on) if left <= limits.ahead(case.kind) else None


def by_silence(case: Standing, here: list[Notice], today: date) -> Rung | None:
    """What a notice calls for whose answer is late: the rung above it."""
    silent = [one.level for one in here if one.is_open and one.answer_by and one.answer_by < today]
    return Rung(min(max(silent) + 1, LIST), STUCK, case.due_on) if silent and max(silent) >= URGE else None


def is_office_time(now: datetime, calendar: WorkingDays) -> bool:
    """Whether notices may go out: 8:30 to 17:30 of a working day."""
    local = clock.local(now)
    return calendar.is_working(local.date()) and OPENS <= local.time() <= CLOSES


def demand_of(rung: Rung, case: Any, today: date, calendar: WorkingDays) -> str:
    """What a notice asks for, in words that the office may change."""
    late = calendar.between(case.due_on, today)
    last = f"这件{case.due_on.month}月{case.due_on.day}日到期"
    return DEMANDS[rung.cause].format(last=f"{last}，已超 {late} 个工作日" if late > 0 else last)
