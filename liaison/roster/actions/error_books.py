"""The error workbook that a command leaves beside: the office's own workbook with what is wrong in it."""

from __future__ import annotations

from pathlib import Path

from liaison.core.db import db, transaction
from liaison.core.intake import marks_of
from liaison.core.sheets.marking import mark_book
from liaison.roster.actions.imports.files import Taken
from liaison.roster.actions.imports.rows import rows_ready, store_rows
from liaison.roster.models import ImportBatch


def write_error_book(folder: Path, taken: Taken, *, is_done: bool = False) -> Path | None:
    """Write the error workbook of a file into a folder; None when every row is good, or the file was not read.

    is_done: the good rows went in. Raises FileRefused where the workbook has no room for a further column.
    """
    reading, report = taken.reading, taken.report
    if reading is None or not report.waiting:
        return None
    marks = marks_of(report.rows, reading.places, is_done=is_done)
    book = mark_book(
        taken.content, report.file_name, marks, header_rows=reading.header_rows, stamp=remembered(taken)
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{Path(report.file_name).stem}_错误表.xlsx"
    path.write_bytes(book)
    return path


def remembered(taken: Taken) -> str:
    """Keep the rows of a file that was written, by which the corrected workbook is known again; gives its stamp."""
    if taken.batch_id is None:
        return ""
    ready = rows_ready(taken.reading, taken.report)
    with transaction():
        store_rows(db.session.get_one(ImportBatch, taken.batch_id), taken.reading, ready)
    return str(taken.batch_id)
