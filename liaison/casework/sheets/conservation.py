"""套表互证 as a workbook: every identity with its numbers, the cases that break one, and those of one number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from liaison.casework.rules.conservation import Balance, Term
from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage

TAB = "套表互证"
MOST_NAMED = 20
IDENTITIES = (
    Column("sheet", "套表", width=16), Column("name", "核对什么", width=24), Column("formula", "等式", width=44),
    Column("left", "左边", width=34), Column("right", "右边", width=52),
    Column("left_sum", "左边合计", Kind.INTEGER, width=9), Column("right_sum", "右边合计", Kind.INTEGER, width=9),
    Column("difference", "差", Kind.INTEGER, width=6), Column("unit", "单位", width=6),
    Column("verdict", "结果", width=12), Column("cases", "对不上的诉求", Kind.LONG_TEXT, width=30),
)  # fmt: skip
CASES = (
    Column("name", "核对什么", width=24), Column("number", "诉求编号", width=14), Column("title", "诉求标题", width=40),
    Column("count", "数", Kind.INTEGER, width=8),
)  # fmt: skip


def said(numbers: Iterable[tuple[Term, int]]) -> str:
    """转办 51 + 改派 2: one side with its numbers; what only a past ledger lacks is left out where it lacks nothing."""
    return " + ".join(f"{one.words} {number:,}" for one, number in numbers if number or not one.is_gap)


def proof_page(
    balances: Sequence[Balance], numbers: Mapping[int, str], title_rows: Sequence[str | tuple[str, str]]
) -> SheetPage:
    """The tab with every identity. numbers: `{case: its number}`."""
    rows = [
        {
            "sheet": one.identity.sheet, "name": one.identity.name, "formula": one.identity.formula,
            "left": said(one.left), "right": said(one.right), "left_sum": one.left_sum, "right_sum": one.right_sum,
            "difference": one.difference, "unit": one.identity.unit, "verdict": one.verdict,
            "cases": "、".join(numbers[case] for case in list(one.broken)[:MOST_NAMED]) or None,
        } for one in balances
    ]  # fmt: skip
    return SheetPage(TAB, IDENTITIES, rows, title_rows)


def cases_page(tab: str, rows: Iterable[tuple[str, Iterable[tuple[Any, int]]]], said_above: str) -> SheetPage:
    """A tab of cases: `(what they were counted for, [(case, number)])`."""
    return SheetPage(tab, CASES, list(case_rows(rows)), [said_above])


def case_rows(rows: Iterable[tuple[str, Iterable[tuple[Any, int]]]]) -> Iterator[dict[str, Any]]:
    """A row for each case."""
    for name, cases in rows:
        for case, number in cases:
            yield {"name": name, "number": case.number, "title": case.title, "count": number}


def period_words(since: date, until: date) -> str:
    """联系日期 2026年1月1日至2026年11月22日."""
    days = (f"{day.year}年{day.month}月{day.day}日" for day in (since, until))
    return "联系日期 " + "至".join(days)
