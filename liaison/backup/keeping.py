"""How long backups are kept: the newest of each of the last 24 hours, 7 days, 4 weeks and 12 months that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

HOURS, DAYS, WEEKS, MONTHS = 24, 7, 4, 12
LATE_AFTER = timedelta(hours=26)
LEAST_FREE = 0.1

Period = Callable[[datetime], tuple[int, ...]]


def hour_of(at: datetime) -> tuple[int, ...]:
    """The hour that a moment lies in."""
    return at.year, at.month, at.day, at.hour


def day_of(at: datetime) -> tuple[int, ...]:
    """The day that a moment lies in."""
    return at.year, at.month, at.day


def week_of(at: datetime) -> tuple[int, ...]:
    """The week, from Monday on, that a moment lies in."""
    return tuple(at.isocalendar())[:2]


def month_of(at: datetime) -> tuple[int, ...]:
    """The month that a moment lies in."""
    return at.year, at.month


def newest_of_each(moments: Iterable[datetime], period: Period, most: int) -> set[datetime]:
    """The newest moment of each of the last periods that have one; a machine that rested loses nothing by it."""
    newest: dict[tuple[int, ...], datetime] = {}
    for at in sorted(moments):
        newest[period(at)] = at
    return set(sorted(newest.values())[-most:])


def days_worth_keeping(moments: Iterable[datetime]) -> set[datetime]:
    """Which of the whole backups stay. Moments in local time."""
    moments = list(moments)
    rules = ((day_of, DAYS), (week_of, WEEKS), (month_of, MONTHS))
    return set().union(*(newest_of_each(moments, period, most) for period, most in rules))


def hours_worth_keeping(moments: Iterable[datetime]) -> set[datetime]:
    """Which of the hourly copies of the database stay. Moments in local time."""
    return newest_of_each(moments, hour_of, HOURS)
