"""A book of representatives as the tests of the Excel engine declare it, and small workbooks made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet

COLUMNS = (
    Column("name", "姓名", Kind.NAME, required=True, words=("代表姓名",), example="周桂芳"),
    Column("gender", "性别", Kind.CHOICE, choices=("男", "女")),
    Column("ethnic", "民族"),
    Column("birth", "出生年月", Kind.MONTH, words=("出生日期",)),
    Column("party", "政治面貌"),
    Column("edu", "学历", words=("文化程度",)),
    Column("sector", "界别", Kind.REFERENCE, source="sector", words=("所属界别", "界别名称")),
    Column(
        "type",
        "身份特征类型",
        words=("所在党派（身份）", "代表类型", "身份类型", "身份特征", "群众身份特征", "类别"),
    ),
    Column(
        "unit_title",
        "工作单位及职务",
        words=("单位职务", "单位及职务", "学校及职务", "工作单位职务", "职业或职务"),
        width=30,
    ),
    Column("unit", "工作单位", words=("企业名称", "单位名称", "医疗机构", "单位")),
    Column("title", "职务", words=("企业职务", "职务（职称）")),
    Column("town", "所在区镇", Kind.REFERENCE, source="area", words=("区镇", "镇街", "所属区镇")),
    Column(
        "village",
        "村/社区",
        words=("村（社区）", "村居", "社区", "所在村（社区）", "村（居）", "村、社区"),
    ),
    Column(
        "phone",
        "联系电话",
        Kind.PHONE,
        required=True,
        words=("手机号", "手机号码", "联系方式", "电话", "联系电话（手机）", "手机"),
        example="13862705521",
        width=14,
    ),
    Column("remark", "备注", Kind.LONG_TEXT, words=("说明",)),
)


@pytest.fixture
def book() -> Sheet:
    """The sheet of the library books."""
    return Sheet("群众代表", "群众代表", COLUMNS)


@pytest.fixture
def haian() -> Path:
    """The folder of the Hai'an workbooks and their truth."""
    return Path(__file__).parents[2] / "data" / "haian"


@pytest.fixture
def workbook() -> Callable[..., io.BytesIO]:
    """workbook(rows, change): an .xlsx of these rows; change(sheet) may merge, hide and rename before it is saved."""

    def make(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] = lambda sheet: None) -> io.BytesIO:
        made = Workbook()
        for row in rows:
            made.active.append(row)
        change(made.active)
        stream = io.BytesIO()
        made.save(stream)
        stream.seek(0)
        return stream

    return make
