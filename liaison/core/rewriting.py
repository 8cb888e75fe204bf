"""Letting tables that are only ever added to take changes for a moment: for what the law says must go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import DDL
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from liaison.core.db import append_only_statements, db
from liaison.core.errors import Refused

NOT_ALLOWED = "42501"  # of PostgreSQL
OWNER_ONLY = (
    "这件事要改动只能添加的日志，平台现在用的数据库账号没有这个权限，什么也没有改。"
    "请系统管理员用库主人的 DATABASE_URL 启动平台再办（见 docs/deployment.md）。"
)


@contextmanager
def rewriting(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Within a writing transaction: these tables take UPDATE until the end of the block, and refuse it again after.

    A rollback, or a program that dies within it, leaves them as they were: what refuses is part of the transaction.
    """
    tables, is_sqlite = sorted(tables), connection.dialect.name == "sqlite"
    with only_by_owner():
        for table in tables:
            words = "DROP TRIGGER %(name)s_refuses_update" if is_sqlite else "ALTER TABLE %(name)s DISABLE TRIGGER USER"
            connection.execute(DDL(words, context={"name": table}))
    yield
    for table in tables:
        again = append_only_statements(table, "sqlite")[0] if is_sqlite else f"ALTER TABLE {table} ENABLE TRIGGER USER"
        connection.exec_driver_sql(again)


@contextmanager
def only_by_owner() -> Iterator[None]:
    """Say what to do where PostgreSQL lets only the owner of the tables do what the block does."""
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_ALLOWED:
            raise
        raise Refused(OWNER_ONLY) from error


def sweep() -> bool:
    """Write the SQLite file anew, so that nothing that was deleted is left between its rows; whether that was done.

    Outside of any transaction. PostgreSQL sweeps by itself (autovacuum); its dead rows may stay on disk for a while.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")
    finally:
        connection.close()
    return True
