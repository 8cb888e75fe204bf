"""The queue on each of its storages: SQLite always, PostgreSQL where the tests have one."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta

import pytest

from liaison import create_app
from liaison.core import clock
from liaison.jobs.models import Queue, queue_here, refuse_address
from tests.conftest import SETTINGS

SERVER = os.environ.get("TEST_DATABASE_URL", "").replace("+psycopg", "")


@pytest.fixture
def queue(app, tmp_path):
    """A queue that remembers what its worker did."""
    done = []
    queue = Queue(SERVER or str(tmp_path / "jobs.db"), "s" * 48, done.append)
    queue.done = done
    queue.huey.storage.flush_all()
    yield queue
    queue.huey.storage.flush_all()
    queue.huey.storage.close()


def test_what_is_handed_over_is_worked_on(queue):
    queue.hand_over(7)
    queue.hand_over(8)
    assert queue.handed_over() == {7, 8}
    queue.huey.execute(queue.huey.dequeue())
    assert (queue.done, queue.handed_over()) == ([7], {8})


def test_another_process_sees_the_progress(queue):
    other = Queue(queue.address, queue.secret, print)
    assert other.progress("k") == {}
    queue.beat("k", 3, 10)
    found = other.progress("k")
    assert (found["done"], found["total"]) == (3, 10)
    assert clock.now() - found["at"] < timedelta(seconds=5)
    other.huey.storage.close()


def test_a_wish_to_stop_is_kept_until_the_job_is_over(queue):
    assert not queue.is_asked_to_stop("k")
    queue.ask_to_stop("k")
    assert queue.is_asked_to_stop("k")
    assert not queue.is_asked_to_stop("another")
    queue.forget("k")
    assert not queue.is_asked_to_stop("k")


def test_what_somebody_else_put_into_it_is_not_opened(queue):
    """Huey pickles: only what carries our signature may be read."""
    forged = Queue(queue.address, "t" * 48, print)
    forged.hand_over(9)
    forged.huey.storage.close()
    with pytest.raises(ValueError, match="mismatch"):
        queue.huey.dequeue()


def test_the_queue_lies_beside_the_database_and_not_in_it(app, db):
    queue_here().worker_lives()
    assert queue_here().address == str(app.config["INSTANCE"] / "jobs.db")
    with sqlite3.connect(queue_here().address) as file:
        assert file.execute("PRAGMA journal_mode").fetchone()[0] != "wal"


@pytest.mark.parametrize(
    ("address", "words"),
    [("mysql://host/db", "JOBS_URL 要以 postgresql:// 或 redis:// 开头"), ("redis://host", "pip install redis")],
)
def test_an_address_that_cannot_work_stops_the_start(tmp_path, address, words):
    with pytest.raises(SystemExit, match=words):
        create_app({**SETTINGS, "INSTANCE": tmp_path, "JOBS_URL": address})


def test_other_addresses_are_taken():
    assert refuse_address("") is None
    assert refuse_address("postgresql://host/db") is None
