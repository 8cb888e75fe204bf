"""The error workbook that a command leaves beside: the office's own workbook with what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from liaison.core.intake import Report, marks_of
from liaison.core.sheets.marking import mark_book
from liaison.roster.actions.imports.files import Taken


def write_error_book(folder: Path, taken: Taken, *, is_done: bool = False) -> Path | None:
    """Write the error workbook of a file into a folder; None when every row is good, or the file was not read.

    is_done: the good rows went in. Raises FileRefused where the workbook has no room for a further column.
    """
    reading, report = taken.reading, taken.report
    if reading is None:
        return None
    book = error_book(
        taken.content, report.file_name, report, reading.places, reading.header_rows, is_done=is_done
    )  # fmt: skip
    if book is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(report.file_name).stem}_错误表.xlsx"
    path.write_bytes(book)
    return path


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
    return mark_book(content, file_name, marks, header_rows=header_rows, stamp=stamp)
