"""A copy says whose it is and can be made again byte for byte; a long one costs little time and no memory."""

from __future__ import annotations

import io
import time
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage, write_book
from liaison.core.sheets.copies import Copy, number_in
from liaison.core.sheets.masking import ROW_KEY, Keyed, masked
from liaison.core.text import Phone

COLUMNS = (Column("name", "姓名"), Column("phone", "联系电话", Kind.PHONE), Column("remark", "备注", Kind.LONG_TEXT))
COPY = Copy("DC-20261122-0007", "王敏 & 刘芸（办公室）", "海安市政协", datetime(2026, 11, 22, 6, 30, tzinfo=UTC))
LONG, SHORT = 4_500, 500

pytestmark = pytest.mark.sqlite


def book_of(number, copy=COPY):
    """The bytes of a masked list of so many rows."""
    rows = ({"id": n, "name": "王芳", "phone": Phone("15400001234"), "remark": "\x0b=1+1\x07"} for n in range(number))
    stream = io.BytesIO()
    write_book(stream, [masked(SheetPage("名单", COLUMNS, rows, ["名单"]), Keyed("R"))], copy)
    return stream.getvalue()


def test_the_same_copy_is_the_same_bytes_and_another_is_not(app):
    assert book_of(3) == book_of(3) != book_of(3, replace(COPY, number="DC-20261122-0008"))


def test_it_says_whose_it_is_in_print_below_the_rows_and_unseen(app):
    book = load_workbook(io.BytesIO(book_of(2)))
    sheet = book.active
    line = "导出人：王敏 & 刘芸（办公室），2026-11-22 14:30，第 DC-20261122-0007 份，电话打码"
    assert sheet.cell(sheet.max_row, 1).value == line
    assert sheet.oddFooter.center.text == line.replace("&", "&&")
    assert number_in(book.custom_doc_props["liaison-import"].value) == COPY.number
    assert [cell.value for cell in sheet[2]] == ["姓名", "联系电话", "备注", ROW_KEY.title]
    assert [cell.value for cell in sheet[3]][1:3] == ["154****1234", "=1+1"]
    assert not sheet.column_dimensions["D"].hidden and sheet.sheet_state == "visible"


def test_a_long_list_streams(app):
    began = time.process_time()
    book_of(LONG)
    taken = time.process_time() - began
    assert taken < 5, f"{taken:.1f} s for {LONG} rows"
    tracemalloc.start()
    content = book_of(SHORT)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < len(content) * 3 + 4 * 2**20, f"{peak / 2**20:.0f} MB for {SHORT} rows"
