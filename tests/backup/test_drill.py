"""The drill: a working instance is backed up and put back into a new database; everything there is the same."""

from __future__ import annotations

import re
import sqlite3
import threading
from contextlib import closing, contextmanager
from time import sleep

import pytest
from sqlalchemy import func, inspect, select, table

from liaison import create_app
from liaison.accounts.actions import open_sign_in
from liaison.audit.verifying import faults as unproved
from liaison.backup import archives, databases
from liaison.core import clock
from liaison.core.db import db as database
from tests.casework.stories import brought_to, opened
from tests.conftest import SETTINGS
from tests.databases import own_database

STATES = ("to_hand_over", "to_approve", "handling", "to_sign", "to_check", "to_reply", "to_confirm")
PAGES = {
    "office": ("/", "/cases", "/contacts", "/representatives", "/members", "/libraries", "/messages"),
    "clerk": ("/inbox", "/cases", "/contacts"), "unit_leader": ("/tasks", "/cases"),
    "member": ("/", "/cases", "/contacts"), "admin": ("/reference",),
    "auditor": ("/events",),
}  # fmt: skip
COPIES = 3
TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # drawn anew for each browser


@pytest.fixture
def worked(db, people):
    """An instance in which something went on: cases in every state, and everybody's seat."""
    people.everybody()
    cases = [brought_to(state, people) for state in STATES] + [opened(people)]
    db.session.commit()
    return cases


@pytest.fixture
def secrets(worked, people):
    """`{who: the secret of a signed-in browser}`."""
    found = {name: open_sign_in(getattr(people, name).user, "127.0.0.1", "test")[1] for name in PAGES}
    database.session.commit()
    return found


@pytest.fixture
def drill(app, secrets, tmp_path):
    """Another program, on a new database, into which the backup of this one was put back."""
    archives.write_archive(tmp_path / "drill.backup")
    url, drop = own_database(tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for key in app.config["INSTANCE"].glob("*_key"):
        (folder / key.name).write_bytes(key.read_bytes())
    other = create_app({**SETTINGS, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url})
    other.test_client_class = app.test_client_class
    with other.app_context():
        archives.put_back(tmp_path / "drill.backup")
    yield other
    with other.app_context():
        database.session.remove()
        database.engine.dispose()
    drop()


def counts():
    """`{table: rows}` of the present database."""
    names = inspect(database.engine).get_table_names()
    database.session.rollback()
    return {name: database.session.scalar(select(func.count()).select_from(table(name))) for name in names}


def addresses(worked):
    """`{who: pages that show what is there}`: more than twenty."""
    cases = tuple(f"/cases/{case.number}" for case in worked)
    return {**PAGES, "office": PAGES["office"] + cases}


def pages(app, secrets, wanted):
    """`{(who, address): (status, body)}`."""
    found = {}
    for name, secret in secrets.items():
        client = app.test_client()
        client.set_cookie(app.config["SIGN_IN_COOKIE"], secret)
        for address in wanted[name]:
            answer = client.get(address)
            found[name, address] = answer.status_code, TOKEN.sub("", answer.get_data(as_text=True))
    return found


def test_what_is_put_back_is_the_same(app, people, worked, secrets, drill):
    wanted, here = addresses(worked), counts()
    with clock.set_clock(clock.now()):
        shown = pages(app, secrets, wanted)
        assert not unproved()
        with drill.app_context():
            assert counts() == here and sum(here.values()) > 1000
            assert not unproved() and not unsound()
            again = pages(drill, secrets, wanted)
    assert [words for words in shown if shown[words] != again[words]] == []
    assert len(shown) >= 20 and [words for words, (status, _body) in shown.items() if status != 200] == []


def unsound():
    """What SQLite says of its own file."""
    if databases.dialect() != "sqlite":
        return []
    with closing(sqlite3.connect(databases.live_file())) as connection:
        return [words for (words,) in connection.execute("PRAGMA integrity_check") if words != "ok"]


@pytest.mark.sqlite
def test_what_was_saved_before_a_backup_began_is_in_it(app, db, tmp_path):
    """Under load: each row that was committed before the copy began is there, and pairs stand or fall together."""
    db.session.commit()
    with busy_writer(db) as (begun, told):
        for number in range(COPIES):
            begun.wait(5)
            before = told[-1]
            archives.write_archive(tmp_path / f"{number}.backup", has_files=False)
            with archives.opened(tmp_path / f"{number}.backup", tmp_path) as archive:
                archive.extract("database", tmp_path / str(number))
            with closing(sqlite3.connect(tmp_path / str(number) / "database")) as copy:
                rows = copy.execute("SELECT value FROM counter WHERE name IN ('one', 'two')").fetchall()
            assert rows[0] == rows[1] and rows[0][0] >= before > 0
    assert told[-1] > 2 * COPIES


@contextmanager
def busy_writer(db):
    """Somebody who saves all the time: (when he has begun, what he was told was saved)."""
    begun, enough, told = threading.Event(), threading.Event(), [0]
    file = db.engine.url.database

    def write():
        with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as line:
            line.execute("INSERT INTO counter (name, value) VALUES ('one', 0), ('two', 0)")
            while not enough.is_set():
                line.execute("BEGIN IMMEDIATE")
                line.execute("UPDATE counter SET value = value + 1 WHERE name = 'one'")
                line.execute("UPDATE counter SET value = value + 1 WHERE name = 'two'")
                line.execute("COMMIT")
                told.append(told[-1] + 1)
                begun.set()
                sleep(0.002)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield begun, told
    finally:
        enough.set()
        thread.join(10)
