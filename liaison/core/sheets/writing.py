"""Writing workbooks: openpyxl draws the frame, the rows stream into it as text, so a long list stays cheap."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from liaison.core.columns import Column, Kind
from liaison.core.sheets.copies import STAMP, Copy
from liaison.core.sheets.pages import Cells, SheetPage
from liaison.core.sheets.painting import LOOKS_LIKE_FORMULA, Painter, Role, cell_value, clean, fit_to_paper

Target = str | Path | BinaryIO
LONGEST_TAB = 31
MOST_NAMING = 2  # columns
PROGRAM = "委员联系界别群众工作平台"
END_OF_CELLS = b"</sheetData>"
EXTENT = re.compile(b"<dimension [^>]*/>")  # of the frame only: readers that trust it would stop below the headings
CHANGED = re.compile(b"(<dcterms:modified[^>]*>)[^<]*")  # openpyxl writes the time of day there
NO_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl takes naive ones; the same rows make the same bytes
NO_DAY = (1980, 1, 1, 0, 0, 0)
ROWS_AT_A_TIME = 500


def write_book(target: Target, pages: Iterable[SheetPage], copy: Copy | None = None) -> None:
    """Write a workbook with these tabs to a path or a binary stream; the same rows and copy make the same bytes.

    copy: which one it is, where it goes out to somebody.
    """
    pages = [copy.on(page) for page in pages] if copy else list(pages)
    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.created = PROGRAM, NO_TIME
    if copy:
        book.custom_doc_props.append(StringProperty(name=STAMP, value=copy.mark))
    sheets = [book.create_sheet(tab_name(page.name)) for page in pages]
    painter = Painter(sheets[0])
    rows = [_Rows(page, painter) for page in pages]
    for sheet, page in zip(sheets, pages, strict=True):
        _draw(sheet, page, painter)
        if copy:
            copy.print_on(sheet)
    for part in rows:
        part.choose_styles()
    frame = io.BytesIO()
    book.save(frame)
    _fill(frame, target, {f"xl/worksheets/sheet{n}.xml": part for n, part in enumerate(rows, 1)})


def tab_name(words: str) -> str:
    """The words as Excel allows them on a tab."""
    return re.sub(r"[\[\]:*?/\\]", "－", words)[:LONGEST_TAB].strip("'") or "表"


def _draw(sheet: Any, page: SheetPage, painter: Painter) -> None:
    """Everything of a tab but its rows: titles, headings, widths, what stands still and how it prints."""
    for row, line in enumerate(page.title_rows, 1):
        _draw_title(sheet, row, line, len(page.columns), painter)
    for number, column in enumerate(page.columns, 1):
        painter.put(sheet, page.heading_row, number, column.title, Role.HEADING)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"A{page.heading_row + 1}"
    sheet.print_title_rows = f"{page.heading_row}:{page.heading_row}"
    for block in page.merged:
        sheet.merged_cells.add(block)  # merge_cells() would put cells into the frame where rows are to stream in
    if fit_to_paper(sheet, page.paper, sum(column.width for column in page.columns)) > 1:
        sheet.print_title_cols = f"A:{get_column_letter(named_by(page.columns))}"


def named_by(columns: Sequence[Column]) -> int:
    """How many of the first columns say whose row it is: its number, then its names. They stand on every sheet."""
    numbered = int(columns[0].kind is Kind.INTEGER)
    names = takewhile(lambda column: column.kind in (Kind.TEXT, Kind.NAME), columns[numbered:][:MOST_NAMING])
    return max(numbered + sum(1 for _name in names), 1)


def _draw_title(sheet: Any, row: int, line: str | tuple[str, str], width: int, painter: Painter) -> None:
    left, right = (line, "") if isinstance(line, str) else line
    middle = max(width // 2, 1) if right else width
    painter.put(sheet, row, 1, left, Role.TITLE if row == 1 else Role.NOTE)
    if middle > 1:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=middle)
    if right and width > middle:
        painter.put(sheet, row, middle + 1, right, Role.NOTE_RIGHT)
        sheet.merge_cells(start_row=row, end_row=row, start_column=middle + 1, end_column=width)


def _fill(frame: BinaryIO, target: Target, rows: Mapping[str, _Rows]) -> None:
    """Copy the frame, putting the rows of each tab where its cells end."""
    with zipfile.ZipFile(frame) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name in source.namelist():
            content, entry = source.read(name), undated(name)
            if name not in rows:
                book.writestr(entry, CHANGED.sub(rb"\g<1>2000-01-01T00:00:00Z", content))
                continue
            head, end, tail = content.partition(END_OF_CELLS)
            with book.open(entry, "w") as part:
                part.write(EXTENT.sub(b"", head))
                part.writelines(chunk.encode() for chunk in rows[name].chunks())
                part.write(end + rows[name].filter().encode() + tail)


def undated(name: str) -> zipfile.ZipInfo:
    """A part of a workbook that does not tell when it was written."""
    entry = zipfile.ZipInfo(name, NO_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Rows:
    """The rows of one tab as XML. Each text is an inline string, so none can become a formula."""

    def __init__(self, page: SheetPage, painter: Painter) -> None:
        self.page, self.painter = page, painter
        self.letters = [get_column_letter(number) for number in range(1, len(page.columns) + 1)]
        self.row = self.last_row = page.heading_row

    def choose_styles(self) -> None:
        """Have every style that a row may need in the workbook before it is saved."""
        kinds = {column.kind for column in self.page.columns} | {Kind.TEXT}
        for role in (Role.BODY, Role.TOTAL, Role.NOTE):
            for kind in kinds:
                self.painter.number(kind, role, False)
                self.painter.number(kind, role, True)

    def chunks(self) -> Iterator[str]:
        """The rows, some hundreds at a time, then the total and the footer."""
        lines = self._lines()
        while chunk := "".join(islice(lines, ROWS_AT_A_TIME)):
            yield chunk

    def _lines(self) -> Iterator[str]:
        for cells in self.page.rows:
            yield self._line(cells, Role.BODY)
        self.last_row = self.row
        if self.page.total is not None:
            yield self._line(self.page.total, Role.TOTAL)
        for words in self.page.footer:
            self.row += 1
            yield f'<row r="{self.row}">{self._cell("A", clean(words), Kind.TEXT, Role.NOTE)}</row>'

    def filter(self) -> str:
        """The filter over the headings and the rows below them, the total left out."""
        if self.page.merged:
            return ""
        return f'<autoFilter ref="A{self.page.heading_row}:{self.letters[-1]}{self.last_row}"/>'

    def _line(self, cells: Cells, role: Role) -> str:
        self.row += 1
        columns = self.page.columns
        values = [cells.get(c.key) for c in columns] if isinstance(cells, Mapping) else cells
        written = (
            self._cell(letter, cell_value(column, value), column.kind, role)
            for letter, column, value in zip(self.letters, columns, values, strict=True)
        )
        return f'<row r="{self.row}">{"".join(written)}</row>'

    def _cell(self, letter: str, value: Any, kind: Kind, role: Role) -> str:
        is_text = isinstance(value, str)
        style = self.painter.number(kind, role, is_text and value.startswith(LOOKS_LIKE_FORMULA))
        place = f'<c r="{letter}{self.row}" s="{style}"'
        if is_text:
            space = ' xml:space="preserve"' if value != value.strip() else ""
            return f'{place} t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
        if value is None:
            return f"{place}/>"
        number = to_excel(value) if isinstance(value, date) else value
        return f"{place}><v>{number!r}</v></c>"
