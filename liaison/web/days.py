"""The day in the past that a list is asked for: ?on=2025-12-31."""

from __future__ import annotations

from datetime import date

from flask import flash, request

from liaison.core import clock, text
from liaison.core.errors import CellError

SAID = {"DATE_FORMAT": "日期要写成 2025-12-31 这样", "DATE_FUTURE": "还没到这一天"}


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
