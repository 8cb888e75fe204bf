"""Every spelling of a day or month ends as one value; impossible and ambiguous ones are refused."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.clock import at, set_clock
from liaison.core.errors import CellError
from liaison.core.text import day, month

MAY_DAY = date(2023, 5, 1)


@pytest.mark.parametrize(
    "typed",
    [
        MAY_DAY,
        datetime(2023, 5, 1, 23, 59),
        datetime(2023, 4, 30, 16, 30, tzinfo=UTC),
        "2023-05-01",
        "2023/5/1",
        "2023.5.1",
        "20230501",
        20230501,
        "2023年5月1日",
        "2023 年 5 月 1 号",
        "二〇二三年五月一日",
        "二零二三年五月一日",
        "２０２３－０５－０１",
        "2023-05-01 23:59:59",
        "2023-05-01T09:30",
        "2023-04-30T16:30:00Z",
        45047,
        45047.999999,
        "45047",
    ],
)
def test_day_in_every_spelling(typed):
    assert day(typed) == MAY_DAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2023-02-30", "DATE_IMPOSSIBLE"),
        ("2023-02-29", "DATE_IMPOSSIBLE"),
        ("2023-13-01", "DATE_IMPOSSIBLE"),
        ("1899-12-31", "DATE_IMPOSSIBLE"),
        ("2123-05-01", "DATE_IMPOSSIBLE"),
        ("2023年05月", "DATE_FORMAT"),
        ("23.5.1", "DATE_FORMAT"),
        ("5/1/2023", "DATE_FORMAT"),
        ("民国112年5月1日", "DATE_FORMAT"),
        ("昨天", "DATE_FORMAT"),
        (60, "DATE_FORMAT"),
        (-1, "DATE_FORMAT"),
        (1e308, "DATE_FORMAT"),
        (float("nan"), "DATE_FORMAT"),
        (True, "DATE_FORMAT"),
        (None, "DATE_FORMAT"),
    ],
)
def test_no_day_is_guessed(typed, code):
    with pytest.raises(CellError) as refused:
        day(typed)
    assert refused.value.code == code


def test_day_after_the_latest_is_refused():
    assert day("2024-02-29", latest=date(2024, 2, 29)) == date(2024, 2, 29)
    with pytest.raises(CellError, match="还没到"):
        day("2024-03-01", latest=date(2024, 2, 29))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1974.09", "1974-09"),
        ("1988/3", "1988-03"),
        ("1985-03", "1985-03"),
        ("1985年3月", "1985-03"),
        ("一九八五年十二月", "1985-12"),
        ("198503", "1985-03"),
        (198503, "1985-03"),
        (198503.0, "1985-03"),
        (1985.03, "1985-03"),
        (1985.12, "1985-12"),
        (datetime(1972, 5, 1), "1972-05"),
        ("1985-03-17", "1985-03"),
        (27150, "1974-05"),
    ],
)
def test_month_in_every_spelling(typed, found):
    assert month(typed) == found


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("19.5", "MONTH_IMPOSSIBLE"),
        ("1985.13", "MONTH_IMPOSSIBLE"),
        ("1919-12", "MONTH_IMPOSSIBLE"),
        ("1985-02-30", "MONTH_IMPOSSIBLE"),
        (1985.1, "MONTH_AMBIGUOUS"),
        ("1985", "MONTH_FORMAT"),
        (1985.123, "MONTH_FORMAT"),
        (None, "MONTH_FORMAT"),
    ],
)
def test_no_month_is_guessed(typed, code):
    with pytest.raises(CellError) as refused:
        month(typed)
    assert refused.value.code == code


def test_this_month_is_the_last_one_taken():
    with set_clock(at(date(2024, 6, 1))):
        assert month("2024-06") == "2024-06"
        with pytest.raises(CellError) as refused:
            month("2024-07")
    assert refused.value.code == "MONTH_FUTURE"


ALMOST_DAYS = st.text("0123456789-/.年月日 :TZ+", max_size=20)
ANYTHING = st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), ALMOST_DAYS)


@given(ANYTHING)
def test_whatever_is_typed_ends_as_a_day_or_a_reason(typed):
    for parse in (day, month):
        try:
            found = parse(typed)
        except CellError as error:
            assert error.code
        else:
            assert parse(found) == found


@given(st.dates(date(1920, 1, 1), date(2024, 12, 31)))
def test_each_spelling_means_the_same_day(chosen):
    spellings = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
    assert {day(chosen.strftime(spelling)) for spelling in spellings} == {chosen}
    assert {month(chosen.strftime(spelling)) for spelling in ("%Y.%m", "%Y%m", "%Y年%m月")} == {f"{chosen:%Y-%m}"}
