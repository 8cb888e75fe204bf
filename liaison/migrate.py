"""Alembic, driven from the program: the same migrations on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from liaison.core.db import db

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def settings() -> Config:
    """Alembic's settings, bound to the database of the present app."""
    config = Config(FOLDER / "alembic.ini")
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = db.engine
    return config


def upgrade(revision: str = "head") -> None:
    """Bring the database up to a revision."""
    command.upgrade(settings(), revision)


def downgrade(revision: str) -> None:
    """Take the database back to a revision."""
    command.downgrade(settings(), revision)
