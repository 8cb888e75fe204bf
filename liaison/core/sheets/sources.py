"""Opening what somebody hands in: a workbook or a text table, told apart by content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import BinaryIO

from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.delimited import read_delimited
from liaison.core.sheets.grids import WHOLE, Grid, Intake
from liaison.core.sheets.package import ZIP_MAGIC, Package, refuse_other_types
from liaison.core.sheets.workbook import each_sheet, stamp_of

TEXT_ENDINGS = (".csv", ".tsv", ".txt")
Source = str | Path | BinaryIO


def load(source: Source, filename: str | None, only: str | None) -> list[Grid]:
    """The sheets of a file; its content decides what it is, its name only whether text may be a table.

    Raises FileRefused.
    """
    name = filename or (Path(source).name if isinstance(source, str | Path) else "")
    return list(Opened(_content(source), name).grids(only))


class Opened:
    """A file that has shown that it is a table. stamp: see `workbook.stamp_of`."""

    def __init__(self, content: bytes, name: str) -> None:
        """Raises FileRefused."""
        refuse_size(content)
        self.content, self.name = content, name
        self.package = Package(content) if content.startswith(ZIP_MAGIC) else None
        if self.package is None and name and not name.lower().endswith(TEXT_ENDINGS):
            refuse_other_types(content)
        self.stamp = stamp_of(self.package) if self.package else None

    def grids(self, only: str | None = None, intake: Intake = WHOLE) -> Iterator[Grid]:
        """Its sheets, read one after another; see `read_workbook` and `read_delimited`. Raises FileRefused."""
        if self.package:
            return each_sheet(self.package, only, intake)
        return iter([read_delimited(self.content, PurePath(self.name).stem or "表", intake)])


def refuse_size(content: bytes) -> None:
    """Refuse a file that is empty or too large."""
    if not content:
        raise FileRefused("EMPTY_FILE", "文件是空的，请选填好的表格")
    if len(content) > limits.FILE_BYTES:
        raise FileRefused("FILE_TOO_BIG", f"文件超过 {limits.FILE_BYTES // limits.MIB} MB，请分成几个文件")


def _content(source: Source) -> bytes:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return _content(file)
    return source.read(limits.FILE_BYTES + 1)
