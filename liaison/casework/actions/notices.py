"""提醒 催办 督办 挂牌通报: numbered notices beside the eight steps; they never change the state."""

from __future__ import annotations

from datetime import date

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.actions.limits import limits
from liaison.casework.models import Case, UrgingNotice
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.casework.workflow import OPEN_STATES
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.errors import Refused


def urge(
    case: Case, actor: Actor, *, level: str, cause: str, demand: str, answer_by: date | None = None
) -> UrgingNotice:
    """Issue a notice to the unit that handles the case. level: one of NOTICE_LEVELS; answer_by: usually 2 days."""
    if case.state not in OPEN_STATES or case.unit_id is None:
        raise Refused("这件现在不在承办单位手里，不用催办。")
    today = clock.today()
    notice = UrgingNotice(
        number=f"DB{today.year}-{next_number(f'notice {today.year}'):04d}", case_id=case.id,
        level=NOTICE_LEVELS.index(level) + 1, cause=cause, demand=demand, unit_id=case.unit_id,
        answer_by=answer_by or working_days().add(today, limits().get("urge_answer", 2)),
        issued_by=f"{actor.organisation} {actor.signature}".strip(), issued_at=clock.now(), issued_on=today,
    )  # fmt: skip
    db.session.add(notice)
    record("notice.issue", notice, actor, label=f"{notice.number} {case.number}", changes={"level": [None, level]})
    return notice


def answer_notice(notice: UrgingNotice, answer: str, actor: Actor) -> UrgingNotice:
    """The unit's answer to a notice."""
    if notice.answer:
        raise Refused("这张督办单已经回过话了。")
    notice.answer, notice.answered_at = answer, clock.now()
    notice.answered_by = f"{actor.organisation} {actor.signature}".strip()
    record("notice.answer", notice, actor, label=notice.number)
    return notice


def close_notice(notice: UrgingNotice, actor: Actor) -> UrgingNotice:
    """Strike a notice off (销号)."""
    if notice.closed_at:
        raise Refused("这张督办单已经销号了。")
    notice.closed_at = clock.now()
    record("notice.close", notice, actor, label=notice.number)
    return notice
