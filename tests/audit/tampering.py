"""Somebody who may write into the database as he likes: he has everything but the key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection

from liaison.access import Actor, Role
from liaison.audit.actions import record_all
from liaison.audit.models import AuditAnchor, DayHead, Event, EventHead, EventSeal
from liaison.core.db import db

SOMEBODY = Actor(7, "钱秘书", Role.CLERK, on_behalf="孙主任", for_user_id=8)
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
