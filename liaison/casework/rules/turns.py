"""Rules of the turns: how far an extension may go, how long a helping unit has, when a case is looked at again."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from liaison.casework.rules.story import day_words
from liaison.casework.sheets.steps import RESULTS, WAYS_OF_HANDLING
from liaison.core.calendar import WorkingDays

ALONE, APART, TOGETHER = WAYS_OF_HANDLING
PARTS_OF_LIMIT = 3
SOLVED, TRACKED, UNSOLVABLE = RESULTS[:3]


def way_of(given: str | None, helping: int) -> str:
    """单办 without helping units, 会办 with some, unless it was said otherwise."""
    return given or (TOGETHER if helping else ALONE)


def wrong_way(given: str | None, helping: int) -> str:
    """Why a way of handling does not fit the number of helping units; nothing where it does."""
    if given == ALONE and helping:
        return "单办没有协办单位，请改选分办或会办，或者不选协办单位"
    if given in (APART, TOGETHER) and not helping:
        return f"{given}要有协办单位，请选协办单位，或者改选单办"
    return ""


def co_limit_days(limit_days: int) -> int:
    """Working days that a helping unit has: a third of the limit, rounded up."""
    return -(-limit_days // PARTS_OF_LIMIT)


def latest_extension(due_on: date, limit_days: int, most: int | None, calendar: WorkingDays) -> date:
    """The last day that an extension may ask for: the limit once more, or fewer where the office allows fewer."""
    return calendar.add(due_on, min(limit_days, most or limit_days))


def extension_words(due_on: date, limit_days: int, most: int | None, latest: date, today: date) -> str:
    """Which day an extension may ask for at most, and why."""
    why = f"办公室定的上限是 {most} 个工作日" if most and most < limit_days else f"和原来的 {limit_days} 个工作日一样长"
    first, last = (day_words(day, today) for day in (due_on, latest))
    return f"最晚能申请到{last}。现在的期限是{first}，最多再延 {min(limit_days, most or limit_days)} 个工作日（{why}）"


def next_recheck(day: date, after: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    months = day.year * 12 + day.month - 1 + after
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_tracked(result: str | None) -> bool:
    """Whether a case with this result goes on being looked at after it was closed (B类)."""
    return bool(result) and result[0] == TRACKED[0]


def unanswered(co_units: Iterable[Any]) -> list[Any]:
    """The helping units that have given no opinion."""
    return [one for one in co_units if one.given_at is None]


def waited_for(co_units: Iterable[Any], today: date) -> list[Any]:
    """Of those, the ones whose limit has not passed."""
    return [one for one in unanswered(co_units) if one.due_on is not None and today <= one.due_on]


def names_of(co_units: Iterable[Any]) -> str:
    """市交通局、市公安局."""
    return "、".join(one.organisation.short or one.organisation.name for one in co_units)


def why_no_request(case: Any, today: date) -> str:
    """Why no extension can be asked for; nothing where it can."""
    if case.due_on is None:
        return "这件没有办理期限，不用延期。"
    if case.extension_round == case.round:
        return "这一轮已经申请过延期，只能申请一次。办不完请联系政协工委。"
    return "期限已经过了，不能再申请延期。请尽快办，并向政协工委说明。" if today > case.due_on else ""


def why_no_ruling(case: Any, _today: date) -> str:
    """Why there is nothing to rule on."""
    return "" if case.extension_asked_until else "没有等着批的延期申请。"


def why_no_answer_yet(case: Any, today: date) -> str:
    """Why the result (会办) or the reply (分办) must wait for helping units; nothing where it need not."""
    waiting = waited_for(case.co_units, today)
    if not waiting:
        return ""
    days = "、".join(f"{one.due_on.month}月{one.due_on.day}日" for one in waiting)
    return f"协办单位还没有提意见：{names_of(waiting)}（期限 {days}）。请等意见来了，或者过了期限再报。"


def why_no_result(case: Any, today: date) -> str:
    """会办: the result needs the opinions."""
    return why_no_answer_yet(case, today) if case.handling_way == TOGETHER else ""


def why_no_reply(case: Any, today: date) -> str:
    """分办: the reply contains the answers."""
    return why_no_answer_yet(case, today) if case.handling_way == APART else ""


def why_no_recheck(case: Any, _today: date) -> str:
    """Why there is nothing to look at again."""
    return "" if case.recheck_on else "这件没有列入长期跟踪，不用复查。"


def why_not_reopened(case: Any, _today: date) -> str:
    """Why a closed case cannot go back to a unit."""
    return "" if case.unit_id else "这件没有承办单位，不能直接再办。请新记一次联系，再转办。"


WHY_NOT: Mapping[str, Callable[[Any, date], str]] = MappingProxyType({
    "ask_extension": why_no_request, "grant_extension": why_no_ruling, "refuse_extension": why_no_ruling,
    "finish": why_no_result, "reply": why_no_reply, "recheck": why_no_recheck, "reopen": why_not_reopened,
})
