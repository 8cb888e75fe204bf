"""提醒 催办 督办 挂牌通报: numbered notices beside the eight steps; they never change the state."""

from __future__ import annotations

from datetime import date

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.actions.limits import limits
from liaison.casework.actions.reporting import report
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.queries.instructions import instructions_behind
from liaison.casework.queries.ladder import hearers_of
from liaison.casework.rules import ladder as rules
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.casework.workflow import OPEN_STATES
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices.actions import tell

STRUCK_OFF, GO_ON, RAISE, PUBLISH = OUTCOMES = ("销号", "继续", "升级", "通报")


def urge(
    case: Case, actor: Actor, *, level: str, cause: str, demand: str, answer_by: date | None = None,
    copied_to: str | None = None,
) -> UrgingNotice:  # fmt: skip
    """Issue a notice to the unit that handles the case. level: one of NOTICE_LEVELS; answer_by: usually 2 days."""
    if case.state not in OPEN_STATES or case.unit_id is None:
        raise Refused("这件现在不在承办单位手里，不用催办。")
    number = NOTICE_LEVELS.index(level) + 1
    notice = issue(case, actor, number, cause, demand, answer_by=answer_by or usual_answer_day(), copied_to=copied_to)
    spread(notice, hearers_of([case])[case.id][number], actor)
    return notice


def issue(
    case: Case, actor: Actor, level: int, cause: str, demand: str, *, answer_by: date | None = None,
    rung_on: date | None = None, copied_to: str | None = None, is_automatic: bool = False,
) -> UrgingNotice:  # fmt: skip
    """Write a numbered notice; one that asks for no answer is struck off as it goes out. Nobody is told yet."""
    now, today = clock.now(), clock.today()
    notice = UrgingNotice(
        number=f"DB{today.year}-{next_number(f'notice {today.year}'):04d}", case_id=case.id, case=case, level=level,
        cause=cause, demand=demand, unit_id=case.unit_id, answer_by=answer_by, round=case.round, rung_on=rung_on,
        is_automatic=is_automatic, issuer_id=actor.organisation_id, copied_to=copied_to or rules.COPIED.get(level),
        issued_by=f"{actor.organisation} {actor.signature}".strip(), issued_at=now, issued_on=today,
        closed_at=None if answer_by else now,
    )  # fmt: skip
    db.session.add(notice)
    changes = {"level": [None, NOTICE_LEVELS[level - 1]]}
    record("notice.issue", notice, actor, label=f"{notice.number} {case.number}", changes=changes)
    return notice


def usual_answer_day() -> date:
    """By when a unit is usually to answer."""
    return working_days().add(clock.today(), limits().get("urge_answer", 2))


def spread(notice: UrgingNotice, user_ids: list[int], actor: Actor) -> None:
    """Tell people of a notice."""
    day = notice.answer_by
    wanted = f"请在{day.month}月{day.day}日前回话。" if day else "点开看还有几天。"
    title = f"{NOTICE_LEVELS[notice.level - 1]} {notice.number}：诉求 {notice.case.number} {notice.cause}"
    tell(
        (one for one in user_ids if one != actor.user_id), "urge", title, wanted, f"/cases/{notice.case.number}", actor,
        key=f"notice {notice.number}", is_noted=False,
    )  # fmt: skip


def answer_notice(notice: UrgingNotice, actor: Actor, *, answer: str) -> UrgingNotice:
    """The unit's answer to a notice; where a leader's 批示 caused it, his report too."""
    if notice.answer or notice.closed_at:
        raise Refused("这张督办单已经回过话了。" if notice.answer else "这张督办单已经销号，不用回话了。")
    notice.answer, notice.answered_at = answer, clock.now()
    notice.answered_by = f"{actor.organisation} {actor.signature}".strip()
    record("notice.answer", notice, actor, label=notice.number)
    for given in instructions_behind(notice):
        report(given, actor, answer)
    return notice


def close_notice(notice: UrgingNotice, actor: Actor) -> UrgingNotice:
    """Strike a notice off (销号)."""
    return end_notice(notice, actor, STRUCK_OFF)


def settle_notice(
    notice: UrgingNotice, actor: Actor, *, outcome: str, outcome_text: str | None = None,
    answer_by: date | None = None,
) -> UrgingNotice | None:  # fmt: skip
    """处理 what a unit answered, or did not: strike it off, or have a further notice follow.

    outcome: 销号; 继续 (another of the same level), 升级 (one level up) or 通报 (挂牌通报). Gives what follows.
    """
    level = {STRUCK_OFF: 0, GO_ON: notice.level, RAISE: notice.level + 1, PUBLISH: rules.LIST}[outcome]
    if level > rules.LIST:
        raise Refused("挂牌通报已经是最高一级，请选“继续”或“销号”。")
    if level and not outcome_text:
        raise Refused("请写下一张要求单位做什么", {"outcome_text": "请写下一张要求单位做什么"})
    end_notice(notice, actor, outcome, outcome_text)
    if not level:
        return None
    words = {"cause": rules.STUCK, "demand": outcome_text, "answer_by": answer_by, "copied_to": notice.copied_to}
    return urge(notice.case, actor, level=NOTICE_LEVELS[level - 1], **words)


def end_notice(notice: UrgingNotice, actor: Actor, outcome: str, words: str | None = None) -> UrgingNotice:
    """Close a notice in one of the four ways."""
    if notice.closed_at:
        raise Refused("这张督办单已经销号了。")
    notice.closed_at, notice.outcome, notice.outcome_text = clock.now(), outcome, words
    record("notice.close", notice, actor, label=notice.number, changes={"state": [None, outcome]})
    return notice
