"""A real worker: killed in the middle of a job, asked to cancel one, left alone by its keeper."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs import actions, queries, rules
from liaison.jobs.models import Job, ScheduledWork
from liaison.migrate import upgrade
from liaison.orgs.models import Sector
from tests.conventions.source import ROOT
from tests.jobs import program

PATIENCE = 40
SETTINGS = {"SECRET_KEY": "", "DATABASE_URL": "", "JOBS_URL": ""}
WORK = (sys.executable, "-m", "flask", "--app", "tests/jobs/program.py", "work", "--alone")


@pytest.fixture
def place(tmp_path, monkeypatch) -> Iterator[Any]:
    """A program of its own, as workers in other processes will find it."""
    for name, value in {**SETTINGS, "LIAISON_INSTANCE": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    app = program.create_app()
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen]]:
    """start(*options): a worker; none is left behind."""
    workers = []

    def begin(*options: str) -> subprocess.Popen:
        workers.append(subprocess.Popen((*WORK, *options), cwd=ROOT, stdin=subprocess.PIPE))
        return workers[-1]

    yield begin
    for worker in workers:
        worker.kill()
        worker.wait()
        worker.stdin.close()


def hand_in(kind: str, name: str) -> Job:
    """A slow job, handed in."""
    with transaction():
        return actions.submit(kind, "慢慢写", SYSTEM, "/", name=name)


def wait_for(job: Job, is_so: Callable[[rules.Progress], bool]) -> None:
    """Wait until the job is so far."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with transaction(write=False):
            db.session.refresh(job)
            progress = queries.progress_of(job)
        if is_so(progress):
            return
        sleep(0.1)
    pytest.fail(f"still {progress}")


def count(name: str) -> int:
    """How often the row was written."""
    with transaction(write=False):
        return db.session.scalar(select(func.count()).where(Sector.name == name))


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_does_it_all(place, start):
    job = hand_in("test.write", "杀")
    worker = start()
    wait_for(job, lambda progress: progress.done > 3)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert count("杀") == 0
    db.session.refresh(job)
    assert (job.state, job.attempts) == (rules.RUNNING, 1)
    with clock.set_clock(clock.now() + timedelta(seconds=31)):
        actions.sweep()
    start()
    wait_for(job, lambda progress: progress.is_over)
    assert (job.state, job.attempts, count("杀")) == (rules.DONE, 2, 1)


def test_the_next_worker_of_the_same_keeper_goes_on_at_once(place, start):
    job = hand_in("test.write", "接")
    worker = start("--keeper", "k")
    wait_for(job, lambda progress: progress.done > 3)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    died = clock.now()
    start("--keeper", "k")
    wait_for(job, lambda progress: progress.is_over)
    assert (job.state, job.attempts, count("接")) == (rules.DONE, 2, 1)
    assert clock.now() - died < rules.SILENT_FOR


def test_a_running_job_is_cancelled_and_the_worker_goes_on(place, start):
    first, second = hand_in("test.read", "甲"), hand_in("test.read", "乙")
    worker = start()
    wait_for(first, lambda progress: progress.done > 3)
    with transaction():
        actions.cancel(first, SYSTEM)
    wait_for(first, lambda progress: progress.is_over)
    assert (first.state, count("甲")) == (rules.CANCELLED, 0)
    wait_for(second, lambda progress: progress.done > 3)
    worker.stdin.close()
    assert worker.wait(10) == 0, "a worker ends when its keeper is gone"
    assert count("乙") == 0


def test_a_worker_does_what_is_due_by_the_clock(place, start):
    with transaction():
        db.session.add(ScheduledWork(name="test.note", slot_at=clock.now(), asked_at=clock.now()))
    start()
    until = monotonic() + PATIENCE
    while monotonic() < until and not count("钟"):
        sleep(0.1)
    assert count("钟") == 1
