"""Years of the working-day calendar whose holidays are announced."""

from __future__ import annotations

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core.calendar import CalendarYear
from liaison.core.db import db


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
