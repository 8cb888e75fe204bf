"""The call that the public form promises: given to the member, noted once it was made, reminded of before it is due."""

from __future__ import annotations

from typing import Any

from liaison.access import SYSTEM, Actor
from liaison.audit.actions import record
from liaison.casework.models import PublicRequest
from liaison.casework.queries import calls as queries
from liaison.casework.rules.public import CALL, LOOK, first_in_time
from liaison.contacts.queries import desks_of
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import every
from liaison.jobs.rules import DIGEST_TIME
from liaison.notices.actions import settle, tell

TO_MEMBER, TO_DESK = "scanned", "public_request"


def ask_for_call(request: PublicRequest, actor: Actor) -> None:
    """Somebody is to call the asker within the days that were promised; who left no phone cannot be called."""
    days = queries.promised_days()[CALL]
    if request.asker_phone:
        request.call_due_on = working_days().add(clock.today(), days)
    case, body = request.case, f"请 {days} 个工作日内和反映人联系，把事情问清楚，联系后记一笔。"
    if not request.asker_phone:
        body = "反映人没有留电话。请看看写了什么，接着由工委转办。"
    users = [case.member.user_id] if case.member.user_id else []
    tell(users, TO_MEMBER, "有群众扫码反映的事转给您", body, page_of(request), actor, is_noted=False)


def page_of(request: PublicRequest) -> str:
    """The page of the case it became."""
    return f"/cases/{request.case.number}"


def note_call(request: PublicRequest, actor: Actor, **cells: Any) -> PublicRequest:
    """The asker was called, or could not be reached; either ends the task.

    cells: called_on, call_outcome, call_words.
    """
    if request.called_on:
        raise Refused(f"{request.called_by}已经记过这次联系，不用再记。")
    if cells["called_on"] < clock.local(request.made_at).date():
        early = "这一天群众还没有扫码反映，请改日期"
        raise Refused(early, {"called_on": early})
    for key, value in cells.items():
        setattr(request, key, value)
    request.called_by = f"{actor.organisation} {actor.signature}".strip()
    settle((TO_MEMBER,), page_of(request))
    record("public_request.call", request, actor, label=request.case.number,
           changes={"call_outcome": [None, request.call_outcome]})  # fmt: skip
    return request


def remind_of_scans(actor: Actor) -> int:
    """Remind of calls on the working day before they are due and once they are late, and of what lies in quarantine.

    Each once, however often it is called. No names, no words of anybody. Gives how many users were told.
    """
    calendar, today = working_days(), clock.today()
    told = sum(remind_of_call(one, actor) for one in queries.calls_due(calendar.add(today, 1)))
    days = queries.promised_days()[LOOK]
    since = clock.at(first_in_time(calendar, today, days))
    return told + sum(remind_desk(row, days, actor) for row in queries.left_in_quarantine(since))


def remind_of_call(request: PublicRequest, actor: Actor) -> int:
    """Tell whoever is to call; once it is late, the committee too."""
    member, due, number = request.case.member, request.call_due_on, request.case.number
    is_late, can_call = clock.today() > due, member.user_id is not None and member.is_active
    users = [member.user_id] if can_call else []
    if is_late or not can_call:
        users += desks_of([request.committee_id])[request.committee_id]
    day = f"{due.month}月{due.day}日"
    title = f"诉求 {number} 的反映人{f'应在 {day}前联系，已经晚了' if is_late else f'请在 {day}前联系'}"
    key = f"call {request.id} {'late' if is_late else 'soon'}"
    return tell(users, TO_MEMBER, title, "打过电话以后，在诉求里记一笔。", page_of(request), actor, key=key)


def remind_desk(row: Any, days: int, actor: Actor) -> int:
    """Tell the clerks of a committee how much waits too long; again when more does."""
    title = f"有 {row.number} 件群众扫码反映的事，等了 {days} 个工作日还没有看"
    body = "请看过转给委员；不该转的写明原因，反映人查得到。"
    key = f"scanned {row.committee_id} {row.latest}"
    users = desks_of([row.committee_id])[row.committee_id]
    return tell(users, TO_DESK, title, body, "/public-requests", actor, key=key)


@every("casework.remind_of_scans", "提醒联系扫码反映人、提醒看扫码反映的事", DIGEST_TIME)
def remind_by_the_clock() -> str:
    """As `remind_of_scans`, by the clock."""
    with transaction():
        told = remind_of_scans(SYSTEM)
    return f"发了 {told} 条消息" if told else "没有要提醒的"
