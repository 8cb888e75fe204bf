"""Letting tables that are only ever added to take changes for a moment: for what the law says must go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import DDL
from sqlalchemy.engine import Connection

from liaison.core.db import append_only_statements


@contextmanager
def rewriting(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Within a writing transaction: these tables take UPDATE until the end of the block, and refuse it again after.

    A rollback, or a program that dies within it, leaves them as they were: what refuses is part of the transaction.
    """
    tables, is_sqlite = sorted(tables), connection.dialect.name == "sqlite"
    for table in tables:
        words = "DROP TRIGGER %(name)s_refuses_update" if is_sqlite else "ALTER TABLE %(name)s DISABLE TRIGGER USER"
        connection.execute(DDL(words, context={"name": table}))
    yield
    for table in tables:
        again = append_only_statements(table, "sqlite")[0] if is_sqlite else f"ALTER TABLE {table} ENABLE TRIGGER USER"
        connection.exec_driver_sql(again)
