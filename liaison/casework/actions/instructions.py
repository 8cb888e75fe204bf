"""批示: a leader writes on a case what is to be done; whoever was asked reports back to him."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.actions.ladder import drop_proposed, propose, send_proposed
from liaison.casework.actions.notices import STRUCK_OFF, answer_notice, end_notice
from liaison.casework.actions.reporting import report
from liaison.casework.models import Case, Instruction, ProposedNotice
from liaison.casework.queries.instructions import is_last_open
from liaison.casework.queries.ladder import RUNNING, hearers_of, thresholds
from liaison.casework.rules import ladder as rules
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices.actions import tell

# The member reads notices, but not what a leader wrote; the unit has it on the page of the case.
REPORTED = "批示已经反馈"
DEMAND = "领导对这件有批示。请按批示办理，在反馈期限前报告办理情况。"


def instruct(
    case: Case, actor: Actor, *, text: str, addressee: str, answer_by: date | None = None
) -> Instruction:
    """Write an instruction on a case; where a unit handles it, a 督办 is prepared for the office (see rules.ladder)."""
    if answer_by and answer_by < clock.today():
        raise Refused("请填今天以后的日子", {"answer_by": "请填今天以后的日子"})
    if {"承办单位": case.unit_id, "工委": case.committee_id}.get(addressee, True) is None:
        nobody = f"这件还没有{addressee}，请选“办公室”"
        raise Refused(nobody, {"addressee": nobody})
    given = Instruction(
        case_id=case.id, case=case, addressee=addressee, text=text, answer_by=answer_by,
        given_by=actor.signature, given_by_id=actor.seat_user_id, given_at=clock.now(), given_on=clock.today(),
    )  # fmt: skip
    db.session.add(given)
    record("case.instruct", given, actor, label=case.number)
    hearers = hearers_of([case])[case.id][rules.SUPERVISE]
    title, link = f"诉求 {case.number} 有领导批示", f"/cases/{case.number}"
    tell(hearers, "urge", title, f"请{addressee}办，点开看批示。", link, actor, is_noted=False)
    prepare_notice(given, actor)
    return given


def prepare_notice(given: Instruction, actor: Actor) -> None:
    """The 督办 of an instruction: prepared, or sent where the settings say so; one a day."""
    case = given.case
    if case.state not in RUNNING or case.unit_id is None:
        return
    rung = rules.Rung(rules.SUPERVISE, rules.INSTRUCTED, given.given_on)
    given.proposed = prepared_today(case, rung)
    if given.proposed:
        return
    given.proposed = propose(case.id, case.round, rung, DEMAND)
    given.proposed.case = case
    db.session.flush()
    if thresholds().is_automatic:
        send_proposed(given.proposed, actor)


def prepared_today(case: Case, rung: rules.Rung) -> ProposedNotice | None:
    """What another instruction of the day prepared."""
    return db.session.scalar(select(ProposedNotice).where(
        ProposedNotice.case_id == case.id, ProposedNotice.round == case.round, ProposedNotice.level == rung.level,
        ProposedNotice.rung_on == rung.rung_on,
    ))  # fmt: skip


def answer_instruction(given: Instruction, actor: Actor, *, answer: str) -> Instruction:
    """Report to the leader what was done; the 督办 that his instruction caused needs no other answer."""
    report(given, actor, answer)
    if given.proposed and is_last_open(given):
        settle_with(given.proposed, actor, answer)
    return given


def settle_with(proposed: ProposedNotice, actor: Actor, answer: str) -> None:
    """The report was the answer: not sent yet, it is not sent; the unit's own report answers it; else it is struck
    off."""
    notice = proposed.notice
    if proposed.settled_at is None:
        drop_proposed(proposed, actor)
    elif notice and not (notice.answered_at or notice.closed_at):
        if actor.organisation_id == notice.unit_id:
            answer_notice(notice, actor, answer=answer)
        else:
            end_notice(notice, actor, STRUCK_OFF, REPORTED)
