"""The office's own marks in the working-day calendar."""

from __future__ import annotations

from datetime import date

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core.calendar import CalendarDay, CalendarYear, override, working_days
from liaison.core.db import db

OFFICE = "办公室"


def set_day(day: date, is_workday: bool, actor: Actor) -> CalendarDay:
    """Mark a day as worked or free; limits that are counted from now on follow it."""
    before = working_days().is_working(day)
    override({day: is_workday}, OFFICE)
    row = db.session.get_one(CalendarDay, day)
    row.source = OFFICE
    record("calendar.set_day", row, actor, label=f"{day:%Y-%m-%d}", changes={"上班": [before, is_workday]})
    return row


def mark_year(year: int, is_announced: bool, actor: Actor) -> CalendarYear:
    """Say whether the holidays of a year are announced; until then its limits are shown as 未公布."""
    row = db.session.get(CalendarYear, year)
    before = bool(row and row.is_announced)
    if row is None:
        row = CalendarYear(year=year, is_announced=is_announced)
        db.session.add(row)
    row.is_announced = is_announced
    record("calendar.mark_year", row, actor, label=f"{year} 年", changes={"已公布": [before, is_announced]})
    return row
