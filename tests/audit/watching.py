"""Whoever looks on while others work: each transaction that writes rows of the office has an event (AU-01)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
# What may change without an event: the log itself, sessions and limits, drafts and counters, what is told of an event.
ASIDE = frozenset({
    "event_seal", "event_head", "sign_in", "draft", "counter", "message", "outgoing", "public_attempt", "allowance",
    "sign_in_attempt",
})  # fmt: skip


@contextmanager
def watching(db: Any) -> Iterator[list[list[str]]]:
    """The tables that each transaction wrote without an event; filled when it is committed."""
    written: set[str] = set()
    silent: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = WRITES.match(statement)
        written.update(found.groups() if found else ())

    def look(_connection: Any) -> None:
        if "event" not in written and written - ASIDE:
            silent.append(sorted(written - ASIDE))
        written.clear()

    db.session.commit()
    listeners = (("before_cursor_execute", note), ("commit", look), ("rollback", lambda _connection: written.clear()))
    for name, listener in listeners:
        event.listen(db.engine, name, listener)
    try:
        yield silent
    finally:
        for name, listener in listeners:
            event.remove(db.engine, name, listener)
