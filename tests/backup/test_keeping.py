"""Which backups stay: 7 days, 4 weeks, 12 months; 24 hours of copies."""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison.backup.keeping import days_worth_keeping, hours_worth_keeping

FIRST = datetime(2024, 1, 1, 2, 30)


def after(days):
    """What lies in the folder after so many nights, each followed by the cleaning."""
    there = set()
    for number in range(days):
        there = days_worth_keeping(there | {FIRST + timedelta(days=number)})
    return there


def test_two_years_of_nights_leave_some_twenty():
    kept = after(730)
    last = max(kept)
    assert last == FIRST + timedelta(days=729)
    for days in range(7):
        assert last - timedelta(days=days) in kept
    assert len({(at.year, at.month) for at in kept}) == 12
    assert len({at.isocalendar()[:2] for at in kept if at > last - timedelta(weeks=4)}) >= 4
    assert 7 < len(kept) <= 7 + 4 + 12


def test_the_newest_of_a_month_stays_for_it():
    kept = after(366)
    assert datetime(2024, 6, 30, 2, 30) in kept and datetime(2024, 6, 29, 2, 30) not in kept


def test_a_machine_that_rested_loses_nothing():
    old = after(100)
    assert days_worth_keeping(old | {max(old) + timedelta(days=400)}) >= set(sorted(old)[-6:])


def test_of_several_in_a_day_the_newest_stays():
    both = {FIRST, FIRST + timedelta(hours=9)}
    assert days_worth_keeping(both) == {max(both)}


def test_a_day_of_copies_stays():
    hours = {FIRST + timedelta(hours=n) for n in range(60)}
    assert hours_worth_keeping(hours) == {FIRST + timedelta(hours=n) for n in range(36, 60)}
