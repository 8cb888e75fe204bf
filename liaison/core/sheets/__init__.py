"""Excel in and out: one declared sheet reads what offices send, writes what they print, and makes the blank form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.core.columns import Column
from liaison.core.sheets.headers import Dictionary
from liaison.core.sheets.reading import ParsedRow, Reader, Reading, Row
from liaison.core.sheets.remarks import Remark
from liaison.core.sheets.sources import Source, load
from liaison.core.sheets.template import write_template
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
        """What a workbook or text table says.

        filename: of an upload; mapping: `{heading in the file: column title}`, empty = do not read; sheet: read this
        tab only (else every visible one with complete headings); optional: keys of required columns that may be
        missing this time; known_words: further headings of no interest.
        Raises FileRefused with one sentence and a code, MISSING_COLUMN among them.
        """
        dictionary = Dictionary(self.columns, {*self.ignored, *known_words}, mapping or {})
        reader = Reader(self.columns, dictionary, self.fill_down, optional)
        return reader.read(load(source, filename, sheet))

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

    def template(self, target: Target, lists: Mapping[str, Sequence[str]] | None = None) -> None:
        """Write the blank form. lists: `{source of a reference column: words to pick from}`."""
        write_template(target, self.name, self.title, self.columns, lists or {})
