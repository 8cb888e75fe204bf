"""The office's own workbook given back with what is wrong in it: a column 错在哪里, red cells, comments."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from liaison.core.columns import Column
from liaison.core.sheets.delimited import read_delimited
from liaison.core.sheets.marking.parts import Parts
from liaison.core.sheets.marking.properties import keep_property, property_of
from liaison.core.sheets.marking.sheets import DONE, HEADING, Marker, RowMark
from liaison.core.sheets.marking.styles import NO_FILL, SHADES, Styles
from liaison.core.sheets.package import ZIP_MAGIC, unless_damaged
from liaison.core.sheets.template import STAMP
from liaison.core.sheets.writing import SheetPage, tab_name, write_book

__all__ = ["DONE", "HEADING", "STAMP", "RowMark", "mark_book"]

FILLS = "liaison-fills"


def mark_book(
    content: bytes, file_name: str, marks: Iterable[RowMark], *, header_rows: Mapping[str, int], stamp: str = ""
) -> bytes:
    """The office's own workbook with what is wrong written into it; a text table becomes a workbook of the same cells.

    header_rows: `{sheet: row of its headings}`, sheets not named stay as they are; stamp: what the workbook carries
    along unseen as the document property liaison-import. Raises FileRefused.
    """
    if not content.startswith(ZIP_MAGIC):
        content = _as_book(content, file_name)
        marks = [replace(mark, sheet=tab_name(mark.sheet)) for mark in marks]
        header_rows = {tab_name(sheet): row for sheet, row in header_rows.items()}
    with unless_damaged():
        return _marked(Parts(content), marks, header_rows, stamp)


def _marked(parts: Parts, marks: Iterable[RowMark], header_rows: Mapping[str, int], stamp: str) -> bytes:
    by_sheet: dict[str, dict[int, RowMark]] = {}
    for mark in marks:
        by_sheet.setdefault(mark.sheet, {})[mark.number] = mark
    styles = Styles(parts, _known_fills(property_of(parts, FILLS)))
    marker = Marker(parts, styles)
    for sheet in parts.sheets():
        if sheet.name in header_rows:
            marker.mark(sheet, by_sheet.get(sheet.name, {}), header_rows[sheet.name])
    styles.save()
    if any(fill != NO_FILL for fill in styles.shades.values()):
        keep_property(parts, FILLS, json.dumps(styles.shades))
    if stamp:
        keep_property(parts, STAMP, stamp)
    return parts.saved()


def _known_fills(words: str) -> dict[str, str]:
    """What each shade of red stands for, as a workbook that was marked before carries it along."""
    if not words:
        return {}
    try:
        known = json.loads(words)
    except ValueError:
        return {}
    pairs = known.items() if isinstance(known, dict) else ()
    return {shade: fill for shade, fill in pairs if shade in SHADES and isinstance(fill, str)}


def _as_book(content: bytes, file_name: str) -> bytes:
    """A text table as a workbook: the same cells as text, each in its place."""
    grid = read_delimited(content, Path(file_name).stem or "表")
    width = max((max(cells) for cells in grid.rows.values()), default=1)
    height = max(grid.rows, default=1)
    rows = (grid.rows.get(row, {}) for row in range(1, height + 1))
    first, *others = ([_text(cells.get(number)) for number in range(1, width + 1)] for cells in rows)
    columns = [Column(str(number), words or "", width=14) for number, words in enumerate(first, 1)]
    target = io.BytesIO()
    write_book(target, [SheetPage(grid.name, columns, others)])
    return target.getvalue()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
