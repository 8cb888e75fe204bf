"""The office's list of pairs: one member, five representatives, the member's cells merged over his rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from openpyxl.utils import get_column_letter

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet
from liaison.core.sheets.writing import SheetPage

TITLE = "委员联系界别群众名单（1名委员联系5名界别群众）"

NUMBER = Column("number", "序号", Kind.INTEGER, width=6)
NO = Column("no", "委员编号", required=True, is_key=True, example="HA15001", words=("编号",))
MEMBER = Column("member", "委员姓名", Kind.NAME, required=True, example="陈立平", words=("委员",))
SLOT = Column(
    "slot", "群众代表序号", Kind.INTEGER, required=True, is_key=True, example="1", words=("代表序号",), width=8
)  # fmt: skip
NAME = Column(
    "name", "群众代表姓名", Kind.NAME, required=True, personal=True, example="周桂芳", words=("代表姓名",), width=14
)  # fmt: skip
PHONE = Column(
    "phone", "联系电话", Kind.PHONE, required=True, personal=True, words=("手机号", "手机号码", "电话"), width=14
)  # fmt: skip
COLUMNS = (
    NUMBER,
    NO,
    MEMBER,
    Column("member_sector", "委员界别", width=14),
    Column("home", "居住地", width=22),
    SLOT,
    NAME,
    Column("sector", "界别", width=14),
    Column("identity_type", "身份特征类型", words=("身份类别",), width=20),
    Column("unit_title", "工作单位及职务", width=36),
    Column("area", "所在区镇", width=10),
    Column("village", "村/社区", words=("村（社区）", "村、社区"), width=14),
    PHONE,
)
CHOSEN = Column("representative_id", "代表", Kind.REFERENCE, required=True, source="free")
REASON = Column(
    "reason", "原因", Kind.CHOICE, required=True,
    choices=("代表搬走或离开", "离得太远", "委员提出", "代表提出", "其他"),
)  # fmt: skip
OF_MEMBER = ("number", "no", "member", "member_sector", "home")
ASSIGNMENTS = Sheet("联系名单", TITLE, COLUMNS, fill_down=OF_MEMBER, ignored=("错在哪里",))


def title_of(year: int) -> str:
    """What the list of a year is called."""
    return f"{year} 年{TITLE}"


def assignments_page(
    pairs: Iterable[Mapping[str, Any]], year: int, columns: Sequence[Column] = COLUMNS, *, name: str = "", **frame: Any
) -> SheetPage:
    """The pairs as the office prints them; `import assignments` reads them back.

    name: of the tab, where it is not the usual one; frame: title_rows, footer.
    """
    rows = list(numbered(pairs))
    page = SheetPage(name or ASSIGNMENTS.name, columns, rows, **{"title_rows": [title_of(year)], **frame})
    return replace(page, merged=list(blocks(rows, page.heading_row + 1, columns)))


def numbered(pairs: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The pairs with the number of their member; in his further rows the cells that are merged stay empty."""
    nothing = dict.fromkeys(OF_MEMBER)
    for number, (_no, five) in enumerate(groupby(pairs, key=lambda pair: pair["no"]), start=1):
        for index, pair in enumerate(five):
            yield {**pair, "number": number} if index == 0 else {**pair, **nothing}


def blocks(rows: Iterable[Mapping[str, Any]], first_row: int, columns: Sequence[Column]) -> Iterator[str]:
    """The ranges to be merged: for each member with several rows his cells in each of his columns."""
    lines = list(enumerate(rows, start=first_row))
    starts = [row for row, cells in lines if cells["no"]] + [first_row + len(lines)]
    letters = [get_column_letter(n) for n, column in enumerate(columns, start=1) if column.key in OF_MEMBER]
    for top, following in zip(starts, starts[1:], strict=False):
        if following - top > 1:
            yield from (f"{letter}{top}:{letter}{following - 1}" for letter in letters)
