"""Copying the present database into one file and back: SQLite by its backup API, PostgreSQL by its own tools."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import DDL, func, select
from sqlalchemy.schema import DropSchema

from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.outages import Outage, outage_of

BUSY_SECONDS = 30
BROKEN = "备份里的数据库坏了，没有动现在的数据。请换一份备份。"
NOT_WHOLE = "复制出来的数据库不完整，没有保留。请再试一次；还是这样，请检查磁盘。"
NO_ROOM = "磁盘满了，没有办成，原来的数据没有动。请腾出地方，再运行一次。"
MISSING_TOOL = (
    "找不到 {}，不能备份 PostgreSQL。请先安装 PostgreSQL 客户端（例如 apt install postgresql-client）；"
    "已经另外备份过的，可以加 --no-backup。"
)


def dialect() -> str:
    """Which database the program runs on: sqlite or postgresql."""
    return db.engine.dialect.name


def suffix() -> str:
    """How a copy of the present database is called at its end."""
    return ".db" if dialect() == "sqlite" else ".dump"


def schema() -> str | None:
    """The PostgreSQL schema that holds the tables; None on SQLite."""
    if dialect() == "sqlite":
        return None
    with db.engine.connect() as connection:
        return connection.scalar(select(func.current_schema()))


def dump(path: Path) -> None:
    """Copy the database, as it stands at one moment, into a new file that only its owner reads.

    Others may go on working meanwhile. Raises Refused when the copy did not come out whole.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if dialect() == "sqlite":
            copy_sqlite(live_file(), path)
            refuse_broken(path, NOT_WHOLE)
        else:
            run_tool("pg_dump", "--format=custom", "--no-owner", f"--schema={schema()}", f"--file={path}")
    except BaseException:
        path.unlink()
        raise


def load(path: Path) -> None:
    """Put a copy made by `dump` in the place of the present database. Raises Refused where it is broken."""
    if dialect() == "sqlite":
        refuse_broken(path, BROKEN)
        db.session.remove()
        db.engine.dispose()
        copy_sqlite(path, live_file())
    else:
        load_postgres(path)


def image_here() -> bytes:
    """The SQLite database as it stands at one moment, page by page; nothing of it touches a disk."""
    try:
        with (
            closing(sqlite3.connect(live_file(), timeout=BUSY_SECONDS)) as read,
            closing(sqlite3.connect(":memory:")) as memory,
        ):
            read.backup(memory)
            return memory.serialize()
    except sqlite3.DatabaseError as error:
        raise Refused(NOT_WHOLE) from error


def load_image(content: bytes | bytearray) -> None:
    """Put such an image in the place of the present database. Raises Refused where it is broken."""
    db.session.remove()
    db.engine.dispose()
    try:
        with closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(content)
            if memory.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Refused(BROKEN)
            write_live(memory)
    except sqlite3.DatabaseError as error:
        raise Refused(NO_ROOM if outage_of(error) is Outage.FULL else BROKEN) from error


def write_live(read: sqlite3.Connection) -> None:
    """Copy all pages into the present database in one transaction."""
    with closing(sqlite3.connect(live_file(), timeout=BUSY_SECONDS)) as written:
        read.backup(written)


def load_postgres(path: Path) -> None:
    """Restore beside the present tables, which are dropped only when all went well."""
    name = schema() or "public"
    aside = f"{name}_replaced"
    db.session.remove()
    rename_schema(name, aside)
    try:
        run_tool("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(path))
    except Refused:
        rename_schema(aside, name)
        raise
    with db.engine.begin() as connection:
        connection.execute(DropSchema(aside, cascade=True))
    db.engine.dispose()


def live_file() -> Path:
    """Where the present SQLite database lies."""
    return Path(db.engine.url.database or "")


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy all pages in one transaction of the target, so that a cut in the middle leaves it as it was."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as read,
            closing(sqlite3.connect(target, timeout=BUSY_SECONDS)) as written,
        ):
            read.backup(written)
    except sqlite3.DatabaseError as error:
        raise Refused(NO_ROOM if outage_of(error) is Outage.FULL else NOT_WHOLE) from error


def refuse_broken(path: Path, sentence: str) -> None:
    """Refuse, with this sentence, a SQLite file that is damaged, cut short, or none at all."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Refused(sentence) from error
    if found != [("ok",)]:
        raise Refused(sentence)


def rename_schema(old: str, new: str) -> None:
    """Let a PostgreSQL schema go by another name."""
    quote = db.engine.dialect.identifier_preparer.quote
    renaming = DDL("ALTER SCHEMA %(old)s RENAME TO %(new)s", context={"old": quote(old), "new": quote(new)})
    with db.engine.begin() as connection:
        connection.execute(renaming)


def run_tool(name: str, *words: str) -> None:
    """Run pg_dump or pg_restore on the present database; the password goes by the environment, not by the command."""
    program = shutil.which(name)
    if program is None:
        raise Refused(MISSING_TOOL.format(name))
    url = db.engine.url
    place = url.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL with our own words
        [program, "--dbname", place, *words], env={**os.environ, "PGPASSWORD": url.password or ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["没有说明原因"]
        raise Refused(f"{name} 没有成功：{said[-1]}")
