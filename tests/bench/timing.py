"""Measuring: processor and wall time of a piece of work beside its limit, its statements and its memory."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

Work = Callable[[], Any]
FRAME = re.compile(r"\s*(PRAGMA|BEGIN|COMMIT|SET TRANSACTION)")
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True)
class Cost:
    """Seconds that one call took."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Figure:
    """One line of the report. cpu, wall: median seconds; ratio: median of cpu to the limit's, round by round.

    limit: what it is compared with; more: what else was counted, e.g. {"sql": 5, "kb": 31}.
    """

    item: str
    cpu: float
    wall: float
    limit: str
    ratio: float
    least: float
    most: float
    wall_ratio: float
    more: Mapping[str, float]


def cost_of(work: Work, calls: int = 1) -> Cost:
    """What one call costs, on the average of some."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        work()
    return Cost((time.process_time() - cpu) / calls, (time.perf_counter() - wall) / calls)


def side_by_side(works: Mapping[str, Work], rounds: int, calls: int) -> dict[str, list[Cost]]:
    """`{name: cost in each round}`: in every round all of them, so that a busy minute falls on each alike."""
    for work in works.values():
        work()
    taken: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(cost_of(work, calls))
    return taken


def figure(item: str, costs: list[Cost], limit: str, least: list[Cost], **more: float) -> Figure:
    """The line of an item, from its costs and its limit's in the same rounds."""
    ratios = [one.cpu / other.cpu for one, other in zip(costs, least, strict=True)]
    cpu, wall = median(c.cpu for c in costs), median(c.wall for c in costs)
    wall_ratio = wall / median(c.wall for c in least)
    return Figure(item, cpu, wall, limit, median(ratios), min(ratios), max(ratios), wall_ratio, more)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent in the block, those that open and close a transaction left out."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not FRAME.match(statement):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def write_turns(engine: Engine) -> Iterator[list[float]]:
    """Seconds of each transaction of the block that writes, from the moment it asks for its turn: SQLite's only."""
    turns: list[float] = []
    began: dict[int, float] = {}

    def note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            began[id(connection.connection.dbapi_connection)] = time.perf_counter()

    def end(connection: Any, _record: Any) -> None:
        if id(connection) in began:
            turns.append(time.perf_counter() - began.pop(id(connection)))

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine.pool, "checkin", end)
    try:
        yield turns
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine.pool, "checkin", end)


def memory_peak() -> float:
    """Megabytes the process held at its fullest since `forget_peak`; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    found = PEAK.search(status.read_text()) if status.exists() else None
    return int(found.group(1)) / 1024 if found else 0.0


def forget_peak() -> None:
    """Let the count of the fullest moment begin anew, where the system can."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")
