"""系列套表 of a period as one workbook: a tab for each of the eight forms, a row for each record, as printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from typing import Any

from liaison.casework.rules.paper_cells import on_paper
from liaison.casework.rules.papers import FORMS, REMARK, Form
from liaison.casework.sheets.steps import ANSWER_NOTICE, URGE
from liaison.casework.workflow import CASEWORK
from liaison.contacts.sheets import RECORD
from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage
from liaison.core.sheets.painting import A3, A4

TYPED = frozenset({Kind.DATE, Kind.INTEGER, Kind.LONG_TEXT})
NARROWEST, OF_NAMES, OF_DAY, OF_PHONE, FOR_TEXT = 7, 9, 11, 12, 18  # of columns, in letters
WIDEST_ON_A4 = 200  # letters that can still be read when a tab is shrunk to its paper
LINES_OF_HEADING = 4  # at most; headings and words wrap, so that a tab can be read on paper
PLACE = Column("place", "序号", Kind.INTEGER, width=6)
NOTICE_NO = Column("督办编号", "督办编号", width=14)
OF_CONTACT = (
    PLACE, Column("number", "联系编号", width=14), Column("member", "委员", width=10),
    Column("representative", "群众代表", personal=True, width=10),
)  # fmt: skip
OF_RECORD = (
    PLACE, Column("case", "诉求编号", width=12), Column("case_title", "诉求标题", Kind.LONG_TEXT, width=18),
    Column("round", "第几轮", Kind.INTEGER, width=7), Column("move", "办了什么", Kind.LONG_TEXT, width=9),
)  # fmt: skip
ENDING = (
    Column("who", "经办", Kind.LONG_TEXT, width=11), Column("acted_on", "办理日期", Kind.DATE, width=OF_DAY),
    Column("due_on", "期限", Kind.DATE, width=OF_DAY), Column("remark", REMARK, Kind.LONG_TEXT, width=8),
)  # fmt: skip
TO_SIGN = "填表人：　　　　　　审核人：　　　　　　联系电话："


def columns_of(form: Form) -> tuple[Column, ...]:
    """The columns of a form's tab: all that its moves ask, each title once; their keys are their titles."""
    if form.step == 1:
        return (*OF_CONTACT, *titled(RECORD), Column("remark", REMARK, width=20))
    asked = [column for move in CASEWORK.moves if move.step == form.step for column in move.columns]
    notices = (NOTICE_NO, *URGE, *ANSWER_NOTICE) if form.code == "supervision" else ()
    framed = {column.title for column in (*OF_RECORD, *ENDING)}
    return (*OF_RECORD, *(one for one in titled([*asked, *notices]) if one.title not in framed), *ENDING)


def titled(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns under their titles, without the choices of forms."""
    once = {column.title: column for column in columns if column.kind is not Kind.FILES}
    for title, column in once.items():
        yield replace(
            column, key=title, kind=column.kind if column.kind in TYPED else Kind.LONG_TEXT, choices=(), source=None,
            required=False, default=None, is_past=False, width=width_of(column), hint="",
        )  # fmt: skip


def width_of(column: Column) -> int:
    """How wide a column is: long texts most, the others as their words and their heading need."""
    if column.kind in (Kind.LONG_TEXT, Kind.DATE):
        return FOR_TEXT if column.kind is Kind.LONG_TEXT else OF_DAY
    if column.kind is Kind.PHONE:
        return OF_PHONE
    least = NARROWEST if column.choices or column.kind in (Kind.BOOL, Kind.INTEGER) else OF_NAMES
    return max(least, 2 * ceil(len(column.title) / LINES_OF_HEADING) + 1)


def typed(column: Column, words: str | None) -> Any:
    """What a cell of a workbook holds for the words of a step record."""
    if not words:
        return None
    if column.kind is Kind.DATE:
        return column.parse(words)
    return int(words.replace(",", "")) if column.kind is Kind.INTEGER else words


def book_pages(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], said: str, unit: str, day: date
) -> list[SheetPage]:
    """The eight tabs. rows: `{code of the form: its rows}`; said: period and range in words; day: when it was made."""
    heads = (f"填报单位（盖章）：{unit}", f"填报日期：{on_paper(day)}")
    footer = (f"统计范围：{said}", f"统计时间：{on_paper(day)}", TO_SIGN)
    return [form_page(form, rows[form.code], heads, footer) for form in FORMS]


def form_page(
    form: Form, rows: Sequence[Mapping[str, Any]], heads: tuple[str, str], footer: Sequence[str]
) -> SheetPage:
    """One tab, as narrow as its rows allow."""
    columns = used_columns(form, rows)
    numbered = [{**row, "place": place} for place, row in enumerate(rows, 1)]
    total = {columns[1].key: "合计", columns[2].key: f"{len(rows)} 条"}
    paper = A3 if sum(column.width for column in columns) > WIDEST_ON_A4 else A4
    return SheetPage(form.title, columns, numbered, [form.title, heads], total, footer, paper=paper)


def used_columns(form: Form, rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The columns of a tab without those of rare moves that nobody filled in, so that it can be read on A4."""
    asked = {column.title for verb in form.verbs for column in CASEWORK.by_verb[verb].columns if column.required}
    always = asked | {column.key for column in (*OF_CONTACT, *OF_RECORD, *ENDING)}
    filled = {key for row in rows for key, value in row.items() if value not in (None, "")}
    return [column for column in columns_of(form) if column.key in always | filled]
