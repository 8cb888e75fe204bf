"""Working days: which days count, from the office's own table, and limits counted in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from chinese_calendar import constants as announcements
from sqlalchemy import Date, bindparam, cast, literal, null, select, union_all
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core.db import Base, db

ONE_DAY = timedelta(days=1)
SATURDAY = 5
ANNOUNCEMENT = "国务院办公厅通知"
LISTED = (ANNOUNCEMENT, "参考名单")  # days that came with the program or the office's own list, not one by one
HOLIDAYS = {
    one.value: one.chinese if one.chinese.endswith(("节", "元旦", "日")) else f"{one.chinese}节"
    for one in announcements.Holiday
}  # fmt: skip
KNOWN_YEARS = frozenset(day.year for day in announcements.holidays)


class CalendarDay(Base):
    """A day that an announcement or the office names; every other day follows the weekday. source: who says so."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    source: Mapped[str]


class CalendarYear(Base):
    """A year and whether its public holidays are announced; limits beyond are shown as 未公布."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_announced: Mapped[bool]


@dataclass(frozen=True)
class WorkingDays:
    """Counting in working days.

    days: `{day: is it worked}` for the named days; announced: the years known; sources: who named a day.
    """

    days: Mapping[date, bool]
    announced: frozenset[int] | set[int] = frozenset()
    sources: Mapping[date, str] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Whether the day counts; a day that nobody named follows its weekday."""
        return self.days.get(day, day.weekday() < SATURDAY)

    def is_announced(self, day: date) -> bool:
        """Whether the holidays of that day's year are known."""
        return day.year in self.announced

    def add(self, day: date, count: int) -> date:
        """The last day of a limit of `count` working days: the next working day is day 1; backwards if negative."""
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days from the day after `start` up to `end`; negative where `end` lies before."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(day) for day in days_after(start, end))

    def changed(self, days: Mapping[date, bool], source: str) -> WorkingDays:
        """The same calendar with some days named anew."""
        return replace(self, days={**self.days, **days}, sources={**self.sources, **dict.fromkeys(days, source)})


def day_name(day: date, calendar: WorkingDays) -> str:
    """Why a day counts or not, where its weekday does not say so: 周末、国庆节、调休上班, else nothing.

    A day of a year whose holidays are not known is marked 未公布.
    """
    is_weekday, is_working = day.weekday() < SATURDAY, calendar.is_working(day)
    if is_working:
        why = "" if is_weekday else "调休上班"
    else:
        why = free_name(day, calendar.sources.get(day, "")) if is_weekday or day in calendar.days else "周末"
    return f"{why}（未公布）" if why and not calendar.is_announced(day) else why


def free_name(day: date, source: str) -> str:
    """What a day is called that somebody named as free: the holiday it is announced as, else who said so."""
    if day in announcements.holidays and source in ("", *LISTED):
        return HOLIDAYS[announcements.holidays[day]]
    return "节假日" if source in ("", *LISTED) else f"放假（{source}）"


def days_after(start: date, end: date) -> Iterator[date]:
    """The days after `start` up to and with `end`."""
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))


DAYS_AND_YEARS = union_all(
    select(CalendarDay.day, CalendarDay.is_workday, literal(0), CalendarDay.source)
    .where(CalendarDay.day >= bindparam("since", type_=Date)),
    select(cast(null(), Date), CalendarYear.is_announced, CalendarYear.year, literal("")),
)  # fmt: skip


def working_days(since: date = date.min) -> WorkingDays:
    """The working days as they stand in the table: one query. since: what was named before it is left out."""
    rows = db.session.execute(DAYS_AND_YEARS, {"since": since}).all()
    return WorkingDays(
        {day: bool(is_workday) for day, is_workday, _, _ in rows if day},
        frozenset(year for _, is_announced, year, _ in rows if year and is_announced),
        {day: source for day, _, _, source in rows if day},
    )


def seed_calendar(years: Iterable[int]) -> None:
    """Fill the table with the announced holidays of these years; days the office set itself stay as they are."""
    for year in years:
        if year in KNOWN_YEARS or db.session.get(CalendarYear, year) is None:
            announce(year, year in KNOWN_YEARS)
        named = {day: False for day in announcements.holidays if day.year == year}
        named |= {day: True for day in announcements.workdays if day.year == year}
        override(named, ANNOUNCEMENT, keep=True)


def announce(year: int, is_announced: bool = True) -> None:
    """Note whether the public holidays of a year are known."""
    db.session.merge(CalendarYear(year=year, is_announced=is_announced))


def override(days: Mapping[date, bool], source: str, *, keep: bool = False) -> int:
    """Name days as worked or free; gives how many rows changed. keep: leave days that are already named."""
    query = select(CalendarDay).where(CalendarDay.day.in_(days))
    standing = {row.day: row for row in db.session.scalars(query)}
    changed = 0
    for day, is_workday in days.items():
        row = standing.get(day)
        if row is None:
            db.session.add(CalendarDay(day=day, is_workday=is_workday, source=source))
        elif keep or row.is_workday == is_workday:
            continue
        else:
            row.is_workday, row.source = is_workday, source
        changed += 1
    db.session.flush()
    return changed
