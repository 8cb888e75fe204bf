"""What the database is asked, for tests of how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from liaison.core.db import db

ASIDE = ("BEGIN", "PRAGMA", "SET TRANSACTION")  # how a transaction opens

@contextmanager
def statements_sent() -> Iterator[list[str]]:
    """The statements of the block. What the test prepared is saved first: sealing it is none of the block's work."""
    db.session.commit()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(ASIDE):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statement_count(work: Callable[[], Any]) -> int:
    """How many statements a piece of work takes."""
    with statements_sent() as sent:
        work()
    return len(sent)
