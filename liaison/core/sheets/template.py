"""The blank form of a sheet: how to fill it in, headings, one sample row, and lists to pick from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from liaison.core.columns import Column, Kind
from liaison.core.sheets.copies import STAMP
from liaison.core.sheets.painting import Painter, Role, fit_to_paper, number_format
from liaison.core.sheets.skipping import EXAMPLE_MARKS
from liaison.core.sheets.writing import PROGRAM, Target, tab_name

GUIDE = "填写说明"
LISTS = "选项"
REQUIRED_MARK = "（必填）"
LAST_FORM_ROW = 5_000
LIST_NAME = "list_{}"
STAMPED = "template"
GUIDE_HEADINGS = ("列名", "要不要填", "怎么填", "例子")
GUIDE_WIDTHS = (22, 12, 60, 24)
EXAMPLES: Mapping[Kind, str] = {
    Kind.PHONE: "13800138000",
    Kind.INTEGER: "1",
    Kind.DATE: "2024-03-05",
    Kind.MONTH: "1985-03",
    Kind.DATETIME: "2024-03-05 15:30",
    Kind.TIME: "15:30",
}
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
    target: Target, title: str, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], code: str
) -> None:
    """Write the blank form.

    lists: `{source of a reference column: words to pick from}`; code: what it is the form of, carried along unseen with
    the version of its columns.
    """
    book = Workbook()
    book.properties.creator = PROGRAM
    book.custom_doc_props.append(StringProperty(name=STAMP, value=stamp_of(code, columns)))
    guide, form = book.active, book.create_sheet(tab_name(title))
    guide.title = GUIDE
    painter = Painter(guide)
    _write_guide(guide, form.title, columns, lists, painter)
    _write_form(form, columns, lists, painter)
    _offer_lists(book, form, columns, lists)
    fit_to_paper(guide)
    fit_to_paper(form)
    book.active = 1
    guide.sheet_view.tabSelected = False
    book.save(target)


def stamp_of(code: str, columns: Sequence[Column]) -> str:
    """What a blank form carries along: what it is the form of, and a version that changes with its columns."""
    said = "\n".join(f"{c.key} {c.title} {c.kind.name} {c.required} {'、'.join(c.choices)}" for c in columns)
    return f"{STAMPED}:{code}:{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _write_guide(
    sheet: Any, title: str, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], painter: Painter
) -> None:
    painter.put(sheet, 1, 1, f"{title}填写说明", Role.TITLE)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(GUIDE_HEADINGS))
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
        words = words_to_pick(column, lists)
        need = "必填" if column.required else "可不填"
        cells = (column.title, need, how_to_fill(column, is_offered=bool(words)), example_of(column, words))
        for number, text in enumerate(cells, 1):
            painter.put(sheet, row, number, text, Role.BODY, Kind.LONG_TEXT)


def how_to_fill(column: Column, *, is_offered: bool = True) -> str:
    """What the guide says of a column: its hint, else what its kind asks for. is_offered: there is a drop-down."""
    if column.hint:
        return column.hint
    if column.choices and column.kind is Kind.CHOICE:
        return f"从“{'、'.join(column.choices)}”里选"
    return HOW_TO_FILL.get(column.kind, "从下拉里选" if column.kind is Kind.REFERENCE and is_offered else "")


def example_of(column: Column, words: Sequence[str]) -> str:
    """What the sample row shows: the column's own example, else the first word to pick, else one of its kind."""
    return column.example or next(iter(words), "") or EXAMPLES.get(column.kind, "")


def _write_form(
    sheet: Any, columns: Sequence[Column], lists: Mapping[str, Sequence[str]], painter: Painter
) -> None:
    """Whole columns are formatted beforehand: Excel ruins long numbers the moment they are typed."""
    for number, column in enumerate(columns, 1):
        heading = column.title + (REQUIRED_MARK if column.required else "")
        painter.put(sheet, 1, number, heading, Role.REQUIRED if column.required else Role.HEADING)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(column.width, 2 * len(heading) + 2)
        dimension.number_format = number_format(column.kind)
        example = example_of(column, words_to_pick(column, lists))
        painter.put(sheet, 2, number, example if number > 1 else EXAMPLE_MARKS[0] + example, Role.EXAMPLE, column.kind)
    sheet.freeze_panes = "A2"


def _offer_lists(book: Workbook, form: Any, columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> None:
    """Drop-downs take their words from named ranges: written into the rule itself they may hold 255 characters only."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    for number, column in enumerate(columns, 1):
        words = words_to_pick(column, lists)
        for row, word in enumerate((column.title, *words), 1):
            sheet.cell(row, number, word).data_type = "s"
        if words:
            letter, name = get_column_letter(number), LIST_NAME.format(column.key)
            place = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(words) + 1}"
            book.defined_names[name] = DefinedName(name, attr_text=place)
            _offer(form, letter, name)


def _offer(form: Any, letter: str, name: str) -> None:
    """A drop-down that lets other words pass when the person insists."""
    rule = DataValidation("list", formula1=name, allow_blank=True, errorStyle="warning", showErrorMessage=True)
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
