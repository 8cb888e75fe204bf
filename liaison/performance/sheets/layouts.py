"""Ways in which offices lay out their yearly list: which columns, under which names, with counts or with points.

Each is a file of seed/layouts. A column takes a column of 年度履职 by its heading; `记录 提案` how many records of a
kind there are, without leave and absence, `记录 发言·口头` of one result only; `记录分 提案` the points of these before
caps; 应联 and 完成率 the five; 总次数 the sum of the records' columns; 其余 what the other points leave of 总分. Of
several joined by ＋ it takes the sum. What the year does not have stays empty, and the foot of the list says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from liaison.core.columns import Column, Kind
from liaison.core.sheets import Sheet, SheetPage
from liaison.performance.queries.tables import Cells, YearTables
from liaison.performance.rules.deeds import ABSENT, EXCUSED
from liaison.performance.rules.figures import rate
from liaison.performance.rules.schemes import ZERO
from liaison.performance.sheets.schemes import cells_of
from liaison.performance.sheets.workbook import NUMBER, member_columns, members_of, share

FOLDER = Path(__file__).resolve().parents[3] / "seed" / "layouts"
COUNTS, POINTS = "次数", "得分"
RECORDS, RECORD_POINTS, DUE, DONE, SUM, REST = "记录 ", "记录分 ", "应联", "完成率", "总次数", "其余"
PLUS = "＋"
HEADS = Sheet("版式", "自带的版式", (
    Column("code", "代码", required=True, is_key=True), Column("name", "名称", required=True),
    Column("note", "出处", Kind.LONG_TEXT),
))  # fmt: skip
LINES = Sheet("版式的列", "版式的列", (
    Column("title", "列名", required=True, is_key=True), Column("counts", "填次数"), Column("points", "填得分"),
), ignored=())  # fmt: skip


class Layout(NamedTuple):
    """A layout. columns: (heading, what it takes)."""

    name: str
    note: str
    columns: list[tuple[str, str]]


def layout_names() -> list[str]:
    """The names of all layouts."""
    return [head["name"] for head in cells_of(HEADS.read(FOLDER / "layouts.csv"))]


def layout_named(name: str, fill: str) -> Layout:
    """A layout that ships. fill: 次数 or 得分."""
    head = next(one for one in cells_of(HEADS.read(FOLDER / "layouts.csv")) if one["name"] == name)
    key = "points" if fill == POINTS else "counts"
    lines = cells_of(LINES.read(FOLDER / f"{head['code']}.csv"))
    return Layout(name, head["note"], [(line["title"], line[key] or "") for line in lines])


def laid_out(layout: Layout, tables: YearTables, pages: Sequence[SheetPage]) -> list[SheetPage]:
    """The workbook with this layout's list in front, by member, sector and committee, in place of 年度履职.

    pages: the workbook as it is without one.
    """
    known = {column.title: column for column in member_columns(tables)}
    columns = [column_of(title, source, known) for title, source in layout.columns]
    rows = rows_of(layout, tables, known)
    first = pages[0]
    member_page = replace(first, columns=columns, rows=rows, total=added(rows, columns) | {columns[0].key: "合计"},
                          footer=[*first.footer, foot_of(layout, known)])  # fmt: skip
    return [
        member_page, group_page("版式分界别", "sector", columns, rows, first),
        group_page("版式分工委（工作组）", "organisation", columns, rows, first), *pages[1:],
    ]  # fmt: skip


def foot_of(layout: Layout, known: Mapping[str, Column]) -> str:
    """Which layout it is, where it comes from, and what it could not fill."""
    told = f"版式：{layout.name}。{layout.note}。"
    empty = [title for title, source in layout.columns if not all(is_there(one, known) for one in source.split(PLUS))]
    return told + (f"这一年没有算积分，或者考核方案里没有，空着的列：{'、'.join(empty)}。" if empty else "")


def is_there(source: str, known: Mapping[str, Column]) -> bool:
    """Whether one source gives anything."""
    if source == REST:
        return "总分" in known
    return source in known or source in ("", DUE, DONE, SUM) or source.startswith((RECORDS, RECORD_POINTS))


def column_of(title: str, source: str, known: Mapping[str, Column]) -> Column:
    """A column of a layout."""
    if source in known:
        return replace(known[source], key=title, title=title)
    if source == DONE:
        return share(title, title)
    is_points = any(is_of_points(one, known) for one in source.split(PLUS))
    return Column(title, title, Kind.DECIMAL if is_points else Kind.INTEGER, width=10)


def is_of_points(source: str, known: Mapping[str, Column]) -> bool:
    """Whether one source gives points."""
    if source in known:
        return known[source].kind is Kind.DECIMAL
    return source.startswith(RECORD_POINTS) or source == REST


def rows_of(layout: Layout, tables: YearTables, known: Mapping[str, Column]) -> list[Cells]:
    """Each member's row, with his sector and committee under keys of their own."""
    counts, points = records_by_member(tables), record_points(tables)
    rows = []
    for member in members_of(tables).rows:
        five = len(tables.facts.fives.get(member["id"], ()))
        taken = {
            title: taken_cell(source, member, known, five, counts.get(member["id"], {}), points.get(member["id"], {}))
            for title, source in layout.columns
        }  # fmt: skip
        rows.append({**taken, **sums_of(layout, taken), "@sector": member["sector"],
                     "@organisation": member["organisation"]})  # fmt: skip
    return rows


