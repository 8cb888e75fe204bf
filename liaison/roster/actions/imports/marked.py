"""The error workbook of a file that came through the pages: the office's own workbook with what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from liaison.core.db import db, pause
from liaison.core.intake import REJECTED, Fault, RowResult, marks_of
from liaison.core.sheets.marking import mark_book
from liaison.roster.actions.imports.uploads import upload_of
from liaison.roster.models import ImportBatch, ImportRow
from liaison.roster.queries.batches import is_in

SKIPPED = Fault("", "", "SKIPPED", "在网页上选了跳过，没有导入")


def marked_upload(batch: ImportBatch, folder: Path) -> bytes:
    """The uploaded workbook with a sentence beside each row that did not, or will not, go in.

    folder: where files of the instance lie. Raises FileRefused when the upload is deleted by now.
    """
    content, name, plan, stamp = upload_of(batch, folder), batch.file_name, batch.plan, str(batch.id)
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
