"""The child's side of reading apart: take a file from the pipe, send its rows while they are read, take the next."""

from __future__ import annotations

import sys
from pathlib import PurePath
from types import TracebackType
from typing import Any, BinaryIO

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.confinement import confine, short_work
from liaison.core.sheets.frames import receive_bytes, send, understood
from liaison.core.sheets.grids import Grid, Intake
from liaison.core.sheets.sources import Opened
from liaison.core.sheets.wire import encode_cell

LONGEST_REQUEST = 100_000


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer each request until there is none."""
    sys.excepthook = Reporter(answers)
    confine()
    while True:
        try:
            wanted = understood(receive_bytes(requests, LONGEST_REQUEST))
            content = receive_bytes(requests, limits.FILE_BYTES + 1)
        except EOFError:
            return
        with short_work():
            answer(answers, content, wanted)


def answer(answers: BinaryIO, content: bytes, wanted: dict[str, Any]) -> None:
    """Send all that was asked of a file, or why it is refused."""
    sender = Sender(answers)
    try:
        opened = Opened(content, wanted["name"])
        for grid in opened.grids(wanted["only"], Intake(wanted["first_rows"], sender.send_rows)):
            sender.send_end(grid)
    except FileRefused as refused:
        send(answers, ["refused", refused.code, refused.sentence])
        return
    send(answers, ["done", opened.stamp])


class Sender:
    """Sends sheets: each begins with its name, then come its rows, then what else is to be known of it."""

    def __init__(self, answers: BinaryIO) -> None:
        self.answers = answers
        self.begun: Grid | None = None

    def send_rows(self, grid: Grid) -> None:
        """Send the rows that have piled up and forget them."""
        if grid is not self.begun:
            self.begun = grid
            send(self.answers, ["sheet", grid.name])
        hidden = set(grid.hidden_rows)
        rows = [row_message(number, cells, number in hidden) for number, cells in grid.rows.items()]
        send(self.answers, ["rows", rows])
        grid.rows, grid.hidden_rows = {}, []

    def send_end(self, grid: Grid) -> None:
        """Send the last rows of a sheet and its own particulars."""
        self.send_rows(grid)
        flags = [grid.is_hidden, grid.is_cut, grid.is_guessed]
        send(self.answers, ["end", grid.row_count, flags, sorted(grid.hidden_columns), grid.merged])


def row_message(number: int, cells: dict[int, Any], is_hidden: bool) -> list[Any]:
    """A row as one flat list: its number, whether it is hidden, then column and cell in turn."""
    message: list[Any] = [number, is_hidden]
    for column, value in cells.items():
        message += (column, encode_cell(value))
    return message


class Reporter:
    """Tells the parent which mistake ended the child and where; never a word of the file."""

    def __init__(self, answers: BinaryIO) -> None:
        self.answers = answers

    def __call__(self, kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
        """Send the kind of the mistake and the line it happened in."""
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
        send(self.answers, ["failed", kind.__name__, place])
