"""Limits in working days agree with counting on one's fingers, in every year and beyond the announced ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from liaison.core.calendar import (
    CalendarDay,
    CalendarYear,
    WorkingDays,
    announce,
    day_name,
    override,
    seed_calendar,
    working_days,
)

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
NAMED = st.dictionaries(st.dates(date(2023, 12, 1), date(2024, 3, 31)), st.booleans(), max_size=40)


def counted_on_fingers(calendar, start, end):
    day, count = start, 0
    while day < end:
        day += timedelta(days=1)
        count += 1 if calendar.is_working(day) else 0
    return count


@settings(max_examples=300)
@given(NAMED, DAYS, st.integers(0, 60))
def test_add_ends_on_the_nth_working_day(named, start, count):
    calendar = WorkingDays(named)
    due = calendar.add(start, count)
    assert counted_on_fingers(calendar, start, due) == count
    assert due == start if count == 0 else calendar.is_working(due)


@settings(max_examples=300)
@given(NAMED, DAYS, st.integers(-90, 90))
def test_between_is_the_signed_count(named, start, distance):
    calendar = WorkingDays(named)
    end = start + timedelta(days=distance)
    expected = counted_on_fingers(calendar, min(start, end), max(start, end))
    assert calendar.between(start, end) == (expected if distance >= 0 else -expected)


@settings(max_examples=200)
@given(NAMED, DAYS, st.integers(-60, 60))
def test_add_and_between_are_inverse(named, start, count):
    calendar = WorkingDays(named)
    day = start if calendar.is_working(start) else calendar.add(start, 1)
    assert calendar.between(day, calendar.add(day, count)) == count


def test_a_day_that_its_weekday_does_not_explain_has_a_name():
    named = {date(2024, 9, 14): True, date(2024, 9, 16): False, date(2024, 9, 15): False, date(2024, 9, 20): False}
    calendar = WorkingDays(named, {2024}, {date(2024, 9, 20): "防台风"})
    assert [day_name(date(2024, 9, day), calendar) for day in (13, 14, 15, 16, 17, 20, 21)] == [
        "", "调休上班", "中秋节", "中秋节", "", "放假（防台风）", "周末",
    ]  # fmt: skip
    assert day_name(date(2027, 9, 4), calendar) == "周末（未公布）"
    assert day_name(date(2027, 9, 3), calendar) == ""
    assert day_name(date(2024, 9, 23), calendar.changed({date(2024, 9, 23): False}, "")) == "节假日"


def test_every_announced_holiday_has_a_chinese_name(blank_calendar):
    seed_calendar([2026])
    calendar = working_days()
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {day_name(day, calendar) for day in days} == {
        "", "周末", "调休上班", "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节",
    }  # fmt: skip


@pytest.mark.parametrize("year", [2027, 2050, 2090])
def test_year_nobody_announced_follows_the_weekday(year):
    calendar = WorkingDays({}, {2026})
    due = calendar.add(date(year, 1, 1), 10)
    assert not calendar.is_announced(due)
    assert due.weekday() < 5


@pytest.fixture
def blank_calendar(db):
    db.session.query(CalendarDay).delete()
    db.session.query(CalendarYear).delete()
    return db


def test_seed_fills_whole_years_and_can_be_repeated(blank_calendar):
    seed_calendar([2024, 2026, 2027])
    seed_calendar([2024, 2026, 2027])
    calendar = working_days()
    assert calendar.announced == {2024, 2026}
    assert calendar.add(date(2024, 2, 8), 3) == date(2024, 2, 19)
    assert not calendar.is_working(date(2026, 10, 7))
    assert calendar.is_working(date(2026, 10, 10))


def test_office_has_the_last_word(blank_calendar):
    office_day = date(2024, 5, 6)
    assert override({office_day: False}, "办公室") == 1
    assert override({office_day: False}, "办公室") == 0
    override({date(2024, 5, 2): True}, "办公室")
    seed_calendar([2024])
    calendar = working_days()
    assert not calendar.is_working(office_day)
    assert calendar.is_working(date(2024, 5, 2))
    assert not calendar.is_working(date(2024, 5, 3))


def test_announcing_a_year_takes_the_mark_away(blank_calendar):
    seed_calendar([2027])
    assert not working_days().is_announced(date(2027, 1, 4))
    announce(2027)
    assert working_days().is_announced(date(2027, 1, 4))


def test_calendar_takes_one_query(blank_calendar):
    statements = []
    listen = blank_calendar.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    seed_calendar([2024])
    event.listen(*listen)
    try:
        working_days()
    finally:
        event.remove(*listen)
    assert len([s for s in statements if s.startswith("SELECT")]) == 1
