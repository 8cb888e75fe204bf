"""Opening what somebody hands in: a workbook or a text table, told apart by content."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.delimited import read_delimited
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.package import ZIP_MAGIC, refuse_other_types
from liaison.core.sheets.workbook import read_workbook

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
Source = str | Path | BinaryIO


def load(source: Source, filename: str | None, only: str | None) -> list[Grid]:
    """The sheets of a file; its content decides what it is, its name only whether text may be a table.

    Raises FileRefused.
    """
    name = filename or (Path(source).name if isinstance(source, str | Path) else "")
    content = _content(source)
    if not content:
        raise FileRefused("EMPTY_FILE", "文件是空的，请选填好的表格")
    if content.startswith(ZIP_MAGIC):
        return read_workbook(content, only)
    if name and not name.lower().endswith(TEXT_ENDINGS):
        refuse_other_types(content)
    return [read_delimited(content, Path(name).stem or "表")]


def _content(source: Source) -> bytes:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return _content(file)
    content = source.read(limits.FILE_BYTES + 1)
    if len(content) > limits.FILE_BYTES:
        raise FileRefused("FILE_TOO_BIG", f"文件超过 {limits.FILE_BYTES // limits.MIB} MB，请分成几个文件")
    return content
