"""Erasing somebody who asked without being a representative: by his number, from requests, cases and the log."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM, Actor
from liaison.audit.actions import record
from liaison.casework.models import Case, PublicRequest
from liaison.casework.rules.public import ANONYMOUS, NO_NAME, WAITING
from liaison.casework.workflow import OPEN_STATES
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.vault import index_of
from liaison.roster.actions.erasing import bury, leave_nothing
from liaison.roster.actions.retention import AGAIN
from liaison.roster.actions.tombstones import Line, remember_outside
from liaison.roster.actions.traces import Traces, hanging_on
from liaison.roster.models import Claim, Member, Representative, Tombstone
from liaison.roster.rules import rights

MODELS = {"public_request": PublicRequest, "case": Case}
NAMELESS = frozenset({ANONYMOUS, NO_NAME, "", None})
NOBODY = "没有用这个号码反映过的记录。"
KNOWN = "这个号码是{}的，请在他的页面上办。"


def erase_asker(phone: str, actor: Actor, folder: Path, *, way: str, asked_on: date) -> Tombstone:
    """Take whoever asked with this number out of what he wrote and what came of it, and note his request.

    Raises Refused where nobody did, something of his is still open, or the number is a representative's or member's.
    """
    refuse_known(phone)
    rows = rows_of(phone)
    first = next((row for found in rows.values() for row in found), None)
    if first is None:
        raise Refused(NOBODY)
    waiting = [row for row in rows["public_request"] if row.state == WAITING]
    if waiting or any(case.state in OPEN_STATES for case in rows["case"]):
        raise Refused("他反映的还有没办结的，请办结以后再删除。")
    now = clock.now()
    db.session.add(Claim(
        thing=first.__tablename__, thing_id=first.id, kind=rights.ERASE, way=way, asked_on=asked_on, due_on=asked_on,
        state=rights.DONE, answer="个人信息已删除", answered_by=actor.name, answered_at=now, recorded_by=actor.name,
        recorded_at=now,
    ))  # fmt: skip
    return forget_asker(phone, rows, actor, rights.ON_REQUEST, folder)


def forget_asker(
    phone: str, rows: dict[str, Any], actor: Actor, cause: str, folder: Path, number: int | None = None
) -> Tombstone:
    """Do it, and note it."""
    first = next(row for found in rows.values() for row in found)
    stone = bury(first.__tablename__, first.id, index_of(phone, "tombstone asker"), cause, number)
    alias = f"已删除的反映人{stone.id:04d}"
    names = {row.asker_name for found in rows.values() for row in found} - NAMELESS
    hanging = hanging_on({table: {row.id for row in found} for table, found in rows.items()})
    traces = Traces(dict.fromkeys(names, alias), frozenset({phone}), {}, hanging)
    stone.counts = dict(sorted(leave_nothing(traces, stone.id, folder).items()))
    db.session.flush()
    db.session.expire_all()
    told = {"cause": [None, cause], "counts": [None, sum(stone.counts.values())]}
    record("public_request.erase", first, actor, label=alias, changes=told)
    remember_outside(folder, stone)
    return stone


def rows_of(phone: str) -> dict[str, Any]:
    """`{table: rows}` of what was asked with a number."""
    return {
        table: db.session.scalars(select(model).where(model.asker_phone == phone).order_by(model.id)).all()
        for table, model in MODELS.items()
    }


def refuse_known(phone: str) -> None:
    """Refuse where the number is that of somebody with a page of his own."""
    for model in (Representative, Member):
        person = db.session.scalars(select(model).where(model.phone == phone)).first()
        if person:
            raise Refused(KNOWN.format(person.name))


def asker_again(line: Line, number: int | None, folder: Path) -> bool:
    """Erase an asker again whom an older backup brought back; whether he was there."""
    row = db.session.get(MODELS[line.thing], line.thing_id)
    phone = row.asker_phone.full if row is not None and row.asker_phone else ""
    if not phone or index_of(phone, "tombstone asker") != line.who:
        return False
    forget_asker(phone, rows_of(phone), SYSTEM, line.cause, folder, number)
    return True


AGAIN |= dict.fromkeys(MODELS, asker_again)
