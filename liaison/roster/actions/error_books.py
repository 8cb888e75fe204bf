"""The error workbook of a file: its waiting rows as they were, with what is wrong in front."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from liaison.core.columns import Column
from liaison.core.intake import BAD, Report, RowResult, marks_of
from liaison.core.sheets import Row, SheetPage, write_book
from liaison.core.sheets.marking import mark_book

CAUSE = Column("", "错在哪里", width=40)


def write_error_book(path: Path, rows: Iterable[Row], results: Iterable[RowResult]) -> bool:
    """Write the bad rows of a file to a workbook that can be mended and read again; False when there are none."""
    pages: dict[str, list[dict[str, Any]]] = {}
    headings: dict[str, Mapping[str, str]] = {}
    for row, result in zip(rows, results, strict=True):
        if result.outcome in BAD:
            headings[row.sheet] = row.headings
            pages.setdefault(row.sheet, []).append({**row.cells, CAUSE.key: result.sentence})
    if pages:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_book(path, [error_page(sheet, headings[sheet], cells) for sheet, cells in pages.items()])
    return bool(pages)


def error_page(sheet: str, headings: Mapping[str, str], rows: list[dict[str, Any]]) -> SheetPage:
    """One tab, with the headings of the file."""
    columns = (CAUSE, *(Column(key, heading, width=14) for key, heading in headings.items()))
    return SheetPage(sheet, columns, rows)


def error_book(
    content: bytes, file_name: str, report: Report, places: Mapping[str, Mapping[str, int]],
    header_rows: Mapping[str, int], stamp: str = "", *, is_done: bool = False,
) -> bytes | None:  # fmt: skip
    """The office's own workbook with what is wrong in it; None when every row is good.

    places: `{sheet: {column key: column number}}` and header_rows: `{sheet: row}` as the reading found them; stamp: id
    of the batch; is_done: the good rows went in. Raises FileRefused.
    """
    if not report.waiting:
        return None
    marks = marks_of(report.rows, places, is_done=is_done)
    return mark_book(content, file_name, list(marks), header_rows=header_rows, stamp=stamp)
