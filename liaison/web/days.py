"""The day in the past that a list is asked for: ?on=2025-12-31, and how pages and exports say it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from flask import Flask, flash, request

from liaison.core import clock, text
from liaison.core.errors import CellError

SAID = {"DATE_FORMAT": "日期要写成 2025-12-31 这样", "DATE_FUTURE": "还没到这一天"}
OF_TODAY = frozenset({"on", "page"})


def day_asked(name: str = "on") -> date | None:
    """The day that the address asks for; what is none, or has not come yet, asks for nothing, and the page says so."""
    asked = request.args.get(name)
    if not asked:
        return None
    try:
        return text.day(asked, latest=clock.today())
    except CellError as error:
        flash(f"{SAID.get(error.code, error.sentence)}。现在看到的是今天的。", "warn")
        return None


def title_as_of(title: str, day: date | None) -> str:
    """The title of a list, with its day."""
    return f"{title}（截至 {day}）" if day else title


def said_as_of(day: date | None) -> list[tuple[str, str]]:
    """What an exported list says of its day, as one of the words it is narrowed by."""
    return [("截至", f"{day}")] if day else []


def url_of_today() -> str:
    """For templates: this page as it is today, with the same filters."""
    asked = {key: words for key, words in request.args.to_dict(flat=False).items() if key not in OF_TODAY}
    return f"{request.path}?{urlencode(asked, doseq=True)}" if asked else request.path


def install(app: Flask) -> None:
    """Offer the way back to every template."""
    app.jinja_env.globals["url_of_today"] = url_of_today
