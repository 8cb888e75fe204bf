"""The entries of the schedule: which functions are called by the clock, and at which moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from liaison.jobs.rules.timetable import When

Work = Callable[[], str | None]


@dataclass(frozen=True)
class Every:
    """One entry of the schedule. title: as its page calls it; work: does it and says in a sentence what it did."""

    name: str
    title: str
    when: When
    work: Work


_entries: dict[str, Every] = {}


def every(name: str, title: str, when: When) -> Callable[[Work], Work]:
    """Declare a function that is called by the clock (see jobs/actions/schedule.py). name: `package.verb`."""

    def declare(work: Work) -> Work:
        _entries[name] = Every(name, title, when, work)
        return work

    return declare


def entries() -> Mapping[str, Every]:
    """`{name: entry}` of all that is done by the clock."""
    return _entries
