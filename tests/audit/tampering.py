"""Somebody who may write into the database as he likes: he has everything but the key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import func, select, text, update
from sqlalchemy.engine import Connection

from liaison.access import Actor, Role
from liaison.audit.actions import record_all
from liaison.audit.models import AuditAnchor, DayHead, Event, EventHead, EventSeal
from liaison.core.db import db

SOMEBODY = Actor(7, "钱秘书", Role.CLERK, on_behalf="孙主任", for_user_id=8)
EVENT, SEAL = Event.__table__, EventSeal.__table__
GUARDED = (Event, EventSeal, DayHead, AuditAnchor)


@contextmanager
def tampering() -> Iterator[Connection]:
    """A connection on which the tables that are only added to take every change, committed at the end."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for model in GUARDED:
                for verb in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {model.__tablename__}_refuses_{verb}")
        yield connection


def fill(count: int = 12) -> None:
    """Events of three transactions."""
    third = count // 3
    for first in (1, third + 1, 2 * third + 1):
        note(*range(first, first + third))


def note(*numbers: int) -> None:
    """One transaction with as many events."""
    changes = {"title": ["旧的“标题”", f"新的 {numbers[0]}"], "days": [3, 5], "is_open": [None, True]}
    record_all("case.change", [("case", one, f"2026-{one:04}", changes) for one in numbers], SOMEBODY)
    db.session.commit()


def last_number() -> int:
    """The number of the last link."""
    return db.session.scalar(select(func.max(EventSeal.id)))


def head_row() -> dict[str, object]:
    """The head as it stands."""
    return dict(db.session.execute(select(EventHead.__table__)).mappings().one())


def other(value, column):
    """Another value of the same kind."""
    if column.name == "at":
        return value.replace(microsecond=(value.microsecond + 1) % 1_000_000)
    if column.type.python_type is date:
        return value + timedelta(days=1)
    if column.name == "changes":
        return {**value, "days": [4, 5]}
    if isinstance(value, int) or (value is None and column.type.python_type is int):
        return (value or 0) + 5_000
    return f"{value or ''}x"


def event_at(connection, number: int) -> int:
    return connection.scalar(select(SEAL.c.event_id).where(SEAL.c.id == number))


def inserted_event(connection, number: int) -> int:
    """A copy of the event of a link, with another label."""
    row = dict(connection.execute(select(EVENT).where(EVENT.c.id == event_at(connection, number))).mappings().one())
    row["id"] = connection.scalar(select(func.max(EVENT.c.id))) + 1
    connection.execute(EVENT.insert().values(**{**row, "label": "伪造"}))
    return row["id"]


def swap(connection, table, name, one, two) -> None:
    for old, new in ((one, -1), (two, one), (-1, two)):
        connection.execute(update(table).where(table.c[name] == old).values({name: new}))
