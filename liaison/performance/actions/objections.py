"""Objecting to one's account of a year, and answering."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.performance.actions.telling import tell_of_answer, tell_of_objection
from liaison.performance.models import Objection, ScoreYear
from liaison.roster.models import Member

NOT_NOW = "现在不在公示的日子里，有不对的请直接告诉办公室。"


def object_to(account: ScoreYear | None, member: Member, text: str, actor: Actor) -> Objection:
    """A member says what is wrong with his account, while it is laid open."""
    if not is_open(account):
        raise Refused(NOT_NOW)
    row = Objection(year=account.year, member_id=member.id, text=text, made_at=clock.now())
    db.session.add(row)
    record("objection.make", row, actor, label=f"{account.year} 年积分", changes={"text": [None, text]})
    tell_of_objection(row, actor)
    return row


def is_open(account: ScoreYear | None) -> bool:
    """Whether members may object to a year today."""
    until = account.objections_until if account and not account.is_closed else None
    return until is not None and clock.today() <= until


def answer_objection(row: Objection, answer: str, actor: Actor) -> Objection:
    """The office says what came of it; what was wrong is put right in the records before."""
    if row.answered_at:
        raise Refused("这条异议已经答复过了。")
    row.answer, row.answered_by, row.answered_at = answer, actor.name, clock.now()
    record("objection.answer", row, actor, label=row.member.name, changes={"text": [None, answer]})
    tell_of_answer(row, actor)
    return row