def taken_cell(source: str, member: Cells, known: Mapping[str, Column], five: int, counts: Mapping[str, int],
               points: Mapping[str, Decimal]) -> Any:  # fmt: skip
    """What a source gives for a member; of several the sum, nothing where one of them is not there."""
    if PLUS in source:
        found = [taken_cell(one, member, known, five, counts, points) for one in source.split(PLUS)]
        return None if None in found else sum(found)
    if source in known:
        return member.get(known[source].key)
    if source.startswith(RECORDS):
        return counts.get(source.removeprefix(RECORDS), 0)
    if source.startswith(RECORD_POINTS):
        return points.get(source.removeprefix(RECORD_POINTS), ZERO)
    return {DUE: five, DONE: rate(member["fixed_reached"], five)}.get(source)


def sums_of(layout: Layout, taken: Cells) -> Cells:
    """The cells that come of others in their row."""
    counted = sum(taken[title] or 0 for title, source in layout.columns if source.startswith(RECORDS))
    told = [source for _title, source in layout.columns]
    total = next((taken[title] for title, source in layout.columns if source == "总分"), None)
    listed = sum((taken[title] or ZERO for title, source in layout.columns
                  if source.startswith(RECORD_POINTS) or source.endswith("小计")), ZERO)  # fmt: skip
    found: Cells = {title: counted for title, source in layout.columns if source == SUM}
    if REST in told and total is not None:
        found |= {title: total - listed for title, source in layout.columns if source == REST}
    return found


def records_by_member(tables: YearTables) -> dict[int, dict[str, int]]:
    """`{member: {kind, and kind·result: how many}}` of records that are no leave and no absence."""
    found: dict[int, dict[str, int]] = {}
    for deed in tables.deeds:
        if deed["result"] not in (EXCUSED, ABSENT):
            own = found.setdefault(deed["id"], {})
            for name in (deed["kind"], f"{deed['kind']}·{deed['result']}"):
                own[name] = own.get(name, 0) + 1
    return found


def record_points(tables: YearTables) -> dict[int, dict[str, Decimal]]:
    """`{member: {kind, and kind·result: points}}` that records earned in items that do not deduct."""
    deeds = {f"deed:{deed['deed_id']}": deed for deed in tables.deeds}
    found: dict[int, dict[str, Decimal]] = {}
    for member, entries in (tables.scores.entries if tables.scores else {}).items():
        own = found.setdefault(member, {})
        for entry in entries:
            deed = deeds.get(entry.source)
            if deed and entry.points > 0:
                for name in (deed["kind"], f"{deed['kind']}·{deed['result']}"):
                    own[name] = own.get(name, ZERO) + entry.points
    return found


def group_page(tab: str, key: str, columns: Sequence[Column], rows: Sequence[Cells], first: SheetPage) -> SheetPage:
    """The same columns added up by sector or committee: what can be added up."""
    groups: dict[str, list[Cells]] = {}
    for row in rows:
        groups.setdefault(row[f"@{key}"] or "", []).append(row)
    name = Column("@name", "界别" if key == "sector" else "工委（工作组）", width=24)
    numbers = [column for column in columns if is_added(column)]
    lines = [
        {"@name": group or "（没有工委）", "@count": len(own), **added(own, numbers)} for group, own in groups.items()
    ]  # fmt: skip
    shown = [name, Column("@count", "委员数", Kind.INTEGER, width=9), *numbers]
    total = {"@name": "合计", "@count": len(rows), **added(rows, numbers)}
    title = [first.title_rows[0].replace("统计表", f"（{tab}）"), *first.title_rows[1:]]
    return SheetPage(tab, shown, lines, title, total)


def chosen(pages: Sequence[SheetPage], keys: Sequence[str]) -> list[SheetPage]:
    """The workbook with these columns of 年度履职 only, all where none is known."""
    kept = [column for column in pages[0].columns if column.key in keys]
    return [replace(pages[0], columns=kept or pages[0].columns), *pages[1:]]


def is_added(column: Column) -> bool:
    """Whether the cells of a column may be added up."""
    return column.kind in (Kind.INTEGER, Kind.DECIMAL) and column.title not in (NUMBER.title, "名次")


def added(rows: Iterable[Cells], columns: Iterable[Column]) -> Cells:
    """The sums of these columns."""
    rows = list(rows)
    return {column.key: sum(row.get(column.key) or 0 for row in rows) for column in columns if is_added(column)}
