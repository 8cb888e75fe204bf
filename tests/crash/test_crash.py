"""kill -9 of the whole server, again and again, under eight busy people: nothing told is lost, nothing is half done."""

from __future__ import annotations

import os
import random
import threading
from time import monotonic, sleep

import pytest

from tests.crash.clients import BEHIND_PROXY, PATIENCE, Desk, Phone
from tests.crash.truth import look_at_desks, said_by_check, wrongs

CYCLES = int(os.environ.get("CYCLES", "0"))  # `make soak` sets more
ON_SQLITE, ON_POSTGRES = 60, 12
MOST_CYCLES_TO_FIND = 60  # few kills fall between the answer and the disk, the fewer the busier the machine
FIRST_PAGE = ["GET", "/sign-in", None, BEHIND_PROXY]


@pytest.fixture
def cycle(launcher, clients):
    """cycle(fault): start, let them work a moment from the first answer on, kill. Gives the start's seconds."""
    chance = random.Random(20261122)
    get_ready(launcher, clients)

    def once(fault=""):
        group, enough = launcher.start(fault), threading.Event()
        seconds = group.answers()
        before = told_to(clients)
        look_at_desks(clients)
        threads = [threading.Thread(target=client.work, args=(group.port, enough)) for client in clients]
        for thread in threads:
            thread.start()
        until = monotonic() + PATIENCE
        while told_to(clients) == before and monotonic() < until:
            sleep(0.01)
        sleep(chance.uniform(0.1, 0.5))
        group.kill()
        enough.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        return seconds

    return once


def get_ready(launcher, clients):
    """Let everybody fetch his form once, and the program do what they do."""
    group = launcher.start()
    group.answers()
    for client in clients:
        client.connect(group.port)
        client.get_ready()
        client.line.close()
    group.kill()
    look_at_desks(clients)
    answers = launcher.warm([FIRST_PAGE, *clients[0].usual(), *clients[-1].usual()])
    assert answers[0] == 200 and {*answers[1:]} == {302}, answers


def told_to(clients):
    """How many writes were answered as done."""
    return sum(len(client.told) for client in clients)


def test_nothing_told_is_lost_and_nothing_is_half_done(app, cycle, clients, db):
    cycles = CYCLES or (ON_SQLITE if db.engine.dialect.name == "sqlite" else ON_POSTGRES)
    starts, found = [], []
    for number in range(cycles):
        starts.append(cycle())
        found = wrongs(clients)
        assert not found, f"cycle {number}: {found[:9]}"
    told = told_to(clients)
    print(f"{cycles} 次，答应过 {told} 件，最慢的启动 {max(starts):.1f} 秒")
    assert told >= cycles, [client.odd[:2] for client in clients]
    assert {type(client) for client in clients if client.told} == {Phone, Desk}
    assert not said_by_check()


@pytest.mark.parametrize(
    ("fault", "words"),
    [("answer_before_commit", "told and not there"), ("two_transactions", "records and events differ")],
)
def test_a_planted_fault_is_found(app, cycle, clients, fault, words):
    for _number in range(MOST_CYCLES_TO_FIND):
        cycle(fault)
        if any(words in one for one in wrongs(clients)):
            return
    pytest.fail("not found")
