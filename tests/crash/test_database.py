"""PostgreSQL itself is killed or hangs while eight people work: a page says so, nothing told is lost, all goes on."""

from __future__ import annotations

import os
import threading
from time import monotonic, sleep

import pytest

from liaison import create_app
from liaison.core.db import db as database
from liaison.migrate import upgrade
from liaison.setup import load_reference_lists
from tests.conftest import SETTINGS
from tests.crash.clients import PATIENCE
from tests.crash.clusters import IS_THERE, started
from tests.crash.groups import launched
from tests.crash.test_crash import get_ready, told_to
from tests.crash.truth import look_at_desks, wrongs
from tests.databases import keep_aside

pytestmark = [pytest.mark.sqlite, pytest.mark.skipif(not IS_THERE, reason="PostgreSQL is not installed")]

CYCLES = int(os.environ.get("DATABASE_CYCLES", "3"))  # `make soak` sets more
SAID_WITHIN = BACK_WITHIN = 40  # on any machine; some ten seconds on an idle one
SENTENCE = "数据库现在连不上"


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of this file's own."""
    with started() as one:
        yield one


@pytest.fixture(scope="session")
def app(cluster, tmp_path_factory):
    """The program on it."""
    settings = {"INSTANCE": tmp_path_factory.mktemp("cluster"), "SQLALCHEMY_DATABASE_URI": cluster.url}
    program = create_app({**SETTINGS, **settings})
    with program.app_context():
        upgrade()
        load_reference_lists()
        database.session.commit()
        database.session.remove()
    return program


@pytest.fixture(scope="session")
def blank(app):
    """Its tables, as they were at first."""
    with app.app_context():
        return keep_aside()


@pytest.fixture(scope="session")
def launcher(app):
    """As ever, for this program."""
    with launched(app) as one:
        yield one


def answer_of(client, port):
    """(status, page, seconds) of somebody's home."""
    began = monotonic()
    client.connect(port)
    status, page = client.ask("GET", "/cases")
    client.line.close()
    return status, page, monotonic() - began


def is_told_of(client, port):
    """The page of an outage comes soon, whatever was under way."""
    status, page, seconds = answer_of(client, port)
    assert (status, SENTENCE in page) == (503, True), status
    assert seconds < SAID_WITHIN, seconds


def is_back(client, port):
    """Pages come again without a hand."""
    until = monotonic() + BACK_WITHIN
    while (status := answer_of(client, port)[0]) != 200:
        assert monotonic() < until, status
        sleep(0.1)


def test_a_killed_database_loses_nothing_that_was_told(app, db, cluster, launcher, clients):
    get_ready(launcher, clients)
    group = launcher.start()
    group.answers()
    for number in range(CYCLES):
        look_at_desks(clients)
        before, enough = told_to(clients), threading.Event()
        threads = [threading.Thread(target=one.work, args=(group.port, enough)) for one in clients]
        for thread in threads:
            thread.start()
        until = monotonic() + PATIENCE
        while told_to(clients) < before + len(clients) and monotonic() < until:
            sleep(0.01)
        cluster.kill()
        enough.set()
        is_told_of(clients[0].twin(), group.port)
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        cluster.start()
        is_back(clients[0].twin(), group.port)
        database.engine.dispose()
        found = wrongs(clients)
        assert not found, f"cycle {number}: {found[:9]}"
        assert told_to(clients) > before
    group.kill()


def test_a_hanging_database_is_said_to_be_gone(app, db, cluster, launcher, clients):
    get_ready(launcher, clients)
    group = launcher.start()
    group.answers()
    is_back(clients[0], group.port)
    cluster.hang()
    try:
        is_told_of(clients[0], group.port)
    finally:
        cluster.go_on()
    is_back(clients[0], group.port)
    group.kill()
