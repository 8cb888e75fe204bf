"""The rows of a file on its way in: stored as they were read, given back as a reading, with what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Select, delete, select, update

from liaison.core.columns import written
from liaison.core.db import db, insert_rows
from liaison.core.errors import CellError
from liaison.core.intake import BAD, GOOD, Given, Report, RowResult, Settled
from liaison.core.intake.settling import Place, unheard
from liaison.core.sheets import Reading, Remark, Row
from liaison.core.sheets.wire import decode_cell, encode_cell
from liaison.core.text import normalise
from liaison.roster.actions.imports.kinds import ImportKind, kind_of
from liaison.roster.models import ImportBatch, ImportRow

STORED = (
    ImportRow.id, ImportRow.sheet, ImportRow.number, ImportRow.cells, ImportRow.edits, ImportRow.is_skipped,
    ImportRow.choice, ImportRow.outcome, ImportRow.label, ImportRow.faults, ImportRow.changes, ImportRow.candidate_id,
)  # fmt: skip
RESULTS = ("outcome", "label", "faults", "changes", "candidate_id")
DONE_ROWS = "DONE_ROWS"


def stored_rows(batch: ImportBatch) -> Sequence[Any]:
    """The rows of a file, in its order: id, sheet, number, cells, edits, is_skipped, choice and results of each."""
    return db.session.execute(rows_stored(batch)).all()


def wrong_rows(batch: ImportBatch) -> Sequence[Any]:
    """As `stored_rows`, but only those that will not go in for a fault of theirs."""
    faulty = ImportRow.outcome.in_(BAD), ImportRow.is_skipped.is_(False)
    return db.session.execute(rows_stored(batch).where(*faulty)).all()


def rows_stored(batch: ImportBatch) -> Select[Any]:
    """The statement of a file's rows."""
    return select(*STORED).where(ImportRow.batch_id == batch.id).order_by(ImportRow.id)


def as_read(reading: Reading) -> dict[str, Any]:
    """What a plan keeps of a reading besides its rows."""
    return {
        "titles": list(reading.titles), "unknown": list(reading.unknown), "places": reading.places,
        "header_rows": reading.header_rows, "remarks": [list(remark) for remark in reading.remarks],
        "headings": {row.sheet: dict(row.headings) for row in reading.rows}, "read_sheet": reading.sheet,
    }  # fmt: skip


def reading_of(batch: ImportBatch, rows: Iterable[Any]) -> Reading:
    """The file as it was read, without its file: words mapped, cells mended, skipped rows left out."""
    plan, columns = batch.plan, kind_of(batch.kind).sheet.columns
    headings = plan["headings"]
    reading = Reading(
        columns, plan["read_sheet"], plan["header_rows"].get(plan["read_sheet"], 0), tuple(plan["titles"]),
        tuple(plan["unknown"]), remarks=[Remark(*remark) for remark in plan["remarks"]], places=plan["places"],
        header_rows=plan["header_rows"],
    )  # fmt: skip
    rows = list(rows)
    read = (Row(row.number, row.sheet, decoded(row.cells), headings[row.sheet]) for row in rows)
    reading.rows = list(settled(batch, rows).applied(read))
    return reading


