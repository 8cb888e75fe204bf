"""What a sheet writes it reads back as it was: rare characters, line breaks, leading =, texts of 18 digits."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liaison.assignment.sheets import ASSIGNMENTS
from liaison.casework.sheets.ledger import LEDGER, STEPS
from liaison.casework.sheets.limits import TIME_LIMITS
from liaison.core.columns import Kind
from liaison.core.errors import CellError
from liaison.orgs import sheets as lists
from liaison.orgs.sheets import ReferenceList
from liaison.roster.actions import LIBRARIES
from liaison.roster.sheets import LIBRARY_BOOK, MEMBER_BOOK, MEMBERS, REPRESENTATIVES, YEARLY_BOOK

REFERENCE_LISTS = [one for one in (*vars(lists).values(), LIBRARIES) if isinstance(one, ReferenceList)]
SHEETS = [
    REPRESENTATIVES, LIBRARY_BOOK, YEARLY_BOOK, MEMBERS, MEMBER_BOOK, ASSIGNMENTS, LEDGER, STEPS, TIME_LIMITS,
    lists.CALENDAR, *(one.sheet for one in REFERENCE_LISTS),
]  # fmt: skip

ODD = st.sampled_from([
    "=1+1", "=HYPERLINK(\"http://127.0.0.1:9\")", "+86 0513", "-5", "@甲", "320621197001011234", "000123", "1E5",
    "第一行\n第二行", "\t头上有制表符", "𠮷野家𡈽地庙", "买买提·艾力", "<b>&amp;</b>", "_x000D_ _x005F_",
    "０１２ＡＢ", "'单引号开头", "é̂ combining", "👨‍👩‍👧 一家", "甲；乙", "“引号”", "—", "True", "2024-03-05", "#N/A",
    "长" * 60,
])  # fmt: skip
WORDS = ODD | st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=9)
KEYS = st.from_regex(r"[A-Z]{1,3}[0-9]{1,9}", fullmatch=True)
NAMES = st.sampled_from(["周桂芳", "买买提·艾力", "欧阳娜娜", "㐂𠮷", "Anna Lee", "阿依古丽·买买提·艾山江"])
DAYS = st.dates(date(1990, 1, 1), date(2026, 1, 1))
VALUES = {
    Kind.NAME: NAMES,
    Kind.PHONE: st.from_regex(r"154[0-9]{8}", fullmatch=True),
    Kind.INTEGER: st.integers(0, 10**12),
    Kind.DECIMAL: st.decimals(Decimal(0), Decimal(10**6), places=3),
    Kind.PERCENT: st.integers(0, 100).map(lambda n: Decimal(n) / 100),
    Kind.DATE: DAYS,
    Kind.MONTH: st.dates(date(1930, 1, 1), date(2005, 1, 1)).map(lambda day: f"{day:%Y-%m}"),
    Kind.DATETIME: DAYS.map(lambda day: datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC)),
    Kind.TIME: st.times().map(lambda moment: time(moment.hour, moment.minute)),
    Kind.BOOL: st.booleans(),
}


def in_one_piece(words):
    """The words as one item of several."""
    return [re.sub(r"[；;、,，\n|]", "", words) or "甲"]


def takes(column, raw):
    """Whether the column takes this value at all."""
    try:
        return column.take(raw) is not None
    except CellError:
        return False


def value_of(column):
    """A strategy of what a column may hold, as the program keeps it."""
    if column.choices:
        found = st.sampled_from(column.choices)
        found = found.map(lambda one: [one]) if column.kind is Kind.CHOICES else found
    else:
        found = VALUES.get(column.kind, KEYS if column.is_key else WORDS)
        found = found.map(in_one_piece) if column.kind in (Kind.CHOICES, Kind.REFERENCES) else found
    kept = found.filter(lambda raw: takes(column, raw)).map(column.take)
    return kept if column.required else st.none() | kept


def rows_of(sheet):
    """A strategy of rows of a sheet; the first column always says something, or the row might be a footer."""
    first = {column.key: value_of(column).filter(lambda one: one is not None) for column in sheet.columns[:4]}
    cells = {column.key: value_of(column) for column in sheet.columns}
    return st.lists(st.fixed_dictionaries({**cells, **first}), min_size=2, max_size=2)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_rows_come_back_as_they_were(sheet, data):
    rows = data.draw(rows_of(sheet))
    book = io.BytesIO()
    sheet.write(rows, book, title_rows=["一份名单", ("单位", "导出日期：2026-01-01")])
    book.seek(0)
    reading = sheet.read(book, filename="名单.xlsx")
    assert not reading.skipped
    for row, parsed in zip(rows, reading.parsed(), strict=True):
        assert parsed.errors == {}
        for column in sheet.columns:
            if column.title not in sheet.ignored:
                assert parsed.values[column.key] == row[column.key], column.title
