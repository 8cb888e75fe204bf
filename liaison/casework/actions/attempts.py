"""Counting tries of people without an account, and refusing them when there are too many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, Insert, delete, insert, select

from liaison.casework.models import PublicAttempt
from liaison.casework.rules.public import ATTEMPTS_KEPT, Ceiling, Limit, wait_of
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import aside, db
from liaison.core.errors import TooOften

TURN = "public attempt"


def admit(limit: Limit, address: str | None, subject: str) -> None:
    """Let one try begin. Raises TooOften when the address or the subject has had its share."""
    take_turn()
    refuse_too_many(limit, address, subject)


def take_turn() -> None:
    """Wait for those who try at the same time, so that each counts those before it; lasts as long as the request."""
    next_number(TURN)


def refuse_too_many(limit: Limit, address: str | None, subject: str, device: str | None = None) -> None:
    """Raise TooOften when the address, the subject or the device has had its share; writes nothing."""
    by_address = PublicAttempt.address == address
    waits = [wait(limit.kind, by_address, limit.of_address)]
    if limit.of_subject:
        waits.append(wait(limit.kind, PublicAttempt.subject == subject, limit.of_subject))
    if limit.of_device:
        own = PublicAttempt.device == device if device else by_address & PublicAttempt.device.is_(None)
        waits.append(wait(limit.kind, own, limit.of_device))
    if any(waits):
        raise TooOften(limit.sentence, max(waits))


def wait(kind: str, where: ColumnElement[bool], ceiling: Ceiling) -> int:
    """Seconds that whoever is meant has to wait; 0 for none."""
    now = clock.now()
    return wait_of(moments_of(kind, where, now - ceiling.span, ceiling.most), ceiling, now)


def moments_of(kind: str, where: ColumnElement[bool], since: datetime, most: int) -> Sequence[datetime]:
    """The moments of the latest tries since then, oldest first; no more than are needed."""
    tries = select(PublicAttempt.at).where(PublicAttempt.kind == kind, where, PublicAttempt.at > since)
    return db.session.scalars(tries.order_by(PublicAttempt.at.desc()).limit(most)).all()[::-1]


def note(limit: Limit, address: str | None, subject: str, device: str | None = None) -> None:
    """Count one try, in the transaction of the request; what is older than two days is forgotten."""
    for statement in counting(limit, address, subject, device):
        db.session.execute(statement)


def note_aside(limit: Limit, address: str | None, subject: str) -> None:
    """Count one try of a page that was only looked at, in a write of its own; before the request's first change."""
    with aside() as connection:
        for statement in counting(limit, address, subject):
            connection.execute(statement)


def counting(limit: Limit, address: str | None, subject: str, device: str | None = None) -> tuple[Delete, Insert]:
    """What is written to count a try."""
    now = clock.now()
    one = {"kind": limit.kind, "address": address, "subject": subject, "device": device, "at": now}
    forgotten = delete(PublicAttempt).where(PublicAttempt.at < now - ATTEMPTS_KEPT)
    return forgotten.execution_options(synchronize_session=False), insert(PublicAttempt).values(**one)
