"""A clerk's book as they come: most rows known, some new, some changed, some wrong."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.roster.haian import books

KEPT = 44
NEW = (("周雨桐", "18051230001"), ("钱思源", "18051230002"), ("许晓岚", "18051230003"))


def clerks_book() -> bytes:
    """The first rows of 曲塘镇's own book, edited by hand."""
    [path] = books("Z06")
    workbook, stream = openpyxl.load_workbook(path), io.BytesIO()
    sheet = workbook.worksheets[0]
    sheet.delete_rows(KEPT, sheet.max_row)
    [heading] = [row for row in sheet.iter_rows(max_row=5) if "手机" in [cell.value for cell in row]]
    edit(sheet, heading[0].row, {cell.value: cell.column for cell in heading})
    workbook.save(stream)
    return stream.getvalue()


def edit(sheet: Worksheet, top: int, columns: dict[str, int]) -> None:
    """Make rows wrong, doubtful, changed and new."""

    def put(row: int, heading: str, words: str) -> None:
        sheet.cell(top + row, columns[heading]).value = words

    phone = str(sheet.cell(top + 2, columns["手机"]).value)
    put(2, "手机", phone[:-1])
    put(4, "手机", "1.6325E+10")
    put(5, "姓名", "许有才")
    for row in (7, 9, 10):
        put(row, "身份特征类型", "个体户老板")
        put(row, "界别", "工商联界")
    for row in range(12, 18):
        put(row, "备注", "2026年微调核对")
    for row, (name, number) in enumerate(NEW, 20):
        put(row, "姓名", name)
        put(row, "手机", number)
