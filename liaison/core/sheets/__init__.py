"""Excel in and out: one declared sheet reads what offices send, writes what they print, and makes the blank form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.core.columns import Column
from liaison.core.errors import FileRefused
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.headers import Dictionary
from liaison.core.sheets.masking import ROW_KEY
from liaison.core.sheets.reading import ParsedRow, Reader, Reading, Row
from liaison.core.sheets.remarks import Remark
from liaison.core.sheets.sources import Source, load
from liaison.core.sheets.template import stamp_of, write_template
from liaison.core.sheets.writing import Cells, SheetPage, Target, write_book

__all__ = ["ParsedRow", "Reading", "Remark", "Row", "Sheet", "SheetPage", "Source", "Target", "write_book"]


@dataclass(frozen=True)
class Sheet:
    """One kind of list, as columns in their order.

    name: the tab; title: what the list is called; fill_down: keys of columns whose cells are merged over rows;
    ignored: headings that are known and of no interest.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    fill_down: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ("序号",)

    def read(
        self,
        source: Source,
        *,
        filename: str | None = None,
        mapping: Mapping[str, str] | None = None,
        sheet: str | None = None,
        optional: Collection[str] = (),
        known_words: Collection[str] = (),
    ) -> Reading:
        """What a workbook or text table of our own says; what somebody hands in goes through `ReadingApart`.

        filename: where source is no path; the other words: see `understand`, which raises the same.
        """
        grids = load(source, filename, sheet)
        return self.understand(grids, mapping=mapping, optional=optional, known_words=known_words)

    def understand(
        self,
        grids: Sequence[Grid],
        *,
        mapping: Mapping[str, str] | None = None,
        sheet: str | None = None,
        header_row: int | None = None,
        optional: Collection[str] = (),
        known_words: Collection[str] = (),
    ) -> Reading:
        """What the cells of a file say.

        mapping: `{heading in the file: title, word or key of a column}`, empty = do not read; sheet: read this tab only
        (else every one with complete headings); header_row: take this row for the headings of that tab, or of the first
        one, and read no other; optional: keys of required columns that may be missing this time; known_words: further
        headings of no interest.
        Raises FileRefused with one sentence and a code, MISSING_COLUMN among them.
        """
        chosen = [grid for grid in grids if sheet in (None, grid.name)]
        if not chosen:
            raise FileRefused("NO_SHEET", f"文件里没有工作表“{sheet}”")
        return self.reader(mapping, optional, known_words).read(chosen, header_row)

    def reader(
        self,
        mapping: Mapping[str, str] | None = None,
        optional: Collection[str] = (),
        known_words: Collection[str] = (),
    ) -> Reader:
        """How this sheet is read; see `understand`."""
        dictionary = Dictionary((*self.columns, ROW_KEY), {*self.ignored, *known_words}, mapping or {})
        return Reader(self.columns, dictionary, self.fill_down, optional)

    def page(self, rows: Iterable[Cells], **more: Any) -> SheetPage:
        """These rows as one tab of a workbook. more: name, title_rows, total, footer of `SheetPage`."""
        return SheetPage(**{"name": self.name, "columns": self.columns, "rows": rows, **more})

    def write(
        self,
        rows: Iterable[Cells],
        target: Target,
        *,
        title_rows: Sequence[str | tuple[str, str]] = (),
        total: Mapping[str, Any] | None = None,
        extra: Sequence[SheetPage] = (),
    ) -> None:
        """Write the rows, and extra tabs after them, to a path or a binary stream: see `SheetPage`."""
        write_book(target, [self.page(rows, title_rows=title_rows, total=total), *extra])

    def template(
        self, target: Target, lists: Mapping[str, Sequence[str]] | None = None, code: str | None = None
    ) -> None:
        """Write the blank form: see `write_template`. code: what it is the form of, else the name of the sheet."""
        write_template(target, self.title, self.columns, lists or {}, code or self.name)

    def template_stamp(self, code: str) -> str:
        """What a blank form of today carries along unseen."""
        return stamp_of(code, self.columns)
