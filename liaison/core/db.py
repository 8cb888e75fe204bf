"""Tables, types and transactions: what SQLite and PostgreSQL are asked to guarantee."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, Column, DateTime, MetaData, Table, column, event, func, select, text
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from liaison.core.sealed import sealed_columns, sealing, writes_sealed
from liaison.core.sealed_json import Json, opened_json, sealed_json, stored_json

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

SQLITE_RULES = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA journal_mode=TRUNCATE",  # WAL can lose committed writes on older SQLite
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",  # what is deleted or overwritten leaves nothing in the file
    "PRAGMA cache_spill=OFF",  # a long write would lock readers out before it commits
)
SQLITE_BEGINS = {True: ("PRAGMA query_only=OFF", "BEGIN IMMEDIATE"), False: ("PRAGMA query_only=ON", "BEGIN")}
HAS_CHANGED = "has_changed"
ROWS_AT_ONCE = 2_000
VALUES_AT_ONCE = 4_000  # SQLite takes 32,766 in one statement
A_FEW = 8  # rows that are written sooner by a statement that is at hand


_writing: ContextVar[bool] = ContextVar("writing", default=True)


class Base(DeclarativeBase):
    """The base of every table; names of constraints are the same on both databases."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False},
    engine_options={"json_serializer": stored_json, "json_deserializer": opened_json},
)  # fmt: skip


class Moment(TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time: use core.clock")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the moment back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@contextmanager
def transaction(*, write: bool = True) -> Iterator[None]:
    """One unit of work on the session of this context: returning commits, raising rolls back.

    write=False opens a transaction in which the database itself refuses to write.
    """
    token = _writing.set(write)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


@contextmanager
def aside() -> Iterator[Connection]:
    """A short write of its own, committed at the end of the block, whatever becomes of the request.

    Only before the request's first change: what its session has read is let go, so that the two never
    wait for each other.
    """
    db.session.rollback()
    token = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(token)


def pause() -> None:
    """Let go of what the session has read, so that nobody waits for it during slow work; rows are read anew after it.

    Where the session has changed something it is left as it is.
    """
    session = db.session()
    if not (session.info.get(HAS_CHANGED) or session.new or session.dirty or session.deleted):
        session.rollback()


def let_go() -> None:
    """Between reading and reckoning: end what only reads, so that others may write; rows in hand stay as they are.

    What is read after it is read as things stand then. A transaction that may write goes on.
    """
    if not _writing.get():
        db.session.commit()


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _flush: Any) -> None:
    session.info[HAS_CHANGED] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[HAS_CHANGED] = True


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _note_end(session: Session) -> None:
    session.info.pop(HAS_CHANGED, None)


def insert_rows(table: Table, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert many rows in few statements, within a writing transaction; gives their ids, in the order of the rows.

    Each row has the same columns, those with a default too.
    """
    ids, left = [], iter(rows)
    while portion := list(islice(left, ROWS_AT_ONCE)):
        ids += insert_columns(table, {name: [row[name] for row in portion] for name in portion[0]})
    return ids


def insert_columns(table: Table, columns: Mapping[str, Sequence[Any]], **same: Any) -> list[int]:
    """As `insert_rows`, from whole columns that were made ready before the transaction.

    same: what all rows have in common; at least one column is given, and all have the same length.
    """
    count = len(next(iter(columns.values())))
    if not count:
        return []
    connection = db.session.connection()
    ids = _new_ids(connection, table, count)
    whole = {"id": ids, **columns, **{name: [value] * count for name, value in same.items()}}
    insert_whole(connection, table, sealed_columns(table, ids, whole))
    return ids


def insert_whole(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows of which every column is given, the id too; many in few statements."""
    is_many = len(next(iter(columns.values()))) > A_FEW
    insert = _insert_tuples if is_many and connection.dialect.name == "sqlite" else _insert_mappings
    insert(connection, table, columns)


def _insert_mappings(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(table.insert(), portion)


def _insert_tuples(connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """The same with some hundred rows in one statement: on SQLite that takes a third of the time."""
    insert = table.insert().compile(dialect=connection.dialect, column_keys=list(columns))
    cells = zip(*(_bound(table.c[name], columns[name], insert.dialect) for name in insert.positiontup), strict=True)
    at_once = VALUES_AT_ONCE // len(columns)
    before, values, places = str(insert).partition(" VALUES ")
    while portion := list(islice(cells, at_once)):
        statement = before + values + ", ".join([places] * len(portion))
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(portion)))


def _bound(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    prepare = column.type.dialect_impl(dialect).bind_processor(dialect)
    if prepare is None:
        return values
    if all(value is values[0] for value in values):
        return [prepare(values[0])] * len(values)
    return [sealed_json(value.text) if type(value) is Json else prepare(value) for value in values]


def _new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    if connection.dialect.name == "sqlite":  # whose writer is alone
        given = select(column("seq")).select_from(text("sqlite_sequence")).where(column("name") == table.name)
        last = max(connection.scalar(select(func.max(table.c.id))) or 0, connection.scalar(given) or 0)
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    return list(connection.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))))


def prepare_engine(engine: Engine) -> None:
    """Give an engine the house's rules: real transactions, foreign keys, durable commits, personal cells sealed."""
    event.listen(engine, "before_execute", _seal, retval=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgres)


def _seal(connection: Connection, statement: Any, many: Any, one: Any, _options: Any) -> tuple[Any, Any, Any]:
    """Seal what a statement writes into sealed columns."""
    if not writes_sealed(statement):
        return statement, many, one
    statement, rows = sealing(statement, many or [one], partial(_new_ids, connection))
    return (statement, rows, {}) if many else (statement, [], rows[0])


def _on_sqlite_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN would come too late: lost updates
    for pragma in SQLITE_RULES:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writing = _writing.get()
    allow, begin = SQLITE_BEGINS[writing]
    if connection.info.get("writing") is not writing:  # said only when it changes: it makes SQLite forget its plans
        connection.exec_driver_sql(allow)
        connection.info["writing"] = writing
    connection.exec_driver_sql(begin)


def _begin_postgres(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


SQLITE_REFUSES = (
    "CREATE TRIGGER {table}_refuses_{verb} BEFORE {VERB} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
)
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)
POSTGRES_REFUSES = (
    "CREATE TRIGGER {table}_refuses_{verb} BEFORE {VERB} ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
)


def append_only_statements(table: str, dialect: str) -> list[str]:
    """The SQL that makes a table refuse UPDATE and DELETE (on PostgreSQL also TRUNCATE)."""
    if dialect == "sqlite":
        return [SQLITE_REFUSES.format(table=table, verb=v, VERB=v.upper()) for v in ("update", "delete")]
    verbs = ("update", "delete", "truncate")
    return [POSTGRES_FUNCTION, *(POSTGRES_REFUSES.format(table=table, verb=v, VERB=v.upper()) for v in verbs)]


def append_only(table: Table) -> None:
    """Declare that rows of this table are only ever added."""
    table.info["append_only"] = True
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_statements(table.name, dialect):
            event.listen(table, "after_create", DDL(statement.replace("%", "%%")).execute_if(dialect=dialect))
