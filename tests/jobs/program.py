"""The program with one more kind of job, slow enough to be killed in the middle; a real worker runs it."""

from __future__ import annotations

from time import sleep

from liaison import create_app  # flask finds it here
from liaison.core.db import db, transaction
from liaison.jobs.actions import Run, every, works
from liaison.jobs.rules import NIGHTLY
from liaison.orgs.models import Sector

STEPS = 300


@works("test.read")
def read_slowly(run: Run, name: str) -> None:
    """Take half a minute, then write a row."""
    take_time(run)
    with transaction():
        write(name)


@works("test.write")
def write_slowly(run: Run, name: str) -> None:
    """Write a row, then take half a minute before it counts; the second attempt is quick."""
    with transaction():
        write(name)
        if run.attempt == 1:
            take_time(run)


@every("test.note", "记一次", NIGHTLY)
def note() -> str:
    """Write a row by the clock."""
    with transaction():
        write("钟")
    return "写了 1 行"


def take_time(run: Run) -> None:
    """Many short steps."""
    for step in range(STEPS):
        run.tell(step, STEPS)
        sleep(0.1)


def write(name: str) -> None:
    """A row that can be counted."""
    db.session.add(Sector(code=name, name=name))
    db.session.flush()


__all__ = ["create_app"]