def decoded(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a stored row as they were read."""
    return {key: decode_cell(cell) for key, cell in cells.items()}


def settled(batch: ImportBatch, rows: Iterable[Any]) -> Settled:
    """What was settled about a file, row by row and word by word."""
    rows = list(rows)
    edits = {(row.sheet, row.number): row.edits for row in rows if row.edits}
    skipped = frozenset((row.sheet, row.number) for row in rows if row.is_skipped)
    return Settled(batch.plan["words"], edits, skipped)


def given_of(batch: ImportBatch, rows: Iterable[Any], tell: Any = unheard) -> Given:
    """How a file is to be taken."""
    choices: dict[Place, str] = {(row.sheet, row.number): row.choice for row in rows if row.choice}
    return Given(
        batch.file_name, batch.sha256, answers=batch.answers, policies=batch.plan["policies"], choices=choices,
        tell=tell,
    )  # fmt: skip


def settled_before(batch: ImportBatch, reading: Reading) -> dict[Place, Any]:
    """The rows of an earlier reading of the file that were mended, decided or left out and still say the same."""
    touched = {(row.sheet, row.number): row for row in stored_rows(batch) if row.edits or row.is_skipped or row.choice}
    now = {(row.sheet, row.number): row for row in reading.rows if (row.sheet, row.number) in touched}
    return {place: touched[place] for place, row in now.items() if agrees(touched[place].cells, encoded(row))}


def agrees(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two readings of a row say the same of every column that both know."""
    return all(now[key] == cell for key, cell in before.items() if key in now)


def store_rows(batch: ImportBatch, reading: Reading, report: Report) -> int:
    """Keep the rows of a file with what becomes of each; gives how many stay out.

    Those of an earlier reading go, but for what was settled about them.
    """
    kept = settled_before(batch, reading)
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    results = {result.place: told(result) for result in report.rows}
    rows = [
        {
            "batch_id": batch.id, "sheet": row.sheet, "number": row.number, "cells": encoded(row),
            **settled_in(kept.get((row.sheet, row.number)), results.get((row.sheet, row.number))),
        }
        for row in reading.rows
    ]  # fmt: skip
    insert_rows(ImportRow.__table__, rows)
    return sum(row.is_skipped for row in kept.values())


def settled_in(before: Any, result: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was settled about a row and what becomes of it; one that stays out keeps what was said of it before."""
    if before is None:
        return {"edits": {}, "is_skipped": False, "choice": None, **(result or told(None))}
    said = result or {key: getattr(before, key) for key in RESULTS}
    return {"edits": before.edits, "is_skipped": before.is_skipped, "choice": before.choice, **said}


def is_as_shown(rows: Iterable[Any], report: Report) -> bool:
    """Whether each row would still do what was said of it when somebody looked."""
    now = {result.place: told(result) for result in report.rows}
    shown = {(row.sheet, row.number): row for row in rows if not row.is_skipped}
    return now.keys() == shown.keys() and all(
        (row.outcome, row.changes) == (now[place]["outcome"], now[place]["changes"]) for place, row in shown.items()
    )


def encoded(row: Row) -> dict[str, Any]:
    """The cells of a row as JSON holds them."""
    return {key: encode_cell(cell) for key, cell in row.cells.items()}


def told(result: RowResult | None) -> dict[str, Any]:
    """What a stored row says of what becomes of it."""
    if result is None:
        return {"outcome": "", "label": "", "faults": [], "changes": {}, "candidate_id": None}
    return {
        "outcome": result.outcome, "label": result.label, "faults": [asdict(fault) for fault in result.faults],
        "changes": {key: list(pair) for key, pair in result.changes.items()}, "candidate_id": result.candidate_id,
    }  # fmt: skip


def store_results(rows: Iterable[Any], report: Report) -> None:
    """Keep what becomes of each row now; a skipped row keeps what was said of it before."""
    results = {result.place: told(result) for result in report.rows}
    changed = []
    for row in rows:
        now = results.get((row.sheet, row.number))
        if now and any(getattr(row, key) != now[key] for key in RESULTS):
            changed.append({"id": row.id, **now})
    if changed:
        db.session.execute(update(ImportRow), changed)


def without_done(kind: ImportKind, reading: Reading, followed_id: int | None) -> tuple[Reading, int]:
    """A corrected error workbook without the rows that went in before, and how many these are."""
    if followed_id is None:
        return reading, 0
    went_in = (ImportRow.batch_id == followed_id, ImportRow.outcome.in_(GOOD), ImportRow.is_skipped.is_(False))
    keys = [column.key for column in kind.sheet.columns]
    done = {same(decoded(cells), keys) for cells in db.session.scalars(select(ImportRow.cells).where(*went_in))}
    rows = [row for row in reading.rows if same(row.cells, keys) not in done]
    return replace(reading, rows=rows), len(reading.rows) - len(rows)


def same(cells: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    """What two rows have in common that say the same, whichever program saved them: 5 and 5.0, blanks at the ends."""
    return tuple(words_of(cells.get(key)) for key in keys)


def words_of(value: Any) -> str:
    """A cell as one tidy line."""
    if value is None:
        return ""
    return value.code if isinstance(value, CellError) else normalise(written(value))
