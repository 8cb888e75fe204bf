"""The ladder: each rung once for a round and a last day, never down, and by what the settings say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.casework.rules.ladder import Notice, Standing, Thresholds, is_office_time, next_rung
from liaison.core import clock
from liaison.core.calendar import WorkingDays

PLAIN = WorkingDays({})
DUE = date(2026, 9, 16)  # a Wednesday
USUAL = Thresholds()
CASE = Standing("handling", "咨询", 1, DUE)
DAYS = st.integers(-20, 40)
LEVELS = st.lists(st.tuples(st.integers(1, 4), DAYS), max_size=4)
LIMITS = st.builds(
    Thresholds, inquiry_ahead=st.integers(1, 5), urge_after=st.integers(1, 4), supervise_after=st.integers(1, 10),
    list_after=st.integers(1, 20), same_matter=st.integers(2, 5),
)  # fmt: skip


def level(case=CASE, notices=(), today=DUE, limits=USUAL):
    """The rung to climb, 0 for none."""
    found = next_rung(case, notices, today, PLAIN, limits)
    return found.level if found else 0


def stood(rung: int, day: date = DUE, **more) -> Notice:
    """A rung climbed on a day for the last day."""
    return Notice(rung, 1, DUE, day, **more)


@pytest.mark.parametrize(("kind", "days"), [
    ("咨询", 2), ("意见建议", 3), ("表扬", 3), (None, 3), ("求助", 5), ("投诉举报", 5),
])  # fmt: skip
def test_a_reminder_goes_out_some_working_days_before(kind, days):
    case, first = replace(CASE, kind=kind), PLAIN.add(DUE, -days)
    assert level(case, today=first) == 1
    assert level(case, today=PLAIN.add(first, -1)) == 0
    assert level(case, [stood(1, first)], DUE) == 0


def test_the_rungs_follow_the_days_late():
    urged = [stood(2, PLAIN.add(DUE, 1))]
    listed = [*urged, stood(3, PLAIN.add(DUE, 5))]
    assert [level(today=PLAIN.add(DUE, n)) for n in (0, 1, 20)] == [1, 2, 2]
    assert [level(notices=urged, today=PLAIN.add(DUE, n)) for n in (1, 4, 5, 20)] == [0, 0, 3, 3]
    assert [level(notices=listed, today=PLAIN.add(DUE, n)) for n in (9, 10)] == [0, 4]


def test_a_weekend_is_not_late():
    friday = replace(CASE, due_on=date(2026, 9, 18))
    assert [level(friday, today=date(2026, 9, day)) for day in (18, 19, 20, 21)] == [1, 1, 1, 2]


def test_one_rung_a_day():
    assert level(notices=[stood(2, PLAIN.add(DUE, 12))], today=PLAIN.add(DUE, 12)) == 0
    assert level(notices=[stood(2, PLAIN.add(DUE, 12))], today=PLAIN.add(DUE, 13)) == 3


def test_a_new_round_or_last_day_begins_anew():
    later = PLAIN.add(DUE, 1)
    again = Standing("handling", "咨询", 2, DUE)
    assert level(again, [stood(2)], later) == 2
    assert level(replace(CASE, due_on=later), [stood(2)], PLAIN.add(later, 1)) == 2
    assert level(CASE, [Notice(2, 1, None, DUE - timedelta(5))], DUE) == 0


def test_what_calls_for_a_rung_without_being_late():
    assert level(Standing("to_decide", "求助", 2, DUE), today=DUE) == 3
    assert level(replace(CASE, same_matter=3), today=DUE - timedelta(30)) == 4
    assert level(replace(CASE, overdue_instruction_on=DUE), today=DUE + timedelta(1)) == 4


@pytest.mark.parametrize(("rung", "above"), [(1, 0), (2, 3), (3, 4), (4, 0)])
def test_an_answer_that_is_late_calls_for_the_rung_above(rung, above):
    early, due = DUE - timedelta(40), DUE - timedelta(35)
    case = replace(CASE, due_on=DUE + timedelta(60))
    silent = Notice(rung, 1, None, early, answer_by=due, is_open=True)
    assert level(case, [silent], due + timedelta(1)) == above
    assert level(case, [silent], due) == 0
    assert level(case, [replace(silent, is_open=False)], due + timedelta(1)) == 0


@pytest.mark.parametrize("state", ["to_hand_over", "to_supplement", "to_check", "to_rate", "closed", "voided"])
def test_nobody_is_urged_whose_clock_does_not_run(state):
    assert level(replace(CASE, state=state), today=DUE + timedelta(60)) == 0
    assert level(replace(CASE, due_on=None)) == 0


@given(LIMITS, LEVELS, DAYS)
@settings(max_examples=150, deadline=None)
def test_never_a_rung_that_stands_nor_one_below(limits, before, day):
    notices = [stood(rung, DUE + timedelta(n)) for rung, n in before]
    found = level(notices=notices, today=DUE + timedelta(day), limits=limits)
    assert found == 0 or found > max((rung for rung, _ in before), default=0)


@given(LIMITS, LEVELS, DAYS, st.integers(0, 20))
@settings(max_examples=150, deadline=None)
def test_it_never_asks_for_less_as_time_goes_by(limits, before, day, later):
    notices = [stood(rung, DUE + timedelta(n)) for rung, n in before]
    now, then = (level(notices=notices, today=DUE + timedelta(n), limits=limits) for n in (day, day + later))
    assert then >= now


@given(LIMITS, st.lists(st.integers(0, 4), min_size=1, max_size=40))
@settings(max_examples=100, deadline=None)
def test_climbing_each_rung_once_whenever_it_is_run(limits, gaps):
    notices, today = [], DUE - timedelta(20)
    for gap in gaps:
        today += timedelta(gap)
        found = next_rung(CASE, notices, today, PLAIN, limits)
        if found:
            notices.append(Notice(found.level, 1, found.rung_on, today))
            assert next_rung(CASE, notices, today, PLAIN, limits) is None
    levels = [one.level for one in notices]
    assert levels == sorted(set(levels))


@pytest.mark.parametrize(("moment", "is_open"), [
    ((16, 8, 29), False), ((16, 8, 30), True), ((16, 17, 30), True), ((16, 17, 31), False), ((19, 10, 0), False),
])  # fmt: skip
def test_the_hours_of_the_office(moment, is_open):
    day, hour, minute = moment
    now = clock.at(date(2026, 9, day)) + timedelta(hours=hour, minutes=minute)
    assert is_office_time(now, PLAIN) is is_open
