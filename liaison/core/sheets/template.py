"""The blank form of a sheet: how to fill it in, headings, one sample row, and lists to pick from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from liaison.core.columns import Column, Kind
from liaison.core.sheets.painting import Painter, Role, fit_to_paper, number_format
from liaison.core.sheets.skipping import EXAMPLE_MARKS
from liaison.core.sheets.writing import PROGRAM, Target, tab_name

GUIDE = "填写说明"
LISTS = "选项"
REQUIRED_MARK = "（必填）"
LAST_FORM_ROW = 5_000
GUIDE_HEADINGS = ("列名", "要不要填", "怎么填", "例子")
GUIDE_WIDTHS = (22, 12, 60, 24)
HOW_TO_FILL: Mapping[Kind, str] = {
    Kind.NAME: "写姓名全称，少数民族姓名中间用“·”",
    Kind.PHONE: "11 位手机号",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.PERCENT: "百分数，如 85%",
    Kind.DATE: "写成 2024-03-05 这样",
    Kind.MONTH: "写成 1985-03 这样",
    Kind.DATETIME: "写成 2024-03-05 15:30 这样",
    Kind.TIME: "写成 15:30 这样",
    Kind.BOOL: "填“是”或“否”",
    Kind.CHOICES: "可填几个，用“；”隔开",
    Kind.REFERENCES: "可填几个，用“；”隔开",
}


def write_template(
    target: Target, name: str, title: str, columns: Sequence[Column], lists: Mapping[str, Sequence[str]]
) -> None:
    """Write the blank form. lists: `{source of a reference column: words to pick from}`."""
    book = Workbook()
    book.properties.creator = PROGRAM
    guide, form = book.active, book.create_sheet(tab_name(name))
    guide.title = GUIDE
    painter = Painter(guide)
    _write_guide(guide, title, columns, painter)
    _write_form(form, columns, painter)
    _offer_lists(book, form, columns, lists)
    fit_to_paper(guide)
    fit_to_paper(form)
    book.active = 1
    guide.sheet_view.tabSelected = False
    book.save(target)


def _write_guide(sheet: Any, title: str, columns: Sequence[Column], painter: Painter) -> None:
    painter.put(sheet, 1, 1, f"{title}填写说明", Role.TITLE)
    notes = (
        f"1. 在“{title}”表里填，一人（一件）一行，不要合并单元格，不要改第 1 行的列名。",
        f"2. 以“{EXAMPLE_MARKS[0]}”开头的灰色一行是例子，导入时不读，可以删掉。",
        f"3. 写着{REQUIRED_MARK}的列都要填，其余可不填。",
    )
    for row, note in enumerate(notes, 2):
        painter.put(sheet, row, 1, note, Role.NOTE)
    top = len(notes) + 3
    for number, (heading, width) in enumerate(zip(GUIDE_HEADINGS, GUIDE_WIDTHS, strict=True), 1):
        painter.put(sheet, top, number, heading, Role.HEADING)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row, column in enumerate(columns, top + 1):
        cells = (column.title, "必填" if column.required else "可不填", how_to_fill(column), column.example)
        for number, words in enumerate(cells, 1):
            painter.put(sheet, row, number, words, Role.BODY)


def how_to_fill(column: Column) -> str:
    """What the guide says of a column: its hint, else what its kind asks for."""
    if column.hint:
        return column.hint
    if column.choices and column.kind is Kind.CHOICE:
        return f"从“{'、'.join(column.choices)}”里选"
    return HOW_TO_FILL.get(column.kind, "从下拉里选" if column.kind is Kind.REFERENCE else "")


def _write_form(sheet: Any, columns: Sequence[Column], painter: Painter) -> None:
    """Whole columns are formatted beforehand: Excel ruins long numbers the moment they are typed."""
    for number, column in enumerate(columns, 1):
        heading = column.title + (REQUIRED_MARK if column.required else "")
        painter.put(sheet, 1, number, heading, Role.REQUIRED if column.required else Role.HEADING)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(column.width, 2 * len(heading) + 2)
        dimension.number_format = number_format(column.kind)
        example = column.example if number > 1 else EXAMPLE_MARKS[0] + column.example
        painter.put(sheet, 2, number, example, Role.EXAMPLE, column.kind)
    sheet.freeze_panes = "A2"


def _offer_lists(book: Workbook, form: Any, columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> None:
    """Drop-downs take their words from a hidden sheet: a list written into the cell may hold 255 characters only."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for number, column in enumerate(columns, 1):
        words = words_to_pick(column, lists)
        for row, word in enumerate((column.title, *words), 1):
            sheet.cell(row, number, word).data_type = "s"
        if words:
            letter = get_column_letter(number)
            picked = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(words) + 1}"
            rule = DataValidation("list", formula1=picked, allow_blank=True, errorStyle="warning")
            rule.error, rule.errorTitle = "这个词不在下拉里，确定要这样填吗", "请核对"
            form.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{LAST_FORM_ROW}")


def words_to_pick(column: Column, lists: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The words of a drop-down; columns that take several words have none."""
    if column.kind is Kind.BOOL:
        return ("是", "否")
    if column.kind not in (Kind.CHOICE, Kind.REFERENCE):
        return ()
    return column.choices or lists.get(column.source or "", ())
