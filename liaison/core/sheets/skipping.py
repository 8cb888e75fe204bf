"""Telling rows of data from the other rows that offices keep in a list: subtotals, footers, repeated headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from liaison.core.columns import is_blank
from liaison.core.sheets.headers import exact_key
from liaison.core.text import normalise, same_word

FOOTER_CELLS = 4
SUBTOTAL_WITHIN = 3
EXAMPLE_MARKS = ("例：", "例:")  # begins the sample row of our own blank forms
_SUBTOTAL = re.compile(r"(?:本页)?(?:小计|合计|总计|累计|共计)(?:[:：(（].*|[0-9].*)?")
_FOOTER = re.compile(
    r"(?:填表|填报|制表|审核|统计|导出|下载|操作|上报|联系|复核|负责)(?:人|单位|日期|时间|电话|部门|范围)?[:：].*"
    r"|(?:注|备注|说明|附注|数据来源|单位负责人|主要负责人|分管领导)[:：].*"
)


def why_skipped(
    cells: Mapping[int, Any], mapped: Mapping[str, Any], headings: Mapping[str, str], titles: Collection[str]
) -> str | None:
    """Why a row is no data (subtotal, footer, example, title, blank or repeat_header); None for data.

    cells: all of the row; mapped: those under a known heading, by column key; headings: `exact_key` of each, by column
    key; titles: keys of the lines above.
    """
    words = [normalise(value) for value in list(cells.values())[:SUBTOTAL_WITHIN] if isinstance(value, str)]
    first = words[0] if words else ""
    if any(_SUBTOTAL.fullmatch(word) for word in words):
        return "subtotal" if len(cells) > 1 else "footer"
    if len(cells) <= FOOTER_CELLS and _FOOTER.fullmatch(first):
        return "footer"
    if first.startswith(EXAMPLE_MARKS):
        return "example"
    if len(cells) == 1 and same_word(first) in titles:
        return "title"
    if all(is_blank(value) for value in mapped.values()):
        return "blank"
    return "repeat_header" if _repeats_heading(mapped, headings) else None


def _repeats_heading(mapped: Mapping[str, Any], headings: Mapping[str, str]) -> bool:
    """Whether more than half of the cells, and two at least, say what stands above them."""
    others = 0
    for key, value in mapped.items():
        others += exact_key(str(value)) != headings[key]
        if others * 2 >= len(mapped):
            return False
    return len(mapped) - others >= 2
