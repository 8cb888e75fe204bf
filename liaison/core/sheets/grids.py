"""A sheet as it lies on paper: which cell holds what, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import limits

# Blanks and marks that nobody sees: a cell that holds nothing else is empty.
UNSEEN_ENDS = " \t\r\n\x0b\x0c\u3000\xa0\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff"
MOST_BLANKS = 500


def filled(value: Any) -> Any:
    """The value of a cell, None where nothing can be seen in it, an error where it is longer than any cell may be."""
    if not isinstance(value, str):
        return value
    if value.strip(UNSEEN_ENDS):
        return value if len(value) <= limits.CELL_CHARACTERS else CellError("TOO_LONG", "这一格太长，请写短些")
    return CellError("TOO_LONG", "这一格有很多空行，请清空") if len(value) > MOST_BLANKS else None


class Merged(NamedTuple):
    """A block of merged cells; rows and columns count from 1, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Grid:
    """The filled cells of one sheet.

    rows: `{row number: {column number: value}}` in order, empty rows and cells left out; row_count: how many filled
    rows the sheet has, also where only its first ones were kept.
    is_guessed: the encoding of a text file had to be guessed.
    """

    name: str
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    is_cut: bool = False
    is_guessed: bool = False
    row_count: int = 0

    def value(self, row: int, column: int) -> Any:
        """What the cell shows: its own value, or that of the merged block it lies in."""
        own = self.rows.get(row, {}).get(column)
        if own is not None:
            return own
        for block in self.merged:
            if block.top <= row <= block.bottom and block.left <= column <= block.right:
                return self.rows.get(block.top, {}).get(block.left)
        return None


def stay(_grid: Grid) -> None:
    """Leave the rows where they are."""


@dataclass(frozen=True)
class Intake:
    """How the rows of sheets are taken.

    first_rows: keep only so many of each sheet and count the others; pour: hears of each ROWS_AT_ONCE rows and may
    take them away from the grid.
    """

    first_rows: int | None = None
    pour: Callable[[Grid], None] = stay

    def has_enough(self, grid: Grid) -> bool:
        """Whether further rows are only counted."""
        return self.first_rows is not None and grid.row_count >= self.first_rows

    def take(self, grid: Grid, number: int, cells: dict[int, Any], *, is_hidden: bool = False) -> None:
        """Keep or count one filled row. Raises FileRefused TOO_MANY_ROWS."""
        if grid.row_count >= limits.ROWS:
            raise FileRefused("TOO_MANY_ROWS", f"一张表多于 {limits.ROWS} 行，请分成几个文件")
        is_kept = not self.has_enough(grid)
        grid.row_count += 1
        if not is_kept:
            return
        grid.rows[number] = cells
        if is_hidden:
            grid.hidden_rows.append(number)
        if len(grid.rows) >= limits.ROWS_AT_ONCE:
            self.pour(grid)


WHOLE = Intake()
