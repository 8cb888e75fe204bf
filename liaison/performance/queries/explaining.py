"""The rows behind one cell of the year's table: of the figures from contacts and cases, of points from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from liaison.core.columns import percent_words
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.ledger import sources_named
from liaison.performance.queries.scored import YearScores, year_scores
from liaison.performance.rules.explaining import (
    ALSO_CALLED,
    FIGURES,
    PART_TITLES,
    RATES,
    Behind,
    behind,
    figure_of,
    rate_words,
)
from liaison.performance.rules.grading import Result
from liaison.performance.rules.schemes import STEPS, VETO, ZERO, shown
from liaison.performance.rules.scoring import Entry

POINTS, TIMES, SUBTOTAL, TOTAL, GRADE, RANK = "（分）", "（次）", "小计", "总分", "等次", "名次"


@dataclass(frozen=True)
class Explanation:
    """A cell: its heading, what stands in it, the rows behind it, and a sentence; names: `{source: (what, number)}`."""

    column: str
    value: Any
    rows: Sequence[Behind]
    words: str
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """The cell in words."""
        if self.value is None or isinstance(self.value, str):
            return self.value or "空"
        return percent_words(self.value) if self.whole else shown(Decimal(self.value))

    @property
    def part_title(self) -> str:
        """What heads the column that says how much each row counts."""
        return PART_TITLES.get(self.column, "算多少")

    @property
    def whole(self) -> int:
        """The denominator of a rate, else nothing."""
        return sum(row.whole for row in self.rows)


def explanation(
    facts: YearFacts, member_id: int, column: str, scores: YearScores | None = None
) -> Explanation | None:
    """Why a cell of 年度履职 says what it says; None where there is no such column.

    column: its heading; scores: of these facts, where they were read already.
    """
    column = ALSO_CALLED.get(column, column)
    if column in FIGURES:
        return of_figure(facts, member_id, column)
    scores = scores or year_scores(facts)
    if scores is None or member_id not in scores.results:
        return None
    return of_points(scores, member_id, column)


def of_figure(facts: YearFacts, member_id: int, column: str) -> Explanation:
    """Of one of the figures."""
    key = FIGURES[column]
    contacts = [one for one in facts.contacts if one.member_id == member_id]
    cases = [one for one in facts.cases if one.member_id == member_id]
    rows = behind(key, contacts, cases, facts.fives.get(member_id, ()), facts.until)
    part, whole = int(sum(row.part for row in rows)), sum(row.whole for row in rows)
    said = f"{rate_words(key, part, whole)}，统计到 {facts.until}" if key in RATES else f"统计到 {facts.until}"
    return Explanation(column, figure_of(key, rows), rows, said, sources_named(rows))


def of_points(scores: YearScores, member_id: int, column: str) -> Explanation | None:
    """Of one of the columns of points."""
    result, entries = scores.results[member_id], scores.entries.get(member_id, [])
    if column in (GRADE, RANK):
        return of_place(scores, result, column)
    wanted = entries_behind(scores, entries, column)
    if wanted is None:
        return None
    rows = [Behind(one.source, None, f"{one.item}：{one.reason}", *parts(one, column)) for one in wanted]
    said = f"按 {scores.account.scheme}“{scores.book.name}”，算到 {scores.account.until}"
    return Explanation(column, sum((row.part for row in rows), ZERO), rows, said, sources_named(rows))


def parts(entry: Entry, column: str) -> tuple[Any]:
    """What a line counts in a column: itself once, or its points."""
    return (1,) if column.endswith(TIMES) else (entry.points,)


def entries_behind(scores: YearScores, entries: Iterable[Entry], column: str) -> list[Entry] | None:
    """The lines that a column of points adds up; None where the scheme has no such column."""
    if column == TOTAL:
        return [one for one in entries if one.points]
    if column.endswith(SUBTOTAL):
        part = column.removesuffix(SUBTOTAL)
        return [one for one in entries if one.part == part and one.points]
    name, is_times = column[: -len(POINTS)], column.endswith(TIMES)
    item = next((one for one in scores.book.items if one.name == name), None)
    if item is None or not column.endswith((POINTS, TIMES)) or item.rule == (STEPS if is_times else VETO):
        return None
    return [one for one in entries if one.item == name and (one.source or not is_times)]


def of_place(scores: YearScores, result: Result, column: str) -> Explanation:
    """Of grade and rank: they come of the total, beside those of others."""
    if column == GRADE:
        least = "；".join(f"{one.name} {shown(one.least)} 分起" for one in scores.book.grades if one.least is not None)
        return Explanation(column, result.grade, [], f"总分 {shown(result.total)}。{least}。{result.why}")
    ahead = sum(one.rank is not None and one.total > result.total for one in scores.results.values())
    told = f"总分 {shown(result.total)}，比他高的有 {ahead} 位" if result.rank else f"{result.grade}：{result.why}"
    return Explanation(column, ahead + 1 if result.rank else None, [], told)
