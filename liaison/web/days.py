"""The day in the past that a list is asked for: ?on=2025-12-31."""

from __future__ import annotations

from datetime import date

from flask import request

from liaison.core import clock, text
from liaison.core.errors import CellError


def day_asked(name: str = "on") -> date | None:
    """The day that the address asks for; what is none, or has not come yet, asks for nothing."""
    try:
        return text.day(request.args.get(name, ""), latest=clock.today()) if request.args.get(name) else None
    except CellError:
        return None
