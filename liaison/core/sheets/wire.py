"""Cells as JSON holds them: numbers, text and yes or no as they are, everything else as a pair that names its kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from liaison.core.errors import CellError

PLAIN = frozenset({str, int, bool, type(None)})


def encode_cell(value: Any) -> Any:
    """What a cell holds, as JSON can hold it: `["date", "2024-03-05"]`. Raises TypeError for anything no cell holds."""
    if type(value) in PLAIN or (isinstance(value, float) and math.isfinite(value)):
        return value
    for kind, words in ENCODERS.items():
        if isinstance(value, kind):
            return words(value)
    raise TypeError(f"no cell holds {type(value).__name__}")


def decode_cell(value: Any) -> Any:
    """The cell that was written so. Raises ValueError for anything that was not."""
    if type(value) in PLAIN or type(value) is float:
        return value
    if type(value) is not list or not value or not all(type(part) is str for part in value):
        raise ValueError("no cell")
    kind, *parts = value
    if kind not in DECODERS or len(parts) != (2 if kind == "error" else 1):
        raise ValueError("no kind of cell")
    return DECODERS[kind](*parts)


# In this order: a datetime is a date as well.
ENCODERS: Mapping[type, Callable[[Any], list[str]]] = MappingProxyType({
    float: lambda number: ["float", repr(number)],
    datetime: lambda moment: ["datetime", moment.isoformat()],
    date: lambda day: ["date", day.isoformat()],
    time: lambda hour: ["time", hour.isoformat()],
    CellError: lambda error: ["error", error.code, error.sentence],
})
DECODERS: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "error": CellError,
})
