"""The error workbook of a file that came through the pages: the office's own workbook with what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from liaison.core.db import db, pause
from liaison.core.errors import FileRefused
from liaison.core.intake import REJECTED, Fault, RowResult, marks_of
from liaison.core.sheets.marking import mark_book
from liaison.roster.actions.imports.uploads import companions, keep_beside, path_of, upload_of
from liaison.roster.models import ImportBatch, ImportRow
from liaison.roster.queries.batches import is_in

SKIPPED = Fault("", "", "SKIPPED", "在网页上选了跳过，没有导入")
UNREAD = "这个文件还没有读完，读完才有错误表"


def marked_upload(batch: ImportBatch, folder: Path) -> bytes:
    """The uploaded workbook with a sentence beside each row that did not, or will not, go in.

    folder: where files of the instance lie. Raises FileRefused when the upload is deleted by now, or not read yet.
    """
    content, name, plan, stamp = upload_of(batch, folder), batch.file_name, batch.plan, str(batch.id)
    if "places" not in plan:
        raise FileRefused("UNREAD", UNREAD)
    marks = list(marks_of(results_of(batch), plan["places"], is_done=is_in(batch)))
    pause()
    return mark_book(content, name, marks, header_rows=plan["header_rows"], stamp=stamp)


def results_of(batch: ImportBatch) -> Iterator[RowResult]:
    """What became of each row, or will."""
    row = ImportRow
    columns = (row.sheet, row.number, row.outcome, row.faults, row.is_skipped)
    for one in db.session.execute(select(*columns).where(row.batch_id == batch.id).order_by(row.id)):
        faults = (SKIPPED,) if one.is_skipped else tuple(Fault(**fault) for fault in one.faults)
        yield RowResult(one.sheet, one.number, REJECTED if one.is_skipped else one.outcome, faults)


def keep_marked(batch: ImportBatch, folder: Path) -> None:
    """Make the error workbook as the file stands now, and keep it beside the upload; it goes when the upload goes.

    Raises FileRefused.
    """
    stored_as, path = batch.stored_as, place_of(batch, folder)
    keep_beside(path, [marked_upload(batch, folder)])
    is_there = path_of(stored_as, folder).is_file()
    for old in companions(stored_as, folder):
        if old.suffix == path.suffix and (old != path or not is_there):
            old.unlink(missing_ok=True)


def kept_marked(batch: ImportBatch, folder: Path) -> BinaryIO | None:
    """The error workbook that was kept; None where there is none, or the file stands otherwise by now."""
    try:
        return place_of(batch, folder).open("rb")
    except FileNotFoundError:
        return None


def place_of(batch: ImportBatch, folder: Path) -> Path:
    """Where the error workbook of a file as it stands now is kept."""
    return path_of(f"{batch.stored_as}.{batch.version}-{is_in(batch)}.xlsx", folder)
