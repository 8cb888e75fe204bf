"""The only place that asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_set_moment: ContextVar[datetime | None] = ContextVar("set_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_moment.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on an Asia/Shanghai wall clock."""
    return moment.astimezone(SHANGHAI)


def at(day: date, clock_time: time = time(0)) -> datetime:
    """The UTC moment of an Asia/Shanghai wall-clock time."""
    return datetime.combine(day, clock_time, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 Asia/Shanghai of that day, in UTC: the moment a limit of that day runs out."""
    return at(day + timedelta(days=1))


@contextmanager
def set_clock(moment: datetime) -> Iterator[None]:
    """Let the program believe it is that moment (demo data and tests are made this way)."""
    token = _set_moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_moment.reset(token)
