"""The rows of a sheet as they stand in its XML, and rows written anew with one cell put in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string, get_column_letter

from liaison.core.sheets.marking.splicing import Element, attribute, tags, with_attribute, without_attribute

LINE_HEIGHT = 15  # points
FORMULA_BEGINNINGS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
_ATTRIBUTES = rb"((?:\s+[^\s=<>/]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*"
_ELEMENT = rb"<([^\s/>:]+:)?%s(?=[\s/>])" + _ATTRIBUTES + rb"(?:/>|>(.*?)</(?:[^\s/>:]+:)?%s\s*>)"
_ROW = re.compile(_ELEMENT % (b"row", b"row"), re.DOTALL)
_CELL = re.compile(_ELEMENT % (b"c", b"c"), re.DOTALL)
_BEGINNING = re.compile(rb"<(?:[^\s/>:]+:)?c[\s/>]")
_PLACED = re.compile(rb"(<(?:[^\s/>:]+:)?c r=\")([A-Z]+)(?=[0-9]+\")")
_ASIDE = re.compile(rb"<!--.*?-->|<\?(?!xml\s).*?\?>|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_WITHIN_TAG = re.compile(rb"<[^>]*>")
_VALUE = re.compile(rb"<(?:[^\s/>:]+:)?v[^>]*>([^<]*)<")


class CellPart(NamedTuple):
    """One cell. start, stop: where it stands; tag: its beginning; is_empty: it holds nothing."""

    column: int
    start: int
    stop: int
    tag: bytes
    is_empty: bool

    @property
    def style(self) -> int:
        """The number of its style."""
        return int(attribute(self.tag, "s", "0"))


@dataclass
class RowPart:
    """One row of this XML. start, stop: where it stands; inner: where its content ends; tag: its beginning."""

    xml: bytes
    number: int
    start: int
    inner: int
    stop: int
    prefix: bytes
    tag: bytes

    @property
    def begin(self) -> int:
        """Where its content begins."""
        return self.start + len(self.tag)

    @cached_property
    def cells(self) -> list[CellPart]:
        """Its cells, whether or not they say where they stand."""
        found: list[CellPart] = []
        column = 0
        for cell in _CELL.finditer(self.xml, self.begin, self.inner):
            first, last = cell.span()
            is_empty = cell[3] is None
            tag = cell[0] if is_empty else self.xml[first : cell.start(3)]
            reference = attribute(tag, "r")
            column = column_of(reference) if reference else column + 1
            found.append(CellPart(column, first, last, tag, is_empty))
        return found

    def last_filled(self) -> int:
        """The last column with a cell that holds something, 0 for none."""
        return max((cell.column for cell in self.cells if not cell.is_empty), default=0)

    @property
    def style(self) -> int | None:
        """The number of the style that the row gives its empty cells."""
        is_styled = attribute(self.tag, "customFormat") in ("1", "true")
        return int(attribute(self.tag, "s", "0")) if is_styled else None


@dataclass(frozen=True)
class RowChange:
    """What becomes of a row.

    own: number of the column 错在哪里, as it is afterwards; is_new: whether it is put in there, so that the cells from
    there on move by one; cell: its cell in this row; lines: how many lines that takes; wrong: columns, as they are
    before, that are painted; painted: `(style, is wrong) -> style`.
    """

    own: int
    is_new: bool
    cell: bytes
    lines: int
    wrong: Mapping[int, int]
    painted: Callable[[int, bool], int]

    def moved(self, column: int) -> int:
        """Where a column of before stands afterwards."""
        return column + 1 if self.is_new and column >= self.own else column


def without_asides(xml: bytes) -> bytes:
    """The XML without comments and the like, which might look like tags; their text counts as text."""
    if b"<!" not in xml and xml.count(b"<?") < 2:
        return xml
    return _ASIDE.sub(lambda found: escape((found[1] or b"").decode()).encode(), xml)


def has_formulas(xml: bytes, body: Element) -> bool:
    """Whether any cell is reckoned from others; the search for bytes is for the many sheets without."""
    is_possible = any(beginning in xml for beginning in FORMULA_BEGINNINGS)
    return is_possible and next(tags(xml, body.tag.stop, body.inner, ("f",)), None) is not None


def rows_of(xml: bytes, body: Element) -> Iterator[RowPart]:
    """The rows of a sheet; `without_asides` came first."""
    number = 0
    for row in _ROW.finditer(xml, body.tag.stop, body.inner):
        begin, inner = (row.end(), row.end()) if row[3] is None else row.span(3)
        tag = xml[row.start() : begin]
        number = int(attribute(tag, "r") or number + 1)
        yield RowPart(xml, number, row.start(), inner, row.end(), row[1] or b"", tag)


@cache
def _column_of(letters: str) -> int:
    return column_index_from_string(letters)


def column_of(reference: str) -> int:
    """The number of the column of a reference such as AB12."""
    return _column_of(reference.strip("$0123456789"))


def rewritten(row: RowPart, change: RowChange) -> bytes:
    """The row with its cells moved, painted, and the cell of 错在哪里 among them."""
    inside = _moved(row) if change.is_new and not change.wrong else None
    inside = _with_cells(row, change) if inside is None else change.cell + inside
    if not inside and not row.cells:
        return row.xml[row.start : row.stop]
    tag = _with_height(without_attribute(row.tag, "spans"), change.lines)
    beginning = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
    return b"%s%s</%srow>" % (beginning, inside, row.prefix)


def _moved(row: RowPart) -> bytes | None:
    """All cells one column further on; None where one of them does not say at once where it stands."""
    inside = row.xml[row.begin : row.inner]
    moved, count = _PLACED.subn(lambda found: found[1] + _next_letters(found[2]), inside)
    return moved if count == len(_BEGINNING.findall(inside)) else None


@cache
def _next_letters(letters: bytes) -> bytes:
    return get_column_letter(_column_of(letters.decode()) + 1).encode()


def _with_cells(row: RowPart, change: RowChange) -> bytes:
    """The content of the row, cell by cell."""
    pieces: list[tuple[int, bytes]] = []
    at = row.begin
    for cell in row.cells:
        if change.is_new or cell.column != change.own:
            pieces.append((change.moved(cell.column), row.xml[at : cell.start] + _cell(row, cell, change)))
        at = cell.stop
    there = {cell.column for cell in row.cells}
    for column, style in change.wrong.items():
        if column not in there:
            place = f'r="{get_column_letter(change.moved(column))}{row.number}" s="{style}"'
            pieces.append((change.moved(column), b"<%sc %s/>" % (row.prefix, place.encode())))
    pieces.append((change.own, change.cell))
    return b"".join(piece for _, piece in sorted(pieces, key=lambda piece: piece[0])) + row.xml[at : row.inner]


def _with_height(tag: bytes, lines: int) -> bytes:
    """The row high enough for its lines, as a program would fit it; a height that the office has set stays."""
    if lines < 2 or attribute(tag, "customHeight") in ("1", "true"):
        return tag
    return with_attribute(tag, "ht", str(max(float(attribute(tag, "ht", "0")), LINE_HEIGHT * lines)))


def _cell(row: RowPart, cell: CellPart, change: RowChange) -> bytes:
    tag, old = cell.tag, cell.style
    if change.is_new:
        tag = with_attribute(tag, "r", f"{get_column_letter(change.moved(cell.column))}{row.number}")
    style = change.painted(old, cell.column in change.wrong)
    if style != old:
        tag = with_attribute(tag, "s", str(style))
    return tag + row.xml[cell.start + len(cell.tag) : cell.stop]


def words_of(xml: bytes, cell: CellPart, strings: Callable[[int], str]) -> str:
    """What a cell with text says. strings: the shared string of a number."""
    content = xml[cell.start + len(cell.tag) : cell.stop]
    if attribute(cell.tag, "t") == "s":
        found = _VALUE.search(content)
        return strings(int(found[1])) if found and found[1].strip().isdigit() else ""
    return plain_words(content)


def plain_words(content: bytes) -> str:
    """The text of some XML without its tags."""
    return html.unescape(_WITHIN_TAG.sub(b"", content).decode())
