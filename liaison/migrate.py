"""Alembic, driven from the program: the same migrations on SQLite and PostgreSQL, after a copy of what stands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from liaison.backup import databases
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
TOO_NEW = "这个数据库来自更新的程序版本（{}），现在的程序打不开。请先升级程序（git pull）。"


def settings() -> Config:
    """Alembic's settings, bound to the database of the present app."""
    config = Config(FOLDER / "alembic.ini")
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = db.engine
    return config


def revision() -> str | None:
    """The revision that the present database stands at; None where it is empty."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def refuse_unknown(standing: str | None) -> None:
    """Refuse the revision of a newer program."""
    known = {script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions()}
    if standing and standing not in known:
        raise Refused(TOO_NEW.format(standing))


def is_behind(standing: str | None) -> bool:
    """Whether a database at this revision lacks what the program needs."""
    return standing != ScriptDirectory.from_config(settings()).get_current_head()


def upgrade(to: str = "head", *, has_copy: bool = True) -> Path | None:
    """Bring the database up to a revision; gives the copy that was made of it first, if it held anything.

    has_copy: make that copy. Raises Refused where it cannot be made, or the database is newer than the program.
    """
    standing = revision()
    refuse_unknown(standing)
    copy = keep_copy(standing) if has_copy and standing and is_behind(standing) else None
    command.upgrade(settings(), to)
    return copy


def keep_copy(standing: str) -> Path:
    """Copy the database into the instance's folder `backups`, named by its revision and the time."""
    folder = current_app.config["INSTANCE"] / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"liaison-{standing}-{clock.local(clock.now()):%Y%m%d-%H%M%S}{databases.suffix()}"
    databases.dump(path)
    return path


def downgrade(to: str) -> None:
    """Take the database back to a revision."""
    command.downgrade(settings(), to)
