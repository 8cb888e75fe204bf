"""What a reader should know about a file that can be used all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from liaison.core.sheets import limits
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.headers import SENSITIVE, Heading

SHOWN_ROWS = 10


class Remark(NamedTuple):
    """One thing to know. code: such as HEADER_FUZZY; sentence: shown as it is."""

    code: str
    sentence: str


def remarks_on(grids: Sequence[Grid], headings: Sequence[Heading]) -> list[Remark]:
    """The remarks on the sheets that were read, each with its headings."""
    return [*_on_headings(headings), *_on_cells(grids, headings)]


def _on_headings(headings: Sequence[Heading]) -> Iterator[Remark]:
    unknown = list(dict.fromkeys(word for heading in headings for word in heading.unknown))
    sensitive = [word for word in unknown if SENSITIVE.search(word)]
    fuzzy = list(dict.fromkeys(word for heading in headings for word in heading.fuzzy))
    if any(heading.row < heading.last_row for heading in headings):
        yield Remark("HEADER_MULTI_ROW", "表头有几行，已经合起来读")
    if fuzzy:
        yield Remark("HEADER_FUZZY", f"这些表头按意思读了，请核对：{'、'.join(fuzzy)}")
    if unknown:
        yield Remark("UNKNOWN_COLUMN", f"这些列没有读：{'、'.join(unknown)}")
    if sensitive:
        yield Remark("SENSITIVE_COLUMN_DROPPED", f"这些列有敏感信息，没有读也没有存：{'、'.join(sensitive)}")


def _on_cells(grids: Sequence[Grid], headings: Sequence[Heading]) -> Iterator[Remark]:
    hidden = [str(row) for grid in grids for row in grid.hidden_rows]
    if len(grids) > 1:
        yield Remark("MULTI_SHEET", f"读了 {len(grids)} 张工作表：{'、'.join(grid.name for grid in grids)}")
    if hidden:
        yield Remark("HIDDEN_ROWS", f"隐藏的 {len(hidden)} 行也读了：第 {'、'.join(hidden[:SHOWN_ROWS])} 行")
    if any(grid.hidden_columns & heading.columns.keys() for grid, heading in zip(grids, headings, strict=True)):
        yield Remark("HIDDEN_COLS", "隐藏的列也读了")
    if any(grid.is_cut for grid in grids):
        yield Remark("TOO_WIDE", f"第 {limits.COLUMNS} 列以后的内容没有读")
