"""批示: a leader writes on a case what is to be done; whoever was asked reports back to him."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.actions.ladder import propose, send_proposed
from liaison.casework.models import Case, Instruction, ProposedNotice
from liaison.casework.queries.ladder import RUNNING, hearers_of, thresholds
from liaison.casework.rules import ladder as rules
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.notices.actions import tell

# The member reads notices, but not what a leader wrote; the unit has it on the page of the case.
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
    same = select(ProposedNotice.id).where(
        ProposedNotice.case_id == case.id, ProposedNotice.round == case.round, ProposedNotice.level == rung.level,
        ProposedNotice.rung_on == rung.rung_on,
    )  # fmt: skip
    if db.session.scalar(same):
        return
    row = propose(case.id, case.round, rung, DEMAND)
    row.case = case
    db.session.add(row)
    db.session.flush()
    if thresholds().is_automatic:
        send_proposed(row, actor)


def answer_instruction(given: Instruction, actor: Actor, *, answer: str) -> Instruction:
    """Report to the leader what was done."""
    if given.answered_at:
        raise Refused("这条批示已经报告过办理情况。")
    given.answer, given.answered_at = answer, clock.now()
    given.answered_by = f"{actor.organisation} {actor.signature}".strip()
    case = given.case
    record("case.answer_instruction", given, actor, label=case.number)
    tell([given.given_by_id], "urge", f"批示有反馈了：诉求 {case.number}", f"{actor.organisation}报告了办理情况。",
         f"/cases/{case.number}", actor, is_noted=False)  # fmt: skip
    return given
