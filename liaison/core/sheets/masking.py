"""Lists that go out without whole numbers: phones masked, and a last column by which the import knows each row again.

The key of a row names its person and is signed: it cannot be guessed nor made for somebody else, and says nothing of
him. A book that has it is read as if its phones stood there in full.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.sheets.pages import SheetPage
from liaison.core.vault import index_of

ROW_KEY = Column("row_key", "行号", width=8, hint="平台认这一行用的，请不要改")
_WRITTEN = re.compile(r"([A-Z])([0-9]{1,9})-([0-9A-F]{12})")


@dataclass(frozen=True)
class Keyed:
    """Whom the rows of a list are about. letter: of the table, as keys begin; of: the cell that holds his id."""

    letter: str
    of: str = "id"


REPRESENTATIVE, MEMBER = "R", "M"


def has_phones(columns: Iterable[Column]) -> bool:
    """Whether whole numbers would go out with these columns."""
    return any(column.kind is Kind.PHONE for column in columns)


def masked(page: SheetPage, keyed: Keyed | None = None) -> SheetPage:
    """The page with its phones masked and, where it can be read back, the keys of its rows."""
    if not has_phones(page.columns):
        return page
    columns = [replace(column, is_masked=True) if column.kind is Kind.PHONE else column for column in page.columns]
    if keyed is None:
        return replace(page, columns=columns)
    return replace(page, columns=[*columns, ROW_KEY], rows=KeyedRows(page.rows, keyed))


class KeyedRows:
    """Rows with their keys, made as they pass."""

    def __init__(self, rows: Iterable[Any], keyed: Keyed) -> None:
        self.rows, self.keyed = rows, keyed

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self.rows:
            yield {**row, ROW_KEY.key: key_of(self.keyed.letter, row[self.keyed.of])}


def key_of(letter: str, number: int) -> str:
    """The key of a row about this person: R4711-0A1B2C3D4E5F."""
    return f"{letter}{number}-{_code(letter, number)}"


def person_behind(written: object) -> tuple[str, int] | None:
    """(letter of the table, id) that a key names; None where it was not made here."""
    found = _WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        return None
    letter, number, code = found[1], int(found[2]), found[3]
    return (letter, number) if hmac.compare_digest(_code(letter, number), code) else None


def _code(letter: str, number: int) -> str:
    return index_of(f"{letter}{number}", "export.row")[:12].upper()
