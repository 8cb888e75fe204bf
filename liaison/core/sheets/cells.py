"""The cells of one sheet of a workbook, taken from its XML as it streams by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.elements import Begin, Finish, PartReader
from liaison.core.sheets.grids import WHOLE, Grid, Intake, Merged, filled
from liaison.core.sheets.numbers import column_number, moment
from liaison.core.sheets.package import Package

TRUE = ("1", "true", "on")
LAST_ROW = 1_048_576
WIDEST_NUMBER = 1e15
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class CellReader(PartReader):
    """Collects the filled cells of one sheet."""

    def __init__(
        self, name: str, strings: list[str], dates: set[int], first_day: datetime, intake: Intake = WHOLE
    ) -> None:
        super().__init__(self._begins(), self._ends())
        self.grid, self.intake = Grid(name), intake
        self.strings, self.dates, self.first_day = strings, dates, first_day
        self.row = self.column = 0
        self.cells: dict[int, Any] = {}
        self.is_row_hidden = self.is_open = self.has_formula = self.is_beside = False
        self.type = self.style = ""
        self.parts: list[str] = []
        self.columns: dict[str, int] = {}

    def _begins(self) -> dict[str, Begin]:
        return {
            "row": self.begin_row, "c": self.begin_cell, "v": self.begin_value, "t": self.begin_words,
            "f": self.begin_formula, "rPh": self.begin_beside, "mergeCell": self.begin_merged,
            "col": self.begin_columns,
        }  # fmt: skip

    def _ends(self) -> dict[str, Finish]:
        return {
            "row": self.end_row, "c": self.end_cell, "v": self.end_part, "t": self.end_part, "rPh": self.end_beside,
        }  # fmt: skip

    def read(self, package: Package, part: str) -> Grid:
        package.walk(part, self)
        return self.grid

    def words(self, words: str) -> None:
        if self.is_open:
            self.parts.append(words)

    def begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row + 1))
        if not self.row < number <= LAST_ROW:
            raise ValueError("rows out of order")
        self.row, self.column, self.cells = number, 0, {}
        self.is_row_hidden = attributes.get("hidden", "").lower() in TRUE

    def begin_cell(self, attributes: dict[str, str]) -> None:
        column = self._column_of(attributes["r"]) if "r" in attributes else self.column + 1
        if column <= self.column:
            raise ValueError("cells out of order")
        self.column = column
        self.type, self.style = attributes.get("t", "n"), attributes.get("s", "0")
        self.parts, self.has_formula = [], False

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self.columns:
            self.columns[letters] = column_number(letters)
        return self.columns[letters]

    def begin_value(self, _attributes: dict[str, str]) -> None:
        self.is_open = True

    def begin_words(self, _attributes: dict[str, str]) -> None:
        self.is_open = not self.is_beside

    def begin_beside(self, _attributes: dict[str, str]) -> None:
        self.is_beside = True

    def begin_formula(self, _attributes: dict[str, str]) -> None:
        self.has_formula = True

    def begin_merged(self, attributes: dict[str, str]) -> None:
        if len(self.grid.merged) >= limits.MERGED_BLOCKS:
            raise FileRefused("TOO_MANY_MERGED", f"合并的单元格多于 {limits.MERGED_BLOCKS} 处，请取消合并后再导入")
        first, _, last = attributes["ref"].replace("$", "").partition(":")
        corners = (self._column_of(first), self._column_of(last or first))
        rows = [int(re.sub("[^0-9]", "", corner)) for corner in (first, last or first)]
        self.grid.merged.append(Merged(rows[0], corners[0], rows[1], corners[1]))

    def begin_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden", "").lower() in TRUE:
            last = min(int(attributes["max"]), limits.COLUMNS)
            self.grid.hidden_columns.update(range(int(attributes["min"]), last + 1))

    def end_part(self) -> None:
        self.is_open = False

    def end_beside(self) -> None:
        self.is_beside = False

    def end_cell(self) -> None:
        value = filled(self._value())
        if value is None:
            return
        if self.column > limits.COLUMNS:
            self.grid.is_cut = True
            return
        self.cells[self.column] = value
        if self.intake.has_enough(self.grid):  # the row counts; what else stands in it need not be understood
            self.passing = "row"

    def end_row(self) -> None:
        if self.cells:
            self.intake.take(self.grid, self.row, self.cells, is_hidden=self.is_row_hidden)

    def _value(self) -> Any:
        words = "".join(self.parts)
        if self.has_formula and not words and self.type != "str":
            return CellError("FORMULA_CELL", "这一格是公式，没有算好的值，请复制后“粘贴为数值”")
        value_of = VALUES.get(self.type)
        if value_of:
            return value_of(self, words)
        return self._number(words) if words.strip() else None

    def string(self, words: str) -> str | None:
        if not words:
            return None
        index = int(words)
        if index < 0:
            raise IndexError(index)
        return self.strings[index]

    def error(self, words: str) -> CellError:
        return CellError("ERROR_CELL", f"这一格是错误值 {words[:20]}，请改成正确的内容")

    def _number(self, words: str) -> Any:
        number = float(words)
        if int(self.style) in self.dates:
            return self._moment(number)
        return int(number) if number.is_integer() and abs(number) < WIDEST_NUMBER else number

    def _moment(self, number: float) -> Any:
        try:
            return moment(number, self.first_day)
        except (OverflowError, ValueError):
            return number


def unescaped(words: str) -> str:
    """Text as it was typed: `_x000B_` stands for a control character, half surrogates for nothing readable."""
    if "_x" not in words:
        return words
    return _ESCAPED.sub(lambda found: _character(int(found.group(1), 16)), words)


def _character(number: int) -> str:
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)


VALUES: Mapping[str, Callable[[CellReader, str], Any]] = MappingProxyType({
    "s": CellReader.string,
    "inlineStr": lambda _reader, words: unescaped(words),
    "str": lambda _reader, words: unescaped(words),
    "b": lambda _reader, words: words.strip() in TRUE,
    "e": CellReader.error,
    "d": lambda _reader, words: words,
})
