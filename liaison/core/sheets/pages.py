"""A tab of a workbook that is to be written: its columns, its rows, and what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.core.columns import Column
from liaison.core.sheets.painting import A4

Cells = Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True)
class SheetPage:
    """One tab of a workbook.

    rows: mappings by column key, or sequences in the order of the columns; title_rows: the lines above the headings,
    the first one large, a pair standing left and right; total: the 合计 row by column key; footer: lines below;
    merged: ranges such as A3:A7 shown as one cell (a page with merged rows has no filter); paper: A4 or A3.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Cells]
    title_rows: Sequence[str | tuple[str, str]] = ()
    total: Mapping[str, Any] | None = None
    footer: Sequence[str] = ()
    merged: Sequence[str] = ()
    paper: int = A4

    @property
    def heading_row(self) -> int:
        """Where the headings stand."""
        return len(self.title_rows) + 1
