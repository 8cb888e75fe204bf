"""What the pages of the year ask that no sheet says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.performance.sheets.layouts import COUNTS, POINTS, layout_names
from liaison.performance.sheets.schemes import shipped_schemes

OWN_COLUMNS = "自选列"
START = (Column("start", "从哪一份开始", Kind.REFERENCE, required=True, source="start"),)


def start_choices(standing: Iterable[Any]) -> list[tuple[str, str]]:
    """Schemes that stand, latest first, then those that ship."""
    own = [(str(one.id), f"{one.year} 年第 {one.number} 版：{one.name}") for one in standing]
    return own + [(str(-place), f"自带：{one.head['name']}") for place, one in enumerate(shipped_schemes(), 1)]


def frame() -> tuple[Column, ...]:
    """How the yearly workbook is laid out, and of which days."""
    return (
        Column("layout", "版式", Kind.CHOICE, choices=(OWN_COLUMNS, *layout_names()), default=OWN_COLUMNS,
               hint="自选列：下面勾了哪些列就出哪些。其他版式的列是定好的。"),
        Column("fill", "填什么", Kind.CHOICE, choices=(COUNTS, POINTS), default=COUNTS,
               hint="只对定好的版式有用；得分要先算好这一年的积分。"),
        Column("since", "从哪一天", Kind.DATE), Column("until", "到哪一天", Kind.DATE, is_past=True),
    )  # fmt: skip
