"""Numbers, times and days of contact records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from liaison.contacts import rules
from liaison.core import clock
from liaison.core.calendar import WorkingDays

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)


def test_number_of_a_contact():
    """LX, the year and four digits; more when the year is a busy one."""
    assert rules.number_of(2026, 12) == "LX20260012"
    assert rules.number_of(2026, 12345) == "LX202612345"


def test_ten_minutes_to_take_back_a_day_to_correct():
    """The last minute and the last hour still count."""
    assert rules.may_take_back(NOON, NOON + timedelta(minutes=10))
    assert not rules.may_take_back(NOON, NOON + timedelta(minutes=10, seconds=1))
    assert rules.may_correct(NOON, NOON + timedelta(hours=24))
    assert not rules.may_correct(NOON, NOON + timedelta(hours=24, seconds=1))


def test_late_after_three_working_days():
    """Thursday's contact may be written down until Tuesday; the weekend does not count."""
    days = WorkingDays({}, {2026})
    thursday = date(2026, 3, 5)
    tuesday, wednesday = (clock.at(date(2026, 3, n)) for n in (10, 11))
    assert not rules.is_late_entry(thursday, tuesday, days)
    assert rules.is_late_entry(thursday, wednesday, days)


@pytest.mark.parametrize(("day", "says"), [
    (date(2026, 3, 6), "还没到"),
    (date(2024, 3, 5), "太早"),
    (date(2026, 3, 5), None),
    (date(2025, 3, 5), None),
])  # fmt: skip
def test_days_that_cannot_be(day: date, says: str | None):
    """Tomorrow is not yet, two years ago is a slip of the finger."""
    problem = rules.day_problem(day, date(2026, 3, 5))
    assert problem is None if says is None else says in problem


@pytest.mark.parametrize(("day", "words"), [
    (date(2026, 3, 5), "今天"), (date(2026, 3, 4), "昨天"), (date(2026, 2, 25), "8 天前"),
    (date(2026, 1, 2), "1月2日"), (date(2025, 12, 1), "2025年12月1日"),
])  # fmt: skip
def test_how_long_ago(day: date, words: str):
    """As the phone says it."""
    assert rules.ago(day, date(2026, 3, 5)) == words
