"""What it means when the database or the disk fails: busy, gone, full, or a change taken back for another's sake."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Outage(StrEnum):
    """Why something could not be done that was asked for rightly."""

    BUSY = "busy"
    CLASH = "clash"
    DOWN = "down"
    FULL = "full"


PASSING = (DBAPIError, NoConnectionFree, OSError)  # among these there may be outages
FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MOST_WAITED_MS = 10_000
CONNECT_SECONDS = 5
# A case is read with a dozen short lists beside it: to try every order of them takes PostgreSQL longer than to read.
PLANNING = "-c join_collapse_limit=4"

# https://sqlite.org/rescode.html, by their last byte; a disk that is full or lost can look like IOERR, CANTOPEN.
SQLITE: Mapping[int, Outage] = {
    sqlite3.SQLITE_BUSY: Outage.BUSY, sqlite3.SQLITE_LOCKED: Outage.BUSY, sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_IOERR: Outage.DOWN, sqlite3.SQLITE_CANTOPEN: Outage.DOWN,
}  # fmt: skip
# https://www.postgresql.org/docs/15/errcodes-appendix.html; a code of two letters stands for its whole class.
POSTGRES: Mapping[str, Outage] = {
    "40001": Outage.CLASH, "40P01": Outage.CLASH, "53100": Outage.FULL, "53": Outage.BUSY, "55P03": Outage.BUSY,
    "57014": Outage.BUSY, "57P": Outage.DOWN, "08": Outage.DOWN, "58": Outage.DOWN,
}  # fmt: skip


def outage_of(error: BaseException) -> Outage | None:
    """What kind of outage an error tells of; None where it is another's fault, ours for instance."""
    if isinstance(error, NoConnectionFree):
        return Outage.BUSY
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", -1) & 0xFF)
    if isinstance(cause, psycopg.Error):
        return _of_postgres(cause)
    return Outage.FULL if isinstance(cause, OSError) and cause.errno in FULL_DISK else None


def _of_postgres(error: psycopg.Error) -> Outage | None:
    if not error.sqlstate:  # no server answered
        return Outage.DOWN if isinstance(error, psycopg.OperationalError) else None
    return next((POSTGRES[error.sqlstate[:n]] for n in (5, 3, 2) if error.sqlstate[:n] in POSTGRES), None)


def is_worth_another_try(error: BaseException) -> bool:
    """Whether the same may well go in if it is done once more at once: a deadlock, a connection that was lost."""
    return outage_of(error) is Outage.CLASH or bool(getattr(error, "connection_invalidated", False))


def engine_options(url: str) -> dict[str, Any]:
    """No values of anybody in the log; and a connection to PostgreSQL is tried before it is used, and not for long."""
    if not url.startswith("postgresql"):
        return {"hide_parameters": True}
    how = {"connect_timeout": CONNECT_SECONDS, "options": PLANNING}
    return {"hide_parameters": True, "pool_pre_ping": True, "connect_args": how}


def limit_waiting(engine: Engine) -> None:
    """Let nobody wait longer for another's lock on PostgreSQL than on SQLite."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _on_connect)


def _on_connect(connection: psycopg.Connection[Any], _record: Any) -> None:
    was, connection.autocommit = connection.autocommit, True
    connection.execute("SELECT set_config('lock_timeout', %s, false)", (str(MOST_WAITED_MS),))
    connection.autocommit = was
