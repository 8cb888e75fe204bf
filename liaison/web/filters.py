"""How templates show times, days, telephones and numbers (UX §5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask

from liaison.core import clock, text
from liaison.core.columns import NO_VALUE, percent_words


def moment(value: datetime | None) -> str:
    """今天 09:12, 昨天 15:20, 11月20日 15:20; of another year 2024年11月20日."""
    if value is None:
        return NO_VALUE
    local, today = clock.local(value), clock.today()
    if local.year != today.year:
        return day(local.date())
    names = {today: "今天", today - timedelta(days=1): "昨天"}
    return f"{names.get(local.date()) or day(local.date())} {local:%H:%M}"


def day(value: date | None) -> str:
    """11月20日; of another year 2024年11月20日."""
    if value is None:
        return NO_VALUE
    year = "" if value.year == clock.today().year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def table_day(value: date | datetime | None) -> str:
    """2025-11-20, for tables and Excel."""
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return NO_VALUE if value is None else value.isoformat()


def table_moment(value: datetime | None) -> str:
    """2025-11-20 15:20, for tables."""
    return NO_VALUE if value is None else f"{clock.local(value):%Y-%m-%d %H:%M}"


def paper_day(value: date | datetime | None) -> str:
    """2025年11月20日, for printed forms."""
    if isinstance(value, datetime):
        value = clock.local(value).date()
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def masked(phone: str | None) -> str:
    """138****5521."""
    return text.mask_phone(phone) if phone else NO_VALUE


def thousands(value: int | None) -> str:
    """1,545."""
    return NO_VALUE if value is None else f"{value:,}"


def share(value: float | None) -> str:
    """85.0%."""
    return percent_words(value)


def or_dash(value: object) -> object:
    """The value, or — where there is none."""
    return NO_VALUE if value in (None, "") else value


FILTERS = (moment, day, table_day, table_moment, paper_day, masked, thousands, share, or_dash)


def install(app: Flask) -> None:
    """Offer them to every template under their own names."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
