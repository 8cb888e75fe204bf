"""A sheet as it lies on paper: which cell holds what, before anybody asks what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from liaison.core.errors import CellError

# Blanks and marks that nobody sees: a cell that holds nothing else is empty.
UNSEEN_ENDS = " \t\r\n\x0b\x0c\u3000\xa0\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\ufeff"
MOST_BLANKS = 500


def filled(value: Any) -> Any:
    """The value of a cell, None where nothing can be seen in it, an error where that nothing is pages long."""
    if not isinstance(value, str) or value.strip(UNSEEN_ENDS):
        return value
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

    rows: `{row number: {column number: value}}` in order, empty rows and cells left out.
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

    def value(self, row: int, column: int) -> Any:
        """What the cell shows: its own value, or that of the merged block it lies in."""
        own = self.rows.get(row, {}).get(column)
        if own is not None:
            return own
        for block in self.merged:
            if block.top <= row <= block.bottom and block.left <= column <= block.right:
                return self.rows.get(block.top, {}).get(block.left)
        return None
