"""Running numbers: each is given out once, without gaps, whoever asks at the same time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, db


class Counter(Base):
    """The last number given out under a name, such as `contact 2026`."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


def next_number(name: str) -> int:
    """The next number under this name: 1, 2, 3, …

    The counter's row stays locked until the transaction ends: a second one waits, and a rollback gives the
    number back.
    """
    return _raised(name, first=1, value=Counter.value + 1)


def reach(name: str, number: int) -> None:
    """Count on from at least this number: numbers that came in with a ledger are not given out again."""
    _raised(name, first=number, value=case((Counter.value < number, number), else_=Counter.value))


def _raised(name: str, first: int, value: Any) -> int:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(Counter).values(name=name, value=first)
    raised = statement.on_conflict_do_update(index_elements=[Counter.name], set_={"value": value})
    return db.session.scalars(raised.returning(Counter.value)).one()
