"""Fixtures of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event


@pytest.fixture
def statements(db):
    """`with statements() as told:` collects the SELECTs that are sent."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        told: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if statement.startswith("SELECT"):
                told.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        yield told
        event.remove(db.engine, "before_cursor_execute", note)

    return collect
