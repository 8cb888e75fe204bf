"""The cells of a printed form: what stands in them, what is ticked, which stand side by side."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import east_asian_width

from liaison.core.columns import BETWEEN, Column
from liaison.core.kinds import Kind

WIDE_KINDS = frozenset({Kind.LONG_TEXT, Kind.CHOICES, Kind.REFERENCES, Kind.FILES})
NARROW_WORDS, NARROW_BOXES = 20, 10  # as many Chinese characters as fit in a narrow cell, in two lines and in one
MOST_BOXES = 5
KEPT_BACK = "（要求保密）"
TICKED, EMPTY, GAP = "☑", "□", "　"
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Row = tuple["Cell", ...]


@dataclass(frozen=True)
class Cell:
    """A title and what stands beside it. is_tall: there must be room to write by hand; boxes: the words one by one."""

    title: str
    words: str = ""
    is_wide: bool = False
    is_tall: bool = False
    boxes: tuple[str, ...] = ()


def on_paper(day: date) -> str:
    """2026年11月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def cells_of(columns: Iterable[Column], shown: Mapping[str, str], is_secret: bool = False) -> Iterator[Cell]:
    """The cells of a sheet that was filled in, in their order; some that nobody had to fill in are left out.

    shown: `{title: words}`; what stands there under a title that the sheet has no longer comes last.
    """
    titles = {column.title for column in columns}
    for column in columns:
        if column.title in shown or is_always_there(column):
            words = shown.get(column.title, "")
            yield cell_of(column, KEPT_BACK if column.personal and is_secret else words)
    yield from (Cell(title, words, is_wide=True) for title, words in shown.items() if title not in titles)


def is_always_there(column: Column) -> bool:
    """Whether a cell stands on a form that was filled in though nothing was written in it."""
    return column.shown_if is None and (column.required or not (column.is_extra or column.kind in WIDE_KINDS))


def unticked(columns: Iterable[Column], shown: Mapping[str, str]) -> dict[str, str]:
    """`{title: 否}` of the boxes of a sheet that nobody ticked, as `cells_of` shows them."""
    return {
        column.title: "否" for column in columns
        if column.kind is Kind.BOOL and column.title not in shown and is_always_there(column)
    }  # fmt: skip


def cell_of(column: Column, words: str) -> Cell:
    """One cell that was filled in; of a few choices all are shown, with the chosen ones ticked."""
    choices = choices_of(column)
    chosen = words.split(BETWEEN) if words else ["否"] if column.kind is Kind.BOOL else []
    if choices and len(choices) <= MOST_BOXES and set(chosen) <= set(choices):
        return boxes(column, choices, chosen)
    if column.kind is Kind.DATE and ISO_DAY.fullmatch(words):
        words = on_paper(date.fromisoformat(words))
    return Cell(column.title, words, is_wide(column, words))


def blank_cells(columns: Iterable[Column]) -> Iterator[Cell]:
    """The cells of a sheet to be filled in by hand: boxes to tick, room to write."""
    for column in columns:
        if choices_of(column):
            yield boxes(column, choices_of(column), ())
        elif column.kind is not Kind.FILES:
            yield Cell(column.title, "", is_wide(column, ""), column.kind is Kind.LONG_TEXT)


def choices_of(column: Column) -> tuple[str, ...]:
    """What can be ticked."""
    return ("是", "否") if column.kind is Kind.BOOL else column.choices


def is_wide(column: Column, words: str) -> bool:
    """Whether a cell takes the whole row."""
    length = sum(1 if east_asian_width(letter) in "WFA" else 0.5 for letter in words)
    most = NARROW_BOXES if EMPTY in words else NARROW_WORDS
    return column.kind in WIDE_KINDS or length > most or "\n" in words


def boxes(column: Column, choices: Iterable[str], chosen: Iterable[str]) -> Cell:
    """☑ 满意　□ 基本满意　□ 不满意."""
    ticked = set(chosen)
    each = tuple(f"{TICKED if choice in ticked else EMPTY} {choice}" for choice in choices)
    words = GAP.join(each)
    return Cell(column.title, words, is_wide(column, words), boxes=each)


def paired(cells: Iterable[Cell]) -> Iterator[Row]:
    """Cells two by two in a row, wide ones alone."""
    waiting: Cell | None = None
    for cell in cells:
        if cell.is_wide and waiting:
            yield (waiting,)
            waiting = None
        if cell.is_wide:
            yield (cell,)
        elif waiting:
            yield waiting, cell
            waiting = None
        else:
            waiting = cell
    if waiting:
        yield (waiting,)


def packed(cells: Iterable[Cell]) -> Iterator[Row]:
    """As `paired`, without gaps: a narrow cell takes the next narrow one to its side, however far below it stood."""
    every = list(cells)
    narrow = deque(cell for cell in every if not cell.is_wide)
    for cell in every:
        if cell.is_wide:
            yield (cell,)
        elif narrow and narrow[0] is cell:
            yield tuple(narrow.popleft() for _ in range(min(2, len(narrow))))
