"""A database for each test process, and how it is put back before each test."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, text

from liaison.core.db import db

# Put PostgreSQL back: triggers and foreign keys rest meanwhile, so the order of tables does not matter. A table that
# nobody wrote to since is left: rows that were put in, changed or put back bear the number of who did it. It is a
# function of plain statements, planned once for each connection.
KEEP_ASIDE = """
DO $$ DECLARE one record; steps text := ''; BEGIN
  CREATE SCHEMA kept_aside;
  CREATE TABLE kept_aside."as it stood" (name text PRIMARY KEY, rows bigint, newest bigint);
  FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE kept_aside.%1$I AS TABLE public.%1$I', one.name);
    EXECUTE format('INSERT INTO kept_aside."as it stood" VALUES (%1$L, -1, -1)', one.name);
    steps := steps || format($step$
      SELECT count(*), coalesce(max(xmin::text::bigint), 0) INTO found FROM public.%1$I;
      SELECT rows, newest INTO stood FROM kept_aside."as it stood" WHERE name = %1$L;
      IF found IS DISTINCT FROM stood THEN
        DELETE FROM public.%1$I;
        INSERT INTO public.%1$I SELECT * FROM kept_aside.%1$I;
        UPDATE kept_aside."as it stood" SET (rows, newest) =
          (SELECT count(*), coalesce(max(xmin::text::bigint), 0) FROM public.%1$I) WHERE name = %1$L;
      END IF;$step$, one.name);
  END LOOP;
  FOR one IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
    steps := steps || format('PERFORM setval(%L, first_number, true);', 'public.' || quote_ident(one.name));
  END LOOP;
  EXECUTE format($make$
    CREATE FUNCTION kept_aside.put_back(first_number bigint) RETURNS void LANGUAGE plpgsql
    SET session_replication_role = replica AS $body$ DECLARE found record; stood record; BEGIN %s END $body$
  $make$, steps);
END $$
"""
PUT_BACK = "SELECT kept_aside.put_back(first_number)"

FIRST_NUMBER = 1_000_000  # Rows of a test have ids from here on; those made on top of a filled database twice as high.


def own_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """(address, how to drop it) of a database for this process: a file, or one on the PostgreSQL server."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        return f"sqlite:///{folder / 'test.db'}", lambda: None
    name = f"test_{uuid.uuid4().hex[:12]}"
    run_on(server, f'CREATE DATABASE "{name}"')
    return server.rsplit("/", 1)[0] + f"/{name}", lambda: run_on(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def run_on(server: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def keep_aside(name: str = "blank") -> bytes | str:
    """Remember the prepared database: SQLite's image; on PostgreSQL copies of all tables in a schema of that name."""
    if db.engine.dialect.name == "sqlite":
        with sqlite3.connect(db.engine.url.database) as connection:
            return connection.serialize()
    run_here(KEEP_ASIDE.replace("kept_aside", name))
    return name


def put_back(image: bytes | str) -> None:
    """Make the database what it was when it was kept aside."""
    db.session.remove()
    if isinstance(image, str):
        number = FIRST_NUMBER if image == "blank" else 2 * FIRST_NUMBER
        run_here(PUT_BACK.replace("kept_aside", image).replace("first_number", str(number)))
        return
    db.engine.dispose()
    Path(db.engine.url.database).write_bytes(image)


def run_here(statement: str) -> None:
    """Run one statement on the program's own database, committed at once."""
    with db.engine.connect() as connection:
        connection.connection.cursor().execute(statement)  # past SQLAlchemy, which would read % as placeholders
        connection.connection.commit()


def save_elsewhere() -> None:
    """Somebody else saves, without waiting: raises where this process holds SQLite's one lock, even for reading."""
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(db.engine.url.database, timeout=0)) as other, other:
            other.execute("UPDATE library SET name = name")
