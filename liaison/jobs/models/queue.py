"""The queue of jobs, and what changes too often for the database: progress, heart-beats and wishes to stop."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer
from sqlalchemy.engine import Engine

from liaison.core import clock
from liaison.core.db import db

try:
    from redis.exceptions import RedisError
except ImportError:  # only whoever sets redis:// needs it
    RedisError = OSError

NAME = "liaison"
SCHEMES: Mapping[str, type[Huey]] = {
    "postgres": PostgresHuey, "postgresql": PostgresHuey, "redis": RedisHuey, "rediss": RedisHuey,
}  # fmt: skip
UNREACHABLE = (OSError, sqlite3.Error, psycopg.Error, RedisError)
UNKNOWN_ADDRESS = "JOBS_URL 要以 postgresql:// 或 redis:// 开头；不设，就用数据文件夹里的 SQLite 文件。"
NO_DRIVER = "JOBS_URL 用的 {} 还没有装驱动，请先运行 pip install {}，或删掉这个设置。"
WORKER = "worker"
JOB, ENTRY, CLOCK = "work", "entry", "clock"

Work = Callable[[int], None]


class Timetable(NamedTuple):
    """What is done by the clock. due: gives the names of what waits to be done now; run: does one of them."""

    due: Callable[[], Sequence[str]] = tuple
    run: Callable[[str], None] = print


class Worker(NamedTuple):
    """Who does jobs: a process, and the keeper that has one such process at a time; empty where there is none."""

    keeper: str = ""
    process: str = ""

    def has_replaced(self, other: Worker) -> bool:
        """Whether the other one must be dead, since its keeper has this process now."""
        return bool(self.keeper) and self.keeper == other.keeper and self.process != other.process


class Queue:
    """The queue of one app. address: JOBS_URL, or the path of an SQLite file; secret: signs what lies in it.

    work: does the job of that id; called by the worker only, the others just hand ids over; by: who this process is;
    timetable: what the worker does by the clock; folder: where files that jobs made wait.
    """

    def __init__(
        self, address: str, secret: str, work: Work, timetable: Timetable = Timetable(), folder: Path = Path("made")  # noqa: B008
    ) -> None:
        self.address, self.secret, self.work, self.timetable, self.folder = address, secret, work, timetable, folder
        self.by = Worker()
        self._lock = Lock()
        self._huey: Huey | None = None

    @property
    def huey(self) -> Huey:
        """Huey itself, opened when it is first needed: after the server has divided into processes."""
        with self._lock:
            if self._huey is None:
                self._huey = open_huey(self.address, self.secret)
                self._task = self._huey.task(name=JOB)(self.work)
                self._entry = self._huey.task(name=ENTRY)(self.timetable.run)
                self._huey.periodic_task(crontab(), name=CLOCK)(self.look_at_clock)
            return self._huey

    def hand_over(self, job_id: int) -> None:
        """Let a worker do this job; told twice, it is done once."""
        huey = self.huey
        huey.enqueue(self._task.s(job_id))

    def handed_over(self) -> set[int]:
        """The jobs that nobody has taken yet."""
        return {task.args[0] for task in self.huey.pending() if task.name == JOB}

    def look_at_clock(self) -> None:
        """Hand over what is due by the clock and not in the queue yet; huey calls it each minute."""
        huey = self.huey
        waiting = {task.args[0] for task in huey.pending() if task.name == ENTRY}
        for name in self.timetable.due():
            if name not in waiting:
                huey.enqueue(self._entry.s(name))

    def beat(self, key: str, done: int, total: int) -> None:
        """A sign of life of the job, with how far it is."""
        self.huey.put(f"{key}:progress", {"done": done, "total": total, "at": clock.now(), "by": self.by})

    def progress(self, key: str) -> dict[str, Any]:
        """`{done, total, at, by}` of the last sign of life; empty before the first."""
        return self.huey.get(f"{key}:progress", peek=True) or {}

    def ask_to_stop(self, key: str) -> None:
        """Note that somebody wants the job to end."""
        self.huey.put(f"{key}:stop", True)

    def is_asked_to_stop(self, key: str) -> bool:
        """Whether somebody wants the job to end."""
        return bool(self.huey.get(f"{key}:stop", peek=True))

    def forget(self, key: str) -> None:
        """Drop what was noted of a job that is over."""
        for part in ("progress", "stop"):
            self.huey.delete(f"{key}:{part}")

    def worker_lives(self) -> None:
        """A sign of life of a worker as such."""
        self.huey.put(WORKER, clock.now())

    def worker_seen_at(self) -> datetime | None:
        """When a worker showed itself last; None before the first."""
        return self.huey.get(WORKER, peek=True)


_queues: WeakKeyDictionary[Engine, Queue] = WeakKeyDictionary()


def keep_queue(engine: Engine, queue: Queue) -> None:
    """Remember the queue that belongs to the app of this engine."""
    _queues[engine] = queue


def queue_here() -> Queue:
    """The queue of the present app."""
    return _queues[db.engine]


def scheme_of(address: str) -> str:
    """`redis` of redis://host; empty for the path of a file."""
    return address.partition("://")[0] if "://" in address else ""


def refuse_address(address: str) -> str | None:
    """Why the program cannot start with this address: one sentence; None where it can."""
    scheme = scheme_of(address)
    if scheme and scheme not in SCHEMES:
        return UNKNOWN_ADDRESS
    if scheme.startswith("redis"):
        try:
            open_huey(address, NAME)
        except ConfigurationError:
            return NO_DRIVER.format("Redis", "redis")
    return None


def open_huey(address: str, secret: str) -> Huey:
    """Huey on the storage that the address names; the tables it needs are made."""
    options: dict[str, Any] = {"results": False, "serializer": SignedSerializer(secret, salt=NAME)}
    scheme = scheme_of(address)
    if not scheme:
        return SqliteHuey(NAME, filename=address, journal_mode="truncate", timeout=10, **options)
    place = {"url": address} if scheme.startswith("redis") else {"dsn": address}
    return SCHEMES[scheme](NAME, **place, **options)
