"""How times and days are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from liaison.core import clock
from liaison.web import filters

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 2, 1, 12, tzinfo=UTC), "今天 09:12"),
        (datetime(2026, 3, 1, 16, 30, tzinfo=UTC), "今天 00:30"),
        (datetime(2026, 3, 1, 15, 30, tzinfo=UTC), "昨天 23:30"),
        (datetime(2026, 1, 20, 7, 20, tzinfo=UTC), "1月20日 15:20"),
        (datetime(2024, 11, 20, 7, 20, tzinfo=UTC), "2024年11月20日"),
        (None, "—"),
    ],
)
def test_moments(moment, words):
    with clock.set_clock(NOW):
        assert filters.moment(moment) == words


def test_days_and_numbers():
    with clock.set_clock(NOW):
        assert filters.day(date(2026, 11, 20)) == "11月20日"
        assert filters.day(date(2025, 11, 20)) == "2025年11月20日"
    assert filters.table_day(datetime(2025, 11, 20, 18, tzinfo=UTC)) == "2025-11-21"
    assert filters.table_moment(datetime(2025, 11, 20, 18, tzinfo=UTC)) == "2025-11-21 02:00"
    assert filters.paper_day(date(2025, 1, 2)) == "2025年1月2日"
    assert filters.masked("15400005521") == "154****5521"
    assert filters.thousands(1545) == "1,545"
    assert filters.share(0.85) == "85.0%"
    assert [filters.masked(None), filters.thousands(None), filters.share(None), filters.or_dash("")] == ["—"] * 4
