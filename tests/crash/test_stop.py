"""An orderly stop: what is under way is finished and answered; with new workers nobody notices anything."""

from __future__ import annotations

import http.client
import signal
import sqlite3
import threading
from contextlib import closing, contextmanager
from time import monotonic, sleep

import pytest

from tests.crash.clients import BEHIND_PROXY
from tests.crash.test_crash import get_ready
from tests.crash.truth import look_at_desks, wrongs

pytestmark = pytest.mark.sqlite
SECONDS = 3.0
UNDER_WAY = 2.0


class Visits:
    """Pages asked for one after the other, each over a line of its own; unanswered: those sent and never answered."""

    def __init__(self, port):
        self.port, self.enough, self.answered, self.unanswered = port, threading.Event(), 0, []
        self.threads = [threading.Thread(target=self.visit) for _number in range(3)]
        for thread in self.threads:
            thread.start()

    def visit(self):
        while not self.enough.is_set():
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                line.connect()
            except OSError:
                return  # nobody listens any more: nothing was asked
            try:
                line.request("GET", "/sign-in", headers={**BEHIND_PROXY, "Connection": "close"})
                assert line.getresponse().status == 200
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.unanswered.append(repr(error))
            finally:
                line.close()

    def end(self):
        self.enough.set()
        for thread in self.threads:
            thread.join(20)


def test_new_workers_take_over_unnoticed(app, launcher, clients):
    group = launcher.start()
    group.answers()
    visits, until = Visits(group.port), monotonic() + SECONDS
    while monotonic() < until:
        group.stop(signal.SIGHUP)
        sleep(1)
    visits.end()
    group.kill()
    assert visits.answered > 5 and not visits.unanswered, visits.unanswered[:5]


@contextmanager
def nobody_can_write(db):
    """Somebody else is writing, so that whoever wants to write waits."""
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_what_is_under_way_is_answered_before_the_end(app, launcher, clients, db):
    get_ready(launcher, clients)
    group = launcher.start()
    group.answers()
    look_at_desks(clients)
    for client in clients:
        client.connect(group.port)
    threads = [threading.Thread(target=client.write) for client in clients]
    with nobody_can_write(db):
        for thread in threads:
            thread.start()
        sleep(UNDER_WAY)
        group.stop()
        sleep(UNDER_WAY / 2)
        assert group.is_there() and not any(client.told for client in clients)
    for thread in threads:
        thread.join(20)
    group.wait(30)
    assert [len(client.told) for client in clients] == [1] * len(clients), [client.odd for client in clients]
    assert not wrongs(clients)
