"""A rotation that is killed in the middle: both keys open meanwhile, and going on ends it (PI-04)."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from liaison import create_app
from liaison.core import vault
from liaison.core.sealed import key_of
from liaison.roster.models import Representative
from tests.conftest import SETTINGS
from tests.factories import make_row

pytestmark = pytest.mark.sqlite
COUNT = 40
# The command as it is, one row at a time with a breath after each, so that the kill falls into its middle.
SLOWLY = """
import sys, time
from liaison import cli_keys, create_app
from liaison.core.db import transaction
from liaison.core.keys import reseal_some
def one_by_one():
    time.sleep(0.01)
    with transaction():
        return reseal_some(1)
cli_keys.reseal_a_batch = one_by_one
app = create_app({"TESTING": True, "SECRET_KEY": "k" * 48, "AUDIT_KEY": "a" * 48})
with app.app_context():
    done = app.test_cli_runner().invoke(args=sys.argv[1:])
sys.exit(done.exit_code)
"""


def numbers(path):
    """`{id: number}` as the database of the instance has them, whichever key each was sealed under."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, phone FROM representative").fetchall()
    return {one: vault.unseal(cell, f"representative.phone.{one}") for one, cell in rows}


def keys_used(path):
    """How many numbers lie under each key."""
    with closing(sqlite3.connect(path)) as connection:
        cells = [cell for (cell,) in connection.execute("SELECT phone FROM representative")]
    return [sum(vault.key_of(cell) == key.id for cell in cells) for key in vault.ring().keys]


@pytest.fixture
def instance(app, db, tmp_path, monkeypatch):
    """An instance with a database and a file of keys of its own; gives the folder and how its command is started."""
    for _ in range(COUNT):
        make_row(Representative)
    db.session.commit()
    path = tmp_path / "liaison.db"
    with closing(sqlite3.connect(db.engine.url.database)) as there, closing(sqlite3.connect(path)) as here:
        there.backup(here)
    before = vault.ring()
    monkeypatch.delenv("DATA_KEYS")
    (tmp_path / "data_key").write_text(before.lines)
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**kept, "LIAISON_INSTANCE": str(tmp_path)}

    def start():
        return subprocess.Popen([sys.executable, "-c", SLOWLY, "keys", "rotate"], env=environment)

    return tmp_path, start


def test_a_rotation_that_was_killed_goes_on(instance):
    folder, start = instance
    path, before = folder / "liaison.db", numbers(folder / "liaison.db")
    running = start()
    waited = time.monotonic()
    while time.monotonic() - waited < 60 and running.poll() is None:
        time.sleep(0.02)
        vault.use(vault.ring_of((folder / "data_key").read_text()))
        if len(vault.ring().keys) == 2 and keys_used(path)[1] > 3:
            break
    running.send_signal(signal.SIGKILL)
    running.wait()
    old, new = keys_used(path)
    assert old and new, "it was not killed in the middle"
    assert numbers(path) == before, "both keys open"
    again = create_app({**SETTINGS, "INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{path}"})
    with again.app_context():
        assert again.test_cli_runner().invoke(args=["keys", "rotate", "--go-on"]).exit_code == 0
    assert keys_used(path) == [0, COUNT] and numbers(path) == before
    index = key_of("representative", "phone", before[min(before)])
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT id FROM representative WHERE phone_key = ?", [index]).fetchall()
    assert found == [(min(before),)], "it is still found by its number"
