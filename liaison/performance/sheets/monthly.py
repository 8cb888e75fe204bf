"""The workbook of a month: one table of all figures, one for each board, and what they mean. No person stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liaison.core.columns import Column, Kind
from liaison.core.sheets import SheetPage
from liaison.performance.queries.boards import Line
from liaison.performance.queries.monthly import MonthFigures
from liaison.performance.rules import boards, monthly
from liaison.performance.sheets.workbook import OF_NOTES, count, name

SUMMARY = "总表"
OF_SUMMARY = (
    Column("title", "项目", width=18), Column("month", "本月", width=14), Column("year_ago", "去年同月", width=14),
    Column("year", "本年累计", width=14),
)  # fmt: skip
OF_MONTH = (count("month_contacts", "本月联系"), count("month_requests", "本月诉求"))


def monthly_pages(figures: MonthFigures, office: str) -> list[SheetPage]:
    """All tabs in their order. office: the name of the committee."""
    until = figures.reading.facts.until
    head: list[str | tuple[str, str]] = [
        monthly.title_of(figures.first), (f"单位：{office}", f"统计截止：{until.year}年{until.month}月{until.day}日"),
    ]  # fmt: skip
    notes = [{"item": item, "words": words} for item, words in monthly.meanings(figures.aims)]
    return [
        SheetPage(SUMMARY, OF_SUMMARY, list(summary_rows(figures)), head),
        *(board_page(figures, board, head) for board in boards.BOARDS),
        SheetPage("口径说明", OF_NOTES, notes, head),
    ]


def summary_rows(figures: MonthFigures) -> Iterator[dict[str, Any]]:
    """A row for each figure."""
    tallies = figures.columns
    for column in monthly.SUMMARY:
        words = [boards.cell_words(tally, column) for tally in tallies]
        yield {"title": column.title, **dict(zip(("month", "year_ago", "year"), words, strict=True))}


def board_page(figures: MonthFigures, board: str, head: list[str | tuple[str, str]]) -> SheetPage:
    """A board up to the end of the month; what the month itself brought stands first."""
    shown, month = boards.BOARDS[board], figures.month.tallies(board)
    rows = [cells_of(line, month, shown.columns) for line in figures.reading.lines(board)]
    *lines, total = rows
    columns = (name("名称"), *OF_MONTH, *(sheet_column(place, one) for place, one in enumerate(shown.columns)))
    return SheetPage(shown.title, columns, lines, [*head, f"{shown.note}本月以外各列是今年累计。"], total)


def sheet_column(place: int, column: boards.Column) -> Column:
    """A column of a board as one of a sheet."""
    if column.is_interval:
        return Column(f"c{place}", column.title, width=16)
    return Column(f"c{place}", column.title, Kind.PERCENT if column.whole else Kind.INTEGER, width=12)


def cells_of(line: Line, month: dict[Any, boards.Tally], columns: tuple[boards.Column, ...]) -> dict[str, Any]:
    """The cells of one row."""
    own = month.get(line.key, {})
    cells = {f"c{place}": cell_of(line.tally, column) for place, column in enumerate(columns)}
    return {
        "name": line.name, "month_contacts": own.get("contacts", 0), "month_requests": own.get("requests", 0), **cells
    }


def cell_of(tally: boards.Tally, column: boards.Column) -> int | float | str | None:
    """A number, a share, or an interval in words; nothing where there is no share."""
    if column.is_interval:
        return boards.cell_words(tally, column)
    if not column.whole:
        return tally.get(column.part, 0)
    value = boards.share(tally, column)
    return None if value is None else round(value, 4)
