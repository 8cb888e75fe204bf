"""What must be true of the database after a crash: all that was told is there, once, and nothing is half done."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from sqlalchemy import Select, func, select

from liaison import checks
from liaison.audit.models import Event
from liaison.casework.models import Case, DeadlineReceipt, StepRecord
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.notices.models import Message
from tests.crash.clients import Client, Desk

STATE_AFTER = {"submit": "to_hand_over", "hand_over": "to_approve", "take_back": "to_hand_over", "open": "to_consensus"}
CONSISTENT = ("套表互证", "环节记录", "办理期限", "操作日志")


def wrongs(clients: Iterable[Client]) -> list[str]:
    """One sentence for each thing that is not as it must be; none where all is well."""
    db.session.rollback()
    clients = list(clients)
    found = [*lost(clients), *halves(), *unsound()]
    db.session.rollback()
    return found


def look_at_desks(clients: Iterable[Client]) -> None:
    """Let each clerk know how his case stands: what he sent last may be there, though nobody told him."""
    db.session.rollback()
    stands = select(Case.number, Case.version, Case.state)
    known = {number: (version, state) for number, version, state in db.session.execute(stands)}
    for desk in clients:
        if isinstance(desk, Desk):
            desk.version, desk.is_over = known[desk.case][0], known[desk.case][1] != "to_hand_over"
    db.session.rollback()


def lost(clients: list[Client]) -> list[str]:
    """Writes that were told and are not there, and those that are there twice."""
    there = Counter(db.session.scalars(select(Contact.talk)))
    there.update(words.get("opinion") for words in db.session.scalars(
        select(StepRecord.filled).where(StepRecord.verb == "hand_over")
    ))  # fmt: skip
    found = []
    for client in clients:
        keys = [key for key in client.told if " back " not in key]
        found += [f"told and not there: {key}" for key in keys if not there[key]]
        found += [f"there {there[key]} times: {key}" for key in client.tried if there[key] > 1]
        if isinstance(client, Desk):
            found += taken_back_too_seldom(client)
    return found


def taken_back_too_seldom(desk: Desk) -> list[str]:
    """As `lost`, of what carries no words."""
    records = select(func.count()).join(Case).where(Case.number == desk.case, StepRecord.verb == "take_back")
    told = sum(" back " in key for key in desk.told)
    there = db.session.scalar(records.select_from(StepRecord)) or 0
    return ["told and not there: taken back"] if there < told else []


def halves() -> list[str]:
    """Where state, step record, event, receipt and message of one move do not stand or fall together."""
    cases = db.session.execute(select(Case.id, Case.number, Case.state, Case.entered_at)).all()
    steps, events = grouped(select(StepRecord.case_id, StepRecord.verb).order_by(StepRecord.id)), grouped(
        select(Event.thing_id, Event.verb).where(Event.thing == "case").order_by(Event.id)
    )  # fmt: skip
    receipts = Counter(db.session.scalars(select(DeadlineReceipt.case_id)))
    told = Counter(db.session.scalars(select(Message.link)))
    found = []
    for case in cases:
        verbs = steps.get(case.id, [])
        if [f"case.{verb}" for verb in verbs] != events.get(case.id, []):
            found.append(f"{case.number}: records and events differ: {verbs[-2:]} {events.get(case.id, [])[-2:]}")
        if not verbs or STATE_AFTER[verbs[-1]] != case.state:
            found.append(f"{case.number}: {case.state} after {verbs[-1:]}")
        if receipts[case.id] < len(verbs) - verbs.count("take_back") - 1:
            found.append(f"{case.number}: {receipts[case.id]} receipts of {len(verbs)} steps")
        if told[f"/cases/{case.number}"] < verbs.count("hand_over"):
            found.append(f"{case.number}: handed over, and nobody was told")
    return found + contacts_without_event()


def contacts_without_event() -> list[str]:
    """Contacts and their events, one of each."""
    there = set(db.session.scalars(select(Contact.id).where(Contact.talk.contains("第"))))
    noted = Counter(db.session.scalars(select(Event.thing_id).where(Event.verb == "contact.record")))
    return [f"contact {one}: {noted[one]} events" for one in there | set(noted) if noted[one] != 1 or one not in there]


def grouped(statement: Select[Any]) -> dict[int, list[str]]:
    """`{id: words in order}` of rows of two."""
    found: dict[int, list[str]] = {}
    for one, words in db.session.execute(statement):
        found.setdefault(one, []).append(words)
    return found


def unsound() -> list[str]:
    """What SQLite itself says of its file."""
    if db.engine.dialect.name != "sqlite":
        return []
    db.session.rollback()
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        return [words for (words,) in connection.execute("PRAGMA integrity_check") if words != "ok"]


def said_by_check() -> list[str]:
    """What `flask check` says of conservation, seals, limits and the log."""
    return [f"{one.check}: {one.sentence}" for one in checks.faults() if one.check in CONSISTENT]
