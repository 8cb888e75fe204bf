"""The parent's side of reading apart: put the child's messages together again, and believe none that is too much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.frames import receive_bytes, understood
from liaison.core.sheets.grids import Grid, Merged
from liaison.core.sheets.wire import decode_cell

LAST_ROW = 1_048_576
COLUMN_NUMBERS = frozenset(range(1, limits.COLUMNS + 1))
LONGEST_SHARED = 20
TOO_MUCH = f"表里的内容多于 {limits.CELLS // 10_000} 万格，请分成几个文件"


@dataclass
class Loaded:
    """What a file holds. row_counts: `{sheet: filled rows}`, also of rows that were not asked for; stamp: what our
    own program wrote on the workbook when it gave it out."""

    grids: list[Grid] = field(default_factory=list)
    stamp: str | None = None
    row_counts: dict[str, int] = field(default_factory=dict)


class Failed(Exception):  # noqa: N818 - said of the child
    """The child has made a mistake and ends. Arguments: kind of the mistake, place in the source."""


class Receiver:
    """Takes the messages of one file."""

    def __init__(self) -> None:
        self.loaded = Loaded()
        self.grid: Grid | None = None
        self.is_done = False
        self.byte_count = self.cell_count = self.last_row = 0
        self.words: dict[str, str] = {}

    def receive(self, answers: BinaryIO) -> Loaded:
        """All of one file.

        Raises FileRefused; EOFError, Failed, or one of BROKEN where the child is no longer to be used.
        """
        while not self.is_done:
            content = receive_bytes(answers, limits.FRAME_BYTES)
            self.byte_count += len(content)
            if self.byte_count > limits.ANSWER_BYTES:
                raise FileRefused("TOO_MANY_CELLS", TOO_MUCH)
            kind, *parts = understood(content)
            MESSAGES[kind](self, *parts)
        return self.loaded

    def begin(self, name: str) -> None:
        """A sheet begins."""
        if self.grid is not None or len(self.loaded.grids) >= limits.SHEETS or type(name) is not str:
            raise ValueError("no sheet was awaited")
        self.grid, self.last_row = Grid(name), 0

    def rows(self, rows: list[list[Any]]) -> None:
        """Rows of it come."""
        if self.grid is None:
            raise ValueError("rows of no sheet")
        for number, is_hidden, *cells in rows:
            if type(number) is not int or not self.last_row < number <= LAST_ROW:
                raise ValueError("rows out of order")
            self.last_row = number
            self.grid.rows[number] = self.cells(cells)
            if is_hidden:
                self.grid.hidden_rows.append(number)
        if len(self.grid.rows) > limits.ROWS:
            raise ValueError("too many rows")

    def cells(self, parts: list[Any]) -> dict[int, Any]:
        """One row's cells; words that come again and again are kept once."""
        keep = self.words.setdefault
        cells = {
            column: keep(value, value) if type(value) is str and len(value) <= LONGEST_SHARED else decode_cell(value)
            for column, value in zip(parts[::2], parts[1::2], strict=True)
        }
        if not COLUMN_NUMBERS.issuperset(cells):
            raise ValueError("no such column")
        self.cell_count += len(cells)
        if self.cell_count > limits.CELLS:
            raise FileRefused("TOO_MANY_CELLS", TOO_MUCH)
        return cells

    def end(self, row_count: int, flags: list[bool], hidden_columns: list[int], merged: list[list[int]]) -> None:
        """The sheet ends."""
        grid = self.grid
        if grid is None or type(row_count) is not int or len(merged) > limits.MERGED_BLOCKS:
            raise ValueError("no sheet was begun")
        grid.is_hidden, grid.is_cut, grid.is_guessed = (bool(flag) for flag in flags)
        grid.row_count = row_count
        grid.hidden_columns = {int(column) for column in hidden_columns}
        grid.merged = [Merged(*(int(corner) for corner in block)) for block in merged]
        self.loaded.grids.append(grid)
        self.loaded.row_counts[grid.name] = row_count
        self.grid = None

    def done(self, stamp: str | None) -> None:
        """The file ends."""
        if self.grid is not None:
            raise ValueError("a sheet was not ended")
        self.loaded.stamp = stamp if stamp is None else str(stamp)
        self.is_done = True

    def refused(self, code: str, sentence: str) -> None:
        """The file cannot be read."""
        self.is_done = True
        raise FileRefused(str(code), str(sentence))

    def failed(self, kind: str, place: str) -> None:
        """The child cannot go on."""
        raise Failed(str(kind), str(place))


MESSAGES = {
    "sheet": Receiver.begin, "rows": Receiver.rows, "end": Receiver.end, "done": Receiver.done,
    "refused": Receiver.refused, "failed": Receiver.failed,
}  # fmt: skip
BROKEN = (EOFError, OSError, ValueError, TypeError, LookupError, RecursionError)
