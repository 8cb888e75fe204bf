"""How cells look: fonts, borders, number formats; and how a value becomes a cell that is never a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from liaison.core.columns import Column, Kind
from liaison.core.kinds import NUMBERS
from liaison.core.text import mask_phone, plain_cell

AS_TEXT = "@"
FORMATS: Mapping[Kind, str] = MappingProxyType({
    Kind.LONG_TEXT: "General",  # Excel shows #### for long texts in cells of text format
    Kind.INTEGER: "0",
    Kind.DECIMAL: "General",
    Kind.PERCENT: "0.00%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
})
LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
LONGEST_CELL = 32_767
A3, A4 = 8, 9
READABLE = {A4: 250, A3: 400}  # letters side by side, shrunk to the paper, that good eyes still read
_THIN = Side(style="thin", color="B0B0B0")
GRID_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
FACE = "宋体"
PLAIN = Font(name=FACE, size=11)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Role(Enum):
    """What a cell is there for."""

    TITLE = auto()
    NOTE = auto()
    NOTE_RIGHT = auto()
    HEADING = auto()
    REQUIRED = auto()
    BODY = auto()
    TOTAL = auto()
    EXAMPLE = auto()


FONTS: Mapping[Role, Font] = MappingProxyType({
    Role.TITLE: Font(name=FACE, bold=True, size=18),
    Role.HEADING: Font(name=FACE, bold=True, size=11),
    Role.REQUIRED: Font(name=FACE, bold=True, size=11),
    Role.TOTAL: Font(name=FACE, bold=True, size=11),
    Role.EXAMPLE: Font(name=FACE, italic=True, size=11, color="6B6B6B"),
})
FILLS: Mapping[Role, PatternFill] = MappingProxyType({
    Role.HEADING: PatternFill("solid", fgColor="F2F2F2"),
    Role.REQUIRED: PatternFill("solid", fgColor="FCE8D0"),
    Role.TOTAL: PatternFill("solid", fgColor="F2F2F2"),
})
PLACES: Mapping[Role, Alignment] = MappingProxyType({
    Role.TITLE: Alignment(horizontal="center", vertical="center"),
    Role.NOTE: Alignment(horizontal="left", vertical="center"),
    Role.NOTE_RIGHT: Alignment(horizontal="right", vertical="center"),
    Role.HEADING: Alignment(horizontal="center", vertical="center", wrap_text=True),
    Role.REQUIRED: Alignment(horizontal="center", vertical="center", wrap_text=True),
})
NUMBER_PLACE = Alignment(horizontal="right", vertical="center")
WORD_PLACE = Alignment(horizontal="left", vertical="center")
LONG_PLACE = Alignment(horizontal="left", vertical="top", wrap_text=True)
SHORT_PLACE = Alignment(horizontal="center", vertical="center")
SHORT_KINDS = frozenset({Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.MONTH, Kind.TIME})


def number_format(kind: Kind) -> str:
    """The Excel format of a kind; words and numbers that are no quantities are text."""
    return FORMATS.get(kind, AS_TEXT)


def cell_value(column: Column, value: Any) -> Any:
    """What goes into the cell; words stay words whatever the column is (合计 in a column of numbers)."""
    if column.is_masked and value:
        return mask_phone(value)
    return clean(value) if isinstance(value, str) else clean(column.cell(value))


def clean(value: Any) -> Any:
    """Text without what a workbook cannot hold, and with what Excel would take for an escape kept apart."""
    if not isinstance(value, str):
        return value
    plain = plain_cell(value.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", plain)[:LONGEST_CELL] or None


def fit_to_paper(sheet: Any, paper: int = A4, width: float = 0) -> int:
    """Print on A4 or A3, lying, as long as it takes. width: of all columns, in characters.

    Gives how many sheets stand side by side: one, or as many as keep the letters large enough to read.
    """
    across = max(1, math.ceil(width / READABLE[paper]))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    if across > 1:
        sheet.page_setup.fitToWidth = across
    return across


class Painter:
    """Paints the cells of one workbook; cells that look alike share one style."""

    def __init__(self, sheet: Any) -> None:
        """sheet: any sheet of the workbook; it is only asked for cells to try styles on."""
        self.sheet = sheet
        self.numbers: dict[tuple[Kind, Role, bool], int] = {}

    def put(self, sheet: Any, row: int, column: int, words: str, role: Role, kind: Kind = Kind.TEXT) -> None:
        """Write words into a cell of a small sheet, as text even when they begin like a formula."""
        cell = sheet.cell(row, column, clean(words))
        cell.data_type = "s"
        dress(cell, kind, role, words.startswith(LOOKS_LIKE_FORMULA))

    def number(self, kind: Kind, role: Role, is_quoted: bool) -> int:
        """The number of such a style in the workbook."""
        known = self.numbers.get((kind, role, is_quoted))
        if known is None:
            model = Cell(self.sheet, 1, 1)
            dress(model, kind, role, is_quoted)
            known = self.numbers[kind, role, is_quoted] = model.style_id
        return known


def dress(cell: Cell, kind: Kind, role: Role, is_quoted: bool) -> None:
    """Give a cell its looks. is_quoted: Excel is told that the text is no formula even when edited."""
    cell.font = FONTS.get(role, PLAIN)
    cell.alignment = PLACES.get(role) or place_of(kind)
    if role in FILLS:
        cell.fill = FILLS[role]
    if role not in (Role.TITLE, Role.NOTE, Role.NOTE_RIGHT):
        cell.border = GRID_LINES
    if role in (Role.BODY, Role.TOTAL, Role.EXAMPLE):
        cell.number_format = number_format(kind)
    cell.quotePrefix = is_quoted


def place_of(kind: Kind) -> Alignment:
    """Numbers stand right, days in the middle, long texts at the top in several lines."""
    if kind in NUMBERS:
        return NUMBER_PLACE
    if kind is Kind.LONG_TEXT:
        return LONG_PLACE
    return SHORT_PLACE if kind in SHORT_KINDS else WORD_PLACE
