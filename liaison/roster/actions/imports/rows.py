"""The rows of a file on its way in: stored as they were read, given back as a reading, with what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Select, String, cast, delete, or_, select, update

from liaison.core.columns import written
from liaison.core.db import Json, db, insert_columns
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
SETTLED = ("edits", "is_skipped", "choice")
NO_FAULTS, NO_CHANGES = Json.of([]), Json.of({})
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
    is_touched = or_(cast(ImportRow.edits, String) != "{}", ImportRow.is_skipped, ImportRow.choice.is_not(None))
    touched = {(row.sheet, row.number): row for row in db.session.execute(rows_stored(batch).where(is_touched))}
    now = {(row.sheet, row.number): row for row in reading.rows if (row.sheet, row.number) in touched}
    return {place: touched[place] for place, row in now.items() if agrees(touched[place].cells, encoded(row))}


def agrees(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two readings of a row say the same of every column that both know."""
    return all(now[key] == cell for key, cell in before.items() if key in now)


def rows_ready(reading: Reading, report: Report) -> dict[str, list[Any]]:
    """The columns of the rows of a file with what becomes of each, made ready before they are stored."""
    results = {result.place: result for result in report.rows}
    said = [told(results.get((row.sheet, row.number))) for row in reading.rows]
    count = len(reading.rows)
    return {
        "sheet": [row.sheet for row in reading.rows], "number": [row.number for row in reading.rows],
        "cells": [Json.sealed(encoded(row)) for row in reading.rows], "edits": [{} for _ in said],
        "is_skipped": [False] * count, "choice": [None] * count,
        **{key: [one[key] for one in said] for key in RESULTS},
        "faults": [Json.of(one["faults"]) if one["faults"] else NO_FAULTS for one in said],
        "changes": [Json.of(one["changes"]) if one["changes"] else NO_CHANGES for one in said],
    }  # fmt: skip


def store_rows(batch: ImportBatch, reading: Reading, ready: dict[str, list[Any]]) -> int:
    """Keep the rows of a file with what becomes of each; gives how many stay out.

    Those of an earlier reading go, but for what was settled about them. ready: see `rows_ready`.
    """
    kept = settled_before(batch, reading)
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    for at, row in enumerate(reading.rows):
        before = kept.get((row.sheet, row.number))
        if before is not None:
            settle_row(ready, at, before)
    insert_columns(ImportRow.__table__, ready, batch_id=batch.id)
    return sum(row.is_skipped for row in kept.values())


def settle_row(ready: dict[str, list[Any]], at: int, before: Any) -> None:
    """What was settled about a row goes with it; one that stays out keeps what was said of it before."""
    for key in (*SETTLED, *(() if ready["outcome"][at] else RESULTS)):
        ready[key][at] = getattr(before, key)


@dataclass(frozen=True)
class Compared:
    """What was said of the rows of a file beside what would become of them now.

    is_as_shown: whether each would still do what was said when somebody looked; changed: the cells of the rows of
    which something else is to be said; skipped: how many stay out.
    """

    is_as_shown: bool
    changed: list[dict[str, Any]]
    skipped: int

    @classmethod
    def of(cls, rows: Iterable[Any], report: Report) -> Compared:
        """A skipped row keeps what was said of it before."""
        results = {result.place: told(result) for result in report.rows}
        shown, changed, skipped, is_as_shown = 0, [], 0, True
        for row in rows:
            now = results.get((row.sheet, row.number))
            skipped += row.is_skipped
            shown += not row.is_skipped
            is_other = now is None or (row.outcome, row.changes) != (now["outcome"], now["changes"])
            is_as_shown = is_as_shown and (row.is_skipped or not is_other)
            if now and any(getattr(row, key) != now[key] for key in RESULTS):
                changed.append({"id": row.id, **now})
        return cls(is_as_shown and shown == len(results), changed, skipped)


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


def store_results(changed: list[dict[str, Any]]) -> None:
    """Keep what becomes of each row now. changed: see `Compared`."""
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


def told_done(count: int) -> dict[str, str]:
    """The warning that so many rows of a corrected error workbook went in before."""
    return {DONE_ROWS: f"有 {count} 行上次已经导入，这次不再读"} if count else {}


def same(cells: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, ...]:
    """What two rows have in common that say the same, whichever program saved them: 5 and 5.0, blanks at the ends."""
    return tuple(words_of(cells.get(key)) for key in keys)


def words_of(value: Any) -> str:
    """A cell as one tidy line."""
    if value is None:
        return ""
    return value.code if isinstance(value, CellError) else normalise(written(value))
