"""What a person asks for about his own data: noted, answered within fifteen working days, and carried out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.audit.words import THINGS, table_title
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.inventory import inventory
from liaison.roster.actions.erasing import erase, obstacles
from liaison.roster.actions.tombstones import refuse_erased, tombstone_of
from liaison.roster.actions.traces import hanging_on
from liaison.roster.models import Claim, Member, Representative, Tombstone
from liaison.roster.rules import rights

Person = Representative | Member
ANSWERED = "这一条已经答复过了。"


def record_claim(
    person: Person, actor: Actor, *, kind: str, way: str, asked_on: date, asked_by: str | None = None,
    words: str | None = None,
) -> Claim:  # fmt: skip
    """Note that somebody asked for something about his data, with the last day to answer."""
    refuse_erased(person)
    claim = Claim(
        thing=person.__tablename__, thing_id=person.id, kind=kind, way=way, asked_on=asked_on, asked_by=asked_by,
        words=words, due_on=working_days().add(asked_on, rights.ANSWER_DAYS), state=rights.OPEN,
        recorded_by=actor.name, recorded_at=clock.now(),
    )  # fmt: skip
    db.session.add(claim)
    changes = {"title": [None, kind], "due_on": [None, claim.due_on]}
    record("claim.record", claim, actor, label=person.name, changes=changes)
    return claim


def answer_claim(claim: Claim, actor: Actor, *, outcome: str, answer: str) -> Claim:
    """Note what was answered. outcome: 已办 or 没有同意. Raises Refused where that was done already."""
    if claim.state != rights.OPEN:
        raise Refused(ANSWERED)
    settle(claim, actor, next(state for state, title in rights.STATES.items() if title == outcome), answer)
    record("claim.answer", claim, actor, changes={"state": [None, outcome], "answer": [None, answer]})
    return claim


def settle(claim: Claim, actor: Actor, state: str, answer: str) -> None:
    """Close a request."""
    claim.state, claim.answer, claim.answered_by, claim.answered_at = state, answer, actor.name, clock.now()


def take_out(person: Person, actor: Actor) -> None:
    """Note that all that is kept of a person was written into a file for him."""
    refuse_erased(person)
    record(f"{person.__tablename__}.take_out", person, actor)


def erase_on_request(person: Person, actor: Actor, folder: Path) -> Tombstone:
    """Erase a person who asked for it, and answer his requests.

    Raises Refused where that was done, nobody noted his request, or something stands in the way.
    """
    refuse_erased(person)
    wanted = select(Claim).filter_by(thing=person.__tablename__, thing_id=person.id, state=rights.OPEN)
    claims = db.session.scalars(wanted).all()
    if not any(claim.kind == rights.ERASE for claim in claims):
        raise Refused("请先登记他的删除请求：谁、什么时候、怎么提的。")
    standing = obstacles(person)
    if standing:
        raise Refused("".join(standing))
    for claim in claims:
        claim.asked_by = claim.words = None
        settle(claim, actor, rights.DONE, "个人信息已删除")
    return erase(person, actor, rights.ON_REQUEST, folder)


def kept_of(person: Person) -> list[dict[str, Any]]:
    """What is kept of a person and hangs on him or on his account, by table: title, count, purposes, until."""
    account = {"user": {person.user_id}} if isinstance(person, Member) and person.user_id else {}
    rows, found = hanging_on({person.__tablename__: {person.id}, **account}), []
    for table, ids in sorted(rows.items()):
        lines = [one for one in inventory() if one.table == table and one.kind in ("personal", "contact")]
        if ids and lines:
            title = THINGS.get(table) or table_title(table)
            told = {"title": title, "count": len(ids), "purposes": lines[0].purpose, "until": lines[0].until}
            found.append(told)
    return found


__all__ = ["answer_claim", "erase_on_request", "kept_of", "record_claim", "take_out", "tombstone_of"]
