"""What the pages of the year ask that no sheet says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.performance.sheets.schemes import shipped_schemes

START = (Column("start", "从哪一份开始", Kind.REFERENCE, required=True, source="start"),)


def start_choices(standing: Iterable[Any]) -> list[tuple[str, str]]:
    """Schemes that stand, latest first, then those that ship."""
    own = [(str(one.id), f"{one.year} 年第 {one.number} 版：{one.name}") for one in standing]
    return own + [(str(-place), f"自带：{one.head['name']}") for place, one in enumerate(shipped_schemes(), 1)]
