"""Fixtures: the program, a fresh database per test, people of every role, and a signed-in browser."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from liaison import create_app
from liaison.accounts import actions as account_actions
from liaison.core.db import db as database
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.factories import People, make_row
from tests.pages import CheckedClient

SETTINGS = {"TESTING": True, "WTF_CSRF_ENABLED": False, "SECRET_KEY": "k" * 48, "PROPAGATE_EXCEPTIONS": False}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program on a migrated database with the reference lists in it; PostgreSQL when TEST_DATABASE_URL is set."""
    folder = tmp_path_factory.mktemp("instance")
    url, drop = own_database(folder)
    program = create_app({**SETTINGS, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url})
    program.test_client_class = CheckedClient
    with program.app_context():
        upgrade()
        load_reference_lists()
        database.session.commit()
        database.session.remove()
    yield program
    with program.app_context():
        database.session.remove()
        database.engine.dispose()
    drop()


def own_database(folder: Path) -> tuple[str, Callable[[], None]]:
    """A database for this process alone: a file, or a fresh database on the PostgreSQL server."""
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


@pytest.fixture(scope="session")
def blank(app: Any) -> Any:
    """What is needed to put the database back: SQLite's image, or the highest ids of PostgreSQL's tables."""
    with app.app_context():
        if database.engine.dialect.name == "sqlite":
            with sqlite3.connect(database.engine.url.database) as connection:
                return connection.serialize()
        return template_of(app)


def template_of(app: Any) -> tuple[str, str]:
    """Copy the prepared PostgreSQL database aside, to be copied back for each test."""
    server = os.environ["TEST_DATABASE_URL"]
    name = database.engine.url.database
    database.session.remove()
    database.engine.dispose()
    run_on(server, f'CREATE DATABASE "{name}_blank" TEMPLATE "{name}"')
    return name, f"{name}_blank"


@pytest.fixture
def db(app: Any, blank: Any) -> Iterator[Any]:
    """A fresh database inside an app context; the session starts with a writing transaction."""
    with app.app_context():
        restore(blank)
        yield database
        database.session.rollback()
        database.session.remove()


def restore(blank: Any) -> None:
    """Put the blank image back."""
    database.session.remove()
    if isinstance(blank, bytes):
        database.engine.dispose()
        Path(database.engine.url.database).write_bytes(blank)
        return
    name, copy = blank
    database.engine.dispose()
    server = os.environ["TEST_DATABASE_URL"]
    run_on(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run_on(server, f'CREATE DATABASE "{name}" TEMPLATE "{copy}"')


@pytest.fixture
def make(db: Any) -> Callable[..., Any]:
    """make(Model, **only what matters): a stored row with sensible other values."""
    return make_row


@pytest.fixture
def people(db: Any) -> People:
    """One person of each role, seated where that role belongs; people.clerk, people.member, …"""
    return People()


@pytest.fixture
def browser(app: Any, db: Any) -> Callable[..., CheckedClient]:
    """browser(person): a test client signed in as that person; browser() is nobody. Each HTML page is checked."""

    def open_browser(person: Any = None) -> CheckedClient:
        client = app.test_client()
        if person is not None:
            _session, secret = account_actions.open_sign_in(person.user, "127.0.0.1", "test")
            client.set_cookie(app.config["SIGN_IN_COOKIE"], secret)
        return client

    return open_browser
