"""A year of the working-day calendar as its page shows it."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from liaison.core.calendar import CalendarDay, WorkingDays, working_days
from liaison.core.db import db

WEEK = ("一", "二", "三", "四", "五", "六", "日")
FREE, WORKED = "休", "班"


@dataclass(frozen=True)
class Cell:
    """One day. mark: 休 for a weekday that is free, 班 for a weekend day that is worked; is_free: not worked."""

    day: date
    mark: str
    is_free: bool


@dataclass(frozen=True)
class YearPage:
    """Twelve months of weeks of cells (None outside the month), and the days that somebody named."""

    year: int
    months: list[list[list[Cell | None]]]
    named: list[CalendarDay]
    is_announced: bool
    working_count: int


def calendar_of(year: int) -> YearPage:
    """The year with all marks: two queries."""
    days = working_days()
    first, last = date(year, 1, 1), date(year, 12, 31)
    named = select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    months = [
        [[cell_of(day, month, days) for day in week] for week in Calendar().monthdatescalendar(year, month)]
        for month in range(1, 13)
    ]
    worked = sum(not cell.is_free for month in months for week in month for cell in week if cell)
    return YearPage(year, months, list(db.session.scalars(named)), days.is_announced(first), worked)


def cell_of(day: date, month: int, days: WorkingDays) -> Cell | None:
    """A day of the month with its mark; None for a day of a neighbouring month."""
    if day.month != month:
        return None
    is_weekday, is_working = day.weekday() < 5, days.is_working(day)
    mark = "" if is_weekday == is_working else (FREE if is_weekday else WORKED)
    return Cell(day, mark, not is_working)
