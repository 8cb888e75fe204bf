"""Days and moments as the screens of casework write them."""

from __future__ import annotations

from datetime import date, datetime

from liaison.core import clock


def day_words(day: date | None, today: date) -> str:
    """11月20日, in another year 2024年11月20日; nothing for no day."""
    if day is None:
        return ""
    short = f"{day.month}月{day.day}日"
    return short if day.year == today.year else f"{day.year}年{short}"


def long_day(day: date | None) -> str:
    """2025年11月20日, as forms print it; nothing for no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def moment_words(moment: datetime, now: datetime) -> str:
    """今天 09:12, 昨天 15:20, 11月20日 15:20."""
    local, today = clock.local(moment), clock.local(now).date()
    near = {0: "今天", 1: "昨天"}.get((today - local.date()).days)
    return f"{near or day_words(local.date(), today)} {local:%H:%M}"
