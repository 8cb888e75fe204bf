"""Limits of time: how many days, what is due, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from liaison.access.roles import Role
from liaison.casework.workflow import CLOCK_STATES, STEPS
from liaison.core.calendar import WorkingDays

TAKE_BACK = timedelta(minutes=10)
MOST_DECLINES = 2
RATING_CODE_DAYS = 30
USUAL_LIMIT = 10
SOON = 3


@dataclass(frozen=True)
class LimitGroups:
    """The limits as the office's page shows them. urgencies: the columns of handling; of_steps: of the other steps.

    handling: `{kind: its limits under these columns, None where there is none}`.
    """

    urgencies: list[str]
    handling: dict[str, list[Any]]
    of_steps: list[Any]
    others: list[Any]


@dataclass(frozen=True)
class Deadline:
    """What is due, as a word and a drawing. tone: ok / warn / bad / pass / done."""

    tone: str
    words: str


def handling_days(limits: Mapping[str, int], kind: str | None, urgency: str, own: int | None) -> int:
    """Working days for handling: the field's own, else by kind and urgency.

    limits: `{key: days}` of the time-limit table. Source: 开江县 12345 limits, halved and rounded up when 较急.
    """
    if own:
        return own
    return limits.get(f"{kind or '意见建议'}/{urgency}", USUAL_LIMIT)


def grouped_limits(limits: Sequence[Any]) -> LimitGroups:
    """Those of handling by kind and urgency, those of the steps, and the rest, each in their order."""
    handling = {tuple(one.key.split("/")): one for one in limits if "/" in one.key}
    urgencies = list(dict.fromkeys(urgency for _kind, urgency in handling))
    kinds = dict.fromkeys(kind for kind, _urgency in handling)
    rest = [one for one in limits if "/" not in one.key]
    steps = list(STEPS.values())
    of_steps = [one for one in rest if step_of(one) in steps]
    return LimitGroups(
        urgencies, {kind: [handling.get((kind, urgency)) for urgency in urgencies] for kind in kinds},
        sorted(of_steps, key=lambda one: steps.index(step_of(one))),
        [one for one in rest if one not in of_steps],
    )  # fmt: skip


def step_of(limit: Any) -> str:
    """The step that a limit's title begins with."""
    return limit.title.partition("：")[0]


def handling_limit(
    limits: Mapping[str, int], kind: str | None, urgency: str, asked: int | None, category: Any
) -> tuple[int, str, str]:
    """(working days, whose limit, that in words): what 转办 says, else the field's own, else by kind and urgency.

    category: a field that has its own limit, or None.
    """
    if asked:
        return asked, "own", "转办时定的期限"
    if category:
        return category.limit_days, "category", f"“{category.name}”类的期限"
    return handling_days(limits, kind, urgency, None), "kind", f"{kind or '意见建议'}、{urgency}"


def longest_limit(limits: Mapping[str, int], role: Role, regulated: int) -> int:
    """The most working days that a role may set by hand at 转办: what is regulated; the director as many as the table
    allows him (复杂事项). Longer than that is 延期, which somebody else grants.
    """
    return max(regulated, limits.get("own_director", regulated)) if role is Role.DIRECTOR else regulated


def due_words(due_on: date | None, today: date, calendar: WorkingDays) -> Deadline | None:
    """还剩 5 个工作日 / 明天到期 / 今天到期 / 已超 2 天. The very day is on time; days are working days."""
    if due_on is None:
        return None
    if today > due_on:
        return Deadline("bad", f"已超 {max(1, calendar.between(due_on, today))} 天")
    if today == due_on:
        return Deadline("warn", "今天到期")
    left = calendar.between(today, due_on)
    if left <= 1:
        return Deadline("warn", "明天到期" if due_on - today == timedelta(days=1) else "下个工作日到期")
    return Deadline("warn" if left <= SOON else "ok", f"还剩 {left} 个工作日")


def done_words(done_on: date, due_on: date | None, calendar: WorkingDays) -> Deadline:
    """按期办结, or by how many working days it was late."""
    if due_on is None or done_on <= due_on:
        return Deadline("pass", "按期办结")
    return Deadline("done", f"超期 {max(1, calendar.between(due_on, done_on))} 天办结")


def nearest_due(state: str, due_on: date | None, step_due_on: date | None) -> date | None:
    """The limit that runs out first of those that run in this state: of the step, and of handling."""
    running = [step_due_on, due_on if state in CLOCK_STATES else None]
    return min((day for day in running if day), default=None)


def due_of_step(verb: str, filled: Mapping[str, Any], before: Mapping[str, Any]) -> Any:
    """The last day of a step that is made: of a helping unit its own, of 复查 the day set for it, else of the case.

    before: the cells of the case as the step found them.
    """
    if verb == "recheck":
        return before.get("recheck_on")
    if verb == "co_opinion" and "co_unit_id" in filled:
        helping = {one["organisation_id"]: one for one in before.get("co_units") or ()}
        return helping.get(filled["co_unit_id"], {}).get("due_on")
    return before.get("step_due_on") or before.get("due_on")


def deadline_of(case: Any, today: date, calendar: WorkingDays) -> Deadline | None:
    """What a list says of a case (or a row with its days): what is due now, else how its first round was done."""
    day = nearest_due(case.state, case.due_on, case.step_due_on)
    if day:
        return due_words(day, today, calendar)
    due_on = case.extended_due_on or case.first_due_on
    return done_words(case.handled_on, due_on, calendar) if case.handled_on else None
