"""When work is done by the clock: the moments of a timetable before and after now, and the hours of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liaison.core import clock
from liaison.core.calendar import ONE_DAY, WorkingDays

DAYS, WORKING_DAYS, WEEKS, MONTHS = "days", "working days", "weeks", "months"
OPENS, CLOSES = time(8), time(18)
A_MINUTE = timedelta(minutes=1)
FARTHEST = 60  # days: no holidays are longer
LEASE = timedelta(minutes=5)  # whoever took an entry longer ago and has not ended must be dead
MISSED_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class When:
    """The moments of an entry. words: as the office says it; times: of the day in Asia/Shanghai, none = each minute.

    days: DAYS, WORKING_DAYS, WEEKS: the first working day of each week, Monday unless it is a holiday; or MONTHS: the
    first of each month.
    """

    words: str
    times: tuple[time, ...] = ()
    days: str = DAYS

    def last(self, now: datetime, calendar: WorkingDays) -> datetime | None:
        """The latest moment that is not after now."""
        if not self.times:
            return now.replace(second=0, microsecond=0)
        moments = self._moments(now, -ONE_DAY, calendar)
        return next((moment for moment in moments if moment <= now), None)

    def next(self, now: datetime, calendar: WorkingDays) -> datetime | None:
        """The first moment after now."""
        if not self.times:
            return now.replace(second=0, microsecond=0) + A_MINUTE
        return next((moment for moment in self._moments(now, ONE_DAY, calendar) if moment > now), None)

    def _moments(self, now: datetime, step: timedelta, calendar: WorkingDays) -> Iterator[datetime]:
        """The moments from today on or back, in that order."""
        today, times = clock.local(now).date(), sorted(self.times, reverse=step < timedelta(0))
        for number in range(FARTHEST):
            day = today + number * step
            if self._falls_on(day, calendar):
                yield from (clock.at(day, one) for one in times)

    def _falls_on(self, day: date, calendar: WorkingDays) -> bool:
        if self.days in (DAYS, MONTHS):
            return self.days == DAYS or day.day == 1
        before = (day - n * ONE_DAY for n in range(1, day.weekday() + 1)) if self.days == WEEKS else ()
        return calendar.is_working(day) and not any(calendar.is_working(one) for one in before)


EACH_MINUTE = When("每分钟")
EACH_HOUR = When("每小时", tuple(time(hour, 10) for hour in range(24)))
NIGHTLY = When("每天 2:30", (time(2, 30),))
DIGEST_TIME = When("工作日 8:30", (time(8, 30),), WORKING_DAYS)
FIRST_OF_WEEK = When("每周第一个工作日 9:00", (time(9),), WEEKS)
FIRST_OF_MONTH = When("每月 1 日 8:00", (time(8),), MONTHS)
OFFICE_HOURS = tuple(time(hour) for hour in range(OPENS.hour, CLOSES.hour))
HOURLY_AT_WORK = When("工作日 8:00 到 17:00 每小时", OFFICE_HOURS, WORKING_DAYS)


def is_at_work(now: datetime, calendar: WorkingDays) -> bool:
    """Whether people may be written to: a working day between 8:00 and 18:00."""
    local = clock.local(now)
    return calendar.is_working(local.date()) and OPENS <= local.time() < CLOSES
