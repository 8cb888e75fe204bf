"""Reading text tables (.csv, tab or semicolon) in the encodings that offices save them in."""

from __future__ import annotations

import csv
import io

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.grids import WHOLE, Grid, Intake, filled

DIVIDERS = ",\t;"
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
BAD_ENCODING = "认不出文字的编码，请在 Excel 或 WPS 里另存为 .xlsx 或 UTF-8 的 .csv 后再导入"


def read_delimited(content: bytes, name: str, intake: Intake = WHOLE) -> Grid:
    """The one sheet of a text table.

    Raises FileRefused with ENCODING, FIELD_TOO_LONG or TOO_MANY_ROWS.
    """
    words, is_guessed = decoded(content)
    grid = Grid(name, is_guessed=is_guessed)
    first, divider, skipped = _divider(words)
    reader = csv.reader(io.StringIO(words[first:], newline=""), delimiter=divider)
    try:
        for number, cells in enumerate(reader, 1 + skipped):
            _keep(grid, number, cells, intake)
    except csv.Error as broken:
        sentence = f"第 {reader.line_num} 行有一格太长或引号不成对，请改好后再导入"
        raise FileRefused("FIELD_TOO_LONG", sentence) from broken
    return grid


def decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was a guess: a mark, else strict UTF-8, else GB18030, else refused."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), False
    if b"\0" in content:
        raise FileRefused("ENCODING", BAD_ENCODING)
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:
        return _strictly(content, "gb18030"), True


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeError as broken:
        raise FileRefused("ENCODING", BAD_ENCODING) from broken


def _divider(words: str) -> tuple[int, str, int]:
    """Where the table starts, what divides its cells, and how many lines come before (`sep=;` is one)."""
    line, end, _ = words.partition("\n")
    if line.lower().startswith("sep=") and len(line.strip()) == 5:
        return len(line) + len(end), line[4], 1
    beginning = words[:4000]
    return 0, max(DIVIDERS, key=beginning.count), 0


def _keep(grid: Grid, number: int, cells: list[str], intake: Intake) -> None:
    held = {n: filled(cell) for n, cell in enumerate(cells, 1)}
    held = {n: cell for n, cell in held.items() if cell is not None}
    grid.is_cut = grid.is_cut or any(n > limits.COLUMNS for n in held)
    held = {n: cell for n, cell in held.items() if n <= limits.COLUMNS}
    if held:
        intake.take(grid, number, held)
