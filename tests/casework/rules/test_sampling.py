"""The sample of a quarter: the same for everybody, something of each unit, and nobody is favoured."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from liaison.casework.rules.sampling import days_of, drawn, last_ended, name_of

CASES = [(f"2026-{n:04d}", f"第{n % 7}局") for n in range(1, 301)] + [("2026-0999", "小单位")]


def numbers(*args):
    return [one.number for one in drawn(*args)]


def test_the_same_number_draws_the_same_in_any_order():
    first = numbers("2026Q3", "第 2026269 期 123", 5, CASES)
    assert numbers("2026Q3", "第 2026269 期 123", 5, reversed(CASES)) == first
    assert numbers("2026Q3", "第 2026269 期 124", 5, CASES) != first
    assert numbers("2026Q4", "第 2026269 期 123", 5, CASES) != first
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("percent", [1, 5, 20, 100])
def test_each_unit_gives_its_share_and_one_at_least(percent):
    had, got = Counter(unit for _, unit in CASES), Counter(one.unit for one in drawn("2026Q3", "7", percent, CASES))
    assert got == {unit: -(-number * percent // 100) for unit, number in had.items()}


def test_nobody_is_favoured():
    seen = Counter(number for n in range(400) for number in numbers("2026Q3", str(n), 10, CASES[:100]))
    expected = 400 * sum(seen.values()) / 400 / 100
    assert set(seen) == {number for number, _ in CASES[:100]}
    assert all(0.5 * expected < times < 1.6 * expected for times in seen.values())


def test_the_days_of_a_quarter():
    assert days_of("2026Q3") == (date(2026, 7, 1), date(2026, 10, 1))
    assert days_of("2026Q4") == (date(2026, 10, 1), date(2027, 1, 1))
    assert [days_of(wrong) for wrong in ("", "2026Q5", "2026q1", "1999Q1", "2026Q11")] == [None] * 5


def test_a_quarter_is_named_in_chinese():
    assert name_of("2026Q3") == "2026 年第 3 季度"


def test_the_last_quarters_that_ended():
    assert last_ended(date(2026, 2, 3), 3) == ["2025Q4", "2025Q3", "2025Q2"]
    assert last_ended(date(2026, 12, 31), 1) == ["2026Q3"]
