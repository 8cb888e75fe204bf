"""Reports of members on their own years (履职报告): until when, who must, in which words."""

from __future__ import annotations

from datetime import date, timedelta

KIND, FILED = "履职报告", "提交"
AHEAD = timedelta(days=10)  # longer than the longest holidays, since reminders go out on working days
AFTER = timedelta(days=14)
LAST_DAY = (1, 31)  # of the year after, where the office has set no other


def usual_last_day(year: int) -> date:
    """Until when members may report of a year, unless the office says otherwise."""
    return date(year + 1, *LAST_DAY)


def title_of(year: int) -> str:
    """2026 年度履职报告."""
    return f"{year} 年度{KIND}"


def counted_on(year: int, filed_on: date) -> date:
    """The day by which a report counts: its year's last where it was filed after it."""
    return min(filed_on, date(year, 12, 31))


def when_words(until: date, today: date, has_filed: bool) -> str:
    """What a member reads of the time he has."""
    day = f"{until.year}年{until.month}月{until.day}日"
    if today > until:
        return f"{day}已经截止。" + ("" if has_filed else "还要交的，请告诉办公室。")
    return f"{day}以前都可以改。" if has_filed else f"请在 {day}以前交。"


def is_nearly_over(until: date, today: date) -> bool:
    """Whether those who have not filed are to be reminded."""
    return until - AHEAD <= today <= until


def is_just_over(until: date, today: date) -> bool:
    """Whether they are to be told that they have missed the day."""
    return until < today <= until + AFTER
