"""Small workbooks as programs other than ours write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from liaison.core.sheets.marking import RowMark, mark_book

ROWS = (("姓名", "电话", "界别"), ("周桂芳", "1386270552", "农业"), ("王芳", "13862705521", "农业界"))
WRONG = (RowMark("名单", 2, "手机号少一位；界别不认识", {2: "手机号少一位", 3: "界别不认识"}),)


@pytest.fixture
def made() -> Callable[..., bytes]:
    """made(change): a workbook of three rows; change(book, sheet) draws whatever is awkward about it."""

    def make(change: Callable[[Any, Any], None] = lambda book, sheet: None) -> bytes:
        book = Workbook()
        book.active.title = "名单"
        for row in ROWS:
            book.active.append(row)
        change(book, book.active)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return make


@pytest.fixture
def patched() -> Callable[..., bytes]:
    """patched(book, {part: change}): the workbook with the bytes of some parts changed, new ones added."""

    def patch(content: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as book:
            for name in source.namelist():
                book.writestr(name, changes.get(name, bytes)(source.read(name)))
            for name in changes.keys() - set(source.namelist()):
                book.writestr(name, changes[name](b""))
        return target.getvalue()

    return patch


@pytest.fixture
def marked() -> Callable[..., Any]:
    """marked(content, marks): the marked workbook as openpyxl understands it."""

    def mark(content: bytes, marks: Any = WRONG, header_row: int = 1, stamp: str = "") -> Any:
        return opened(mark_book(content, "名单.xlsx", marks, header_rows={"名单": header_row}, stamp=stamp))

    return mark


def opened(content: bytes) -> Any:
    """A workbook as openpyxl understands it."""
    return load_workbook(io.BytesIO(content))


def parts_of(content: bytes) -> dict[str, bytes]:
    """What each part of a workbook holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def values(sheet: Any) -> list[list[Any]]:
    """The cells of a sheet, row by row."""
    return [list(row) for row in sheet.iter_rows(values_only=True)]
