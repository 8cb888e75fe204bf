"""Asking the database past the session's bookkeeping: a walk asks half a million times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import CursorResult

from liaison.core.db import db


def asked(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[Any]:
    """The rows of a statement of tables and columns, in the transaction of the session; what waits is not flushed."""
    return db.session.connection().execute(statement, values)
