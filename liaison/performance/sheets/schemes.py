"""A scheme as a sheet: one row an item; the same columns are its form, its workbook and the shipped files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.errors import Refused
from liaison.core.sheets import Reading, Sheet, SheetPage
from liaison.performance.rules.schemes import ALL, AUDIENCES, PARTS, RULES
from liaison.roster.rules.uploads import refuse_other_files

FOLDER = Path(__file__).resolve().parents[3] / "seed" / "schemes"
CODE = Column("code", "代码", required=True, is_key=True)
NAME = Column("name", "名称", required=True, max_length=40)
HEAD = (
    NAME,
    Column("base", "底分封顶", Kind.DECIMAL, hint="加分、扣分以外，合计最多几分；不限就空着。"),
    Column("bonus", "加分封顶", Kind.DECIMAL, hint="加分合计最多几分；不限就空着。"),
    Column("is_scaled", "常委折算", Kind.BOOL, default=False,
           hint="常委比别人多几项，底分满分超过封顶的，按比例折回来。"),
    Column("grades", "等次", Kind.LONG_TEXT, required=True, max_length=300,
           hint="一行一等，从高到低：名称、最低分、最多占百分之几（不限不写）。最后一等不写分。",
           example="优秀 90 30%"),
    Column("note", "出处", Kind.LONG_TEXT, max_length=300),
)  # fmt: skip
ITEM = (
    Column("name", "项目", required=True, max_length=40, is_key=True, width=20),
    Column("part", "类别", Kind.CHOICE, required=True, choices=PARTS, width=10),
    Column("rule", "计分办法", Kind.CHOICE, required=True, choices=RULES, width=12),
    Column("worths", "计几分", Kind.LONG_TEXT, required=True, max_length=1000, width=60,
           hint="一行一种记录，例如“提案·立案 15”。联名的可以另写：“提案·立案 25，首位 12.5，其他合分 12.5”。"),
    Column("most", "封顶", Kind.DECIMAL, hint="最多几分；按完成率、满分倒扣的，是满分。", width=8),
    Column("count", "次数", Kind.INTEGER, at_most=1000, width=8,
           hint="第几次起：从第几次；按完成率：应完成几次（空着 = 叫了几次）；一票否决：少于几次（空着 = 一次就算）。"),
    Column("credited", "计前几名", Kind.INTEGER, at_most=20, hint="联名的只计前几位；都计就空着。", width=10),
    Column("audience", "适用", Kind.CHOICE, required=True, choices=AUDIENCES, default=ALL, width=10),
    Column("steps", "分档", Kind.LONG_TEXT, max_length=200, hint="只有分档用，一行一档，例如“90% 4”。", width=16),
    Column("ceiling", "最高等次", max_length=20, hint="只有一票否决用：等次最高为哪一等。", width=12),
)  # fmt: skip
ITEMS = Sheet("计分项目", "考核方案计分项目", ITEM)
WHOLE = Sheet("总分和等次", "考核方案总分和等次", HEAD)
SHIPPED = Sheet("方案", "自带的考核方案", (CODE, *HEAD))


class ShippedScheme(NamedTuple):
    """A scheme that comes with the program. head: its cells; items: of each item."""

    code: str
    head: dict[str, Any]
    items: list[dict[str, Any]]


def shipped_schemes() -> list[ShippedScheme]:
    """All schemes of seed/schemes, the default first."""
    heads = cells_of(SHIPPED.read(FOLDER / "schemes.csv"))
    return [
        ShippedScheme(head.pop("code"), head, cells_of(ITEMS.read(FOLDER / f"{code}.csv")))
        for head, code in ((head, head["code"]) for head in heads)
    ]


def cells_of(reading: Reading) -> list[dict[str, Any]]:
    """The rows of a scheme's sheet. Raises Refused with the place of the first cell that cannot be taken."""
    rows = []
    for parsed in reading.parsed():
        for error in parsed.errors.values():
            raise Refused(f"第 {parsed.row.number} 行：{error.sentence}。")
        rows.append(parsed.values)
    return rows


def uploaded_items(content: bytes, name: str, load: Callable[[bytes, str], Any]) -> list[dict[str, Any]]:
    """The items of a workbook that somebody hands in. load: reads a file apart. Raises Refused beside `file`."""
    try:
        refuse_other_files(name, content)
        return cells_of(ITEMS.understand(load(content, name).grids, sheet=None))
    except Refused as refused:
        raise Refused(refused.sentence, {"file": refused.sentence}) from refused


def scheme_pages(scheme: Any) -> list[SheetPage]:
    """A scheme as a workbook: its lines, and its head with the words of who published it."""
    published = f"{scheme.published_by} {table_day(scheme.published_at)} 发布" if scheme.published_at else "草稿"
    titles = [f"{scheme.year} 年考核方案：{scheme.name}", (f"第 {scheme.number} 版", published)]
    return [ITEMS.page(map(cells_shown, scheme.items), title_rows=titles), WHOLE.page([cells_shown(scheme, HEAD)])]


def cells_shown(row: Any, columns: Sequence[Column] = ITEM) -> dict[str, Any]:
    """`{key: cell}` of a row of either sheet."""
    return {column.key: getattr(row, column.key) for column in columns}


def table_day(moment: datetime) -> str:
    """2025-11-20."""
    return clock.local(moment).date().isoformat()
