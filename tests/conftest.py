"""Fixtures: the program, a fresh database per test, people of every role, and a signed-in browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from liaison import create_app
from liaison.accounts import actions as account_actions
from liaison.core import ceilings, vault
from liaison.core.db import db as database
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests import canaries, haian
from tests.databases import keep_aside, own_database, put_back
from tests.factories import People, make_row, number_from
from tests.pages import CheckedClient

SETTINGS = {"TESTING": True, "WTF_CSRF_ENABLED": False, "SECRET_KEY": "k" * 48, "PROPAGATE_EXCEPTIONS": False}

os.environ.setdefault("DATA_KEYS", f"aes {'A' * 43}=")  # all programs of one run open each other's sealed cells

# How fast something is, the benches say. The gate tries the same examples each time; `make soak` takes others.
settings.register_profile("gate", deadline=None, derandomize=True, database=None)
settings.register_profile("roaming", deadline=None, derandomize=False)
settings.load_profile("gate")


def pytest_sessionstart() -> None:
    """What was imported stays; looking through it for garbage again and again took a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    canaries.listen()


LONGEST = ("test_walk_", "test_every_page.py")  # begun first, so that no process waits for another


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first; on PostgreSQL, without what touches no database: it says the same there."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONGEST))
    if "TEST_DATABASE_URL" in os.environ:
        away = [item for item in items if "app" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in set(away)]


@pytest.fixture(autouse=True)
def nobody_leaks() -> Iterator[None]:
    """No test's person turns up where nobody asked for him (tests/canaries.py)."""
    canaries.found.clear()
    yield
    assert not canaries.found, f"whole numbers or names of people: {sorted(set(canaries.found))}"


@pytest.fixture(autouse=True)
def own_keys() -> Iterator[None]:
    """What a test sealed with other keys, or a program made with them, does not change the keys of the run."""
    before = vault._ring, vault._look_again
    yield
    if before[0] is not None:
        vault.use(*before)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The program on a migrated database with the reference lists in it; PostgreSQL when TEST_DATABASE_URL is set."""
    folder = tmp_path_factory.mktemp("instance")
    url, drop = own_database(folder)
    program = create_app({**SETTINGS, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url})
    program.test_client_class = CheckedClient
    share_templates(program, tmp_path_factory)
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
    left = list(canaries.in_files(folder))
    assert not left, f"whole numbers of people stand in files that the tests left: {left}"


def share_templates(program: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let the processes of one run leave each other the templates that they compiled."""
    folder = tmp_path_factory.getbasetemp().parent / "templates"
    folder.mkdir(exist_ok=True)
    program.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def blank(app: Any) -> bytes | str:
    """What is needed to put the database back before each test."""
    with app.app_context():
        return keep_aside()


@pytest.fixture
def db(app: Any, blank: Any) -> Iterator[Any]:
    """A fresh database inside an app context; the session starts with a writing transaction."""
    with app.app_context():
        put_back(blank)
        number_from(1)
        yield database
        database.session.rollback()
        database.session.remove()


@pytest.fixture(scope="session")
def year_image(app: Any, blank: Any) -> bytes | str:
    """The Hai'an year, read in once through the real importers (about 20 seconds)."""
    with app.app_context():
        put_back(blank)
        for read_in in (haian.read_people, haian.read_contacts, haian.read_steps):
            read_in()
            database.session.commit()
        database.session.remove()
        return keep_aside("year")


@pytest.fixture
def year(app: Any, year_image: Any) -> Iterator[Any]:
    """The Hai'an year of 2024: 309 members, 4,560 people, 1,210 contacts and what came of them."""
    with app.app_context():
        put_back(year_image)
        number_from(5001)
        yield database
        database.session.rollback()
        database.session.remove()


@pytest.fixture
def make(db: Any) -> Callable[..., Any]:
    """make(Model, **only what matters): a stored row with sensible other values."""
    return make_row


@pytest.fixture
def people(db: Any) -> People:
    """One person of each role, seated where that role belongs; people.clerk, people.member, …"""
    return People()


@pytest.fixture
def limits() -> Iterator[Callable[[str], None]]:
    """limits("upload=9/60"): an office's own limits, as long as the test lasts."""
    yield lambda words: ceilings.use(ceilings.ceilings_in(words))
    ceilings.use({})


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
