"""The day that a list is asked for, and the way back to today."""

from __future__ import annotations

from datetime import date

import pytest
from flask import get_flashed_messages

from liaison.core import clock
from liaison.web.days import day_asked, said_as_of, title_as_of, url_of_today

DAY = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("asked", "day", "said"),
    [
        ("2025-06-30", DAY, None), ("", None, None), ("2025-13-01", None, "没有这一天"),
        ("昨天", None, "日期要写成 2025-12-31 这样"), ("2098-01-01", None, "还没到这一天"),
        ("x" * 3000, None, "现在看到的是今天的"), ("\x00", None, "现在看到的是今天的"),
    ],
)  # fmt: skip
def test_a_day_or_one_sentence(app, asked, day, said):
    with app.test_request_context("/cases", query_string={"on": asked}):
        assert day_asked() == day
        told = get_flashed_messages()
        assert len(told) == (said is not None)
        assert said is None or said in told[0]


def test_today_has_come(app):
    with app.test_request_context("/cases", query_string={"on": clock.today().isoformat()}):
        assert day_asked() == clock.today()


def test_the_way_back_keeps_the_filters_and_leaves_day_and_page(app):
    with app.test_request_context("/cases?on=2025-06-30&page=3&word=路灯&unit=2&unit=3"):
        assert url_of_today() == "/cases?word=%E8%B7%AF%E7%81%AF&unit=2&unit=3"
    with app.test_request_context("/cases?on=2025-06-30"):
        assert url_of_today() == "/cases"


def test_titles_and_ranges_name_the_day():
    assert (title_as_of("委员名册", DAY), title_as_of("委员名册", None)) == ("委员名册（截至 2025-06-30）", "委员名册")
    assert (said_as_of(DAY), said_as_of(None)) == ([("截至", "2025-06-30")], [])
