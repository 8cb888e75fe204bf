"""The workbook of a year's points: every member's result, every line of the ledger, and the scheme they follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage
from liaison.performance.rules.schemes import PARTS, ZERO, shown
from liaison.performance.sheets.schemes import scheme_pages

RESULTS = (
    Column("rank", "名次", Kind.INTEGER, width=7), Column("no", "委员编号", width=11), Column("name", "姓名", width=10),
    Column("sector", "界别", width=16), Column("organisation", "所属工委（工作组）", width=22),
    *(Column(part, part, Kind.DECIMAL, width=9) for part in PARTS),
    Column("total", "总分", Kind.DECIMAL, width=9), Column("grade", "等次", width=10),
    Column("why", "备注", width=40),
)  # fmt: skip
LINES = (
    Column("number", "行", Kind.INTEGER, width=8), Column("no", "委员编号", width=11), Column("name", "姓名", width=10),
    Column("item", "项目", width=20), Column("part", "类别", width=10), Column("points", "分", Kind.DECIMAL, width=9),
    Column("reason", "为什么", width=44), Column("source", "哪一条", width=18),
    Column("reverses", "冲回哪一行", Kind.INTEGER, width=12), Column("why", "更正的原因", width=24),
)  # fmt: skip


def score_pages(account: Any, rows: Sequence[Any], lines: Sequence[Any], names: Mapping[str, Any], office: str
                ) -> list[SheetPage]:  # fmt: skip
    """All tabs. rows: members with their results; lines: of the ledger, with no and name of the member;
    names: `{source: (what, number)}`."""
    told = [(f"单位：{office}", f"统计截止：{day_of(account.until)}"), (str(account.scheme), account.scheme.name)]
    total = sum((row.result.total for row in rows), ZERO)
    booked = sum((line.points for line in lines), ZERO)
    proof = f"各人总分合计 {shown(total)}，台账各行合计 {shown(booked)}，相差 {shown(total - booked)}。"
    closed = [closing_words(account)] if account.is_closed else []
    return [
        SheetPage("积分", RESULTS, result_rows(rows), [f"{account.year}年度履职考核积分", *told],
                  footer=[proof, *closed]),
        SheetPage("积分台账", LINES, line_rows(lines, names), [f"{account.year}年度积分台账", *told], footer=[proof]),
        *scheme_pages(account.scheme),
    ]  # fmt: skip


def closing_words(account: Any) -> str:
    """By whom and when the year was closed, and the head of the log then."""
    return f"{account.closed_by} {account.closed_at:%Y-%m-%d} 锁定，日志校验码 {account.closed_head}。"


def result_rows(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """One row a member."""
    return [
        {"rank": row.result.rank, "no": row.member.no, "name": row.member.name, "sector": row.member.sector,
         "organisation": row.member.organisation, **row.result.parts, "total": row.result.total,
         "grade": row.result.grade, "why": row.result.why}
        for row in rows
    ]  # fmt: skip


def line_rows(lines: Iterable[Any], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row a line."""
    return [
        {"number": line.id, "no": line.no, "name": line.name, "item": line.item, "part": line.part,
         "points": line.points, "reason": line.reason, "source": names.get(line.source, ("", ""))[1],
         "reverses": line.reverses_id, "why": line.why}
        for line in lines
    ]  # fmt: skip


def day_of(day: date) -> str:
    """2024年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"
