"""A first look at a file: its sheets, its headings, what they would mean, and samples of what stands below them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from liaison.core.columns import Column, written
from liaison.core.errors import CellError, FileRefused
from liaison.core.sheets import Sheet, limits
from liaison.core.sheets.grids import Grid
from liaison.core.sheets.headers import SENSITIVE, Heading
from liaison.core.sheets.reading import Reader
from liaison.core.sheets.receiving import Loaded
from liaison.core.text import normalise

TOP_ROWS = 12
TOP_COLUMNS = 30
SAMPLES = 3
LONGEST_SAMPLE = 30
_PHONE = re.compile(r"(?<![0-9])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9])")
_LONG_NUMBER = re.compile(r"[0-9]{15,}[0-9Xx]?")


@dataclass(frozen=True)
class SurveyedSheet:
    """One tab. row_count: filled rows, headings and titles among them."""

    name: str
    row_count: int


@dataclass(frozen=True)
class SurveyedHeading:
    """One heading. key: of the column it means, None where nobody knows or another heading means it already.

    number: of the column in the file, from 1; samples: the first values below it, none where they are sensitive.
    """

    number: int
    word: str
    key: str | None
    samples: tuple[str, ...]
    is_sensitive: bool
    is_fuzzy: bool


@dataclass(frozen=True)
class Survey:
    """What a person is shown before a file is read.

    sheet: the tab looked at; header_row: the last row of its headings, None where none was found;
    top: `((row number, cells as text), ...)` of the first rows; missing: required columns that no heading means;
    problems: sentences on headings that mean the same; fingerprint: see `Heading.fingerprint`, "" without headings;
    also: the other tabs that are read along with this one, as long as nobody chooses a tab.
    """

    sheets: tuple[SurveyedSheet, ...]
    sheet: str
    header_row: int | None
    top: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[SurveyedHeading, ...] = ()
    missing: tuple[Column, ...] = ()
    problems: tuple[str, ...] = ()
    fingerprint: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Headed:
    """A row that may hold headings, as long as nobody says otherwise. row: the last one of these headings."""

    sheet: str
    row: int
    fingerprint: str


def headed_rows(sheet: Sheet, loaded: Loaded) -> Iterator[Headed]:
    """What each of the first rows of each tab would be as headings."""
    reader = sheet.reader()
    for grid in loaded.grids:
        numbers = list(islice(grid.rows, limits.HEADER_WITHIN_ROWS))
        reach = max(numbers, default=0) + limits.HEADER_HEIGHT
        merged = (block for block in grid.merged if block.top <= reach)
        near = replace(grid, merged=list(islice(merged, limits.COLUMNS * limits.HEADER_WITHIN_ROWS)))
        for number in numbers:
            heading = reader.heading(near, number)
            if heading and heading.written:
                yield Headed(grid.name, heading.last_row, heading.fingerprint)


def survey(
    sheet: Sheet,
    loaded: Loaded | Sequence[Grid],
    *,
    mapping: Mapping[str, str] | None = None,
    sheet_name: str | None = None,
    header_row: int | None = None,
    optional: Collection[str] = (),
    known_words: Collection[str] = (),
) -> Survey:
    """A first look at the cells of a file; the words after `loaded`: see `Sheet.understand`.

    Raises FileRefused NO_SHEET for a tab that is not there, UNKNOWN_TARGET for a mapping to no column.
    """
    grids = loaded.grids if isinstance(loaded, Loaded) else loaded
    reader = sheet.reader(mapping, optional, known_words)
    grid = _chosen(grids, sheet_name, reader)
    heading = reader.heading(grid, header_row)
    sheets = tuple(SurveyedSheet(one.name, one.row_count) for one in grids)
    if heading is None:
        missing = tuple(column for column in sheet.columns if column.required and column.key not in optional)
        return Survey(sheets, grid.name, None, _top(grid, frozenset()), missing=missing)
    hidden = frozenset(number for number, word in heading.written.items() if SENSITIVE.search(word))
    return Survey(
        sheets, grid.name, heading.last_row, _top(grid, hidden), tuple(_headings(grid, heading)),
        tuple(reader.lacking(heading)), tuple(_problems(heading)), heading.fingerprint,
        tuple(_also(reader, heading, (one for one in grids if one is not grid))),
    )  # fmt: skip


def _also(reader: Reader, heading: Heading, others: Iterable[Grid]) -> Iterator[str]:
    for grid in others:
        own = reader.heading(grid)
        if own and (own.fingerprint == heading.fingerprint or not reader.lacking(own)):
            yield grid.name


def _chosen(grids: Sequence[Grid], name: str | None, reader: Reader) -> Grid:
    """The named tab; else the one with most known headings, the first of equals."""
    named = [grid for grid in grids if name in (None, grid.name)]
    if not named:
        raise FileRefused("NO_SHEET", f"文件里没有工作表“{name}”" if name else "文件里没有能读的工作表")
    return max(named, key=lambda grid: _known_count(reader.heading(grid)))


def _known_count(heading: Heading | None) -> int:
    return len(heading.words) if heading else 0


def _headings(grid: Grid, heading: Heading) -> Iterator[SurveyedHeading]:
    for number, word in heading.written.items():
        meant = heading.columns.get(number)
        is_sensitive = bool(SENSITIVE.search(word)) and meant is None
        samples = () if is_sensitive else tuple(_samples(grid, number, heading.last_row))
        is_fuzzy = meant is not None and normalise(heading.words[meant.key]) in heading.fuzzy
        yield SurveyedHeading(number, word, meant.key if meant else None, samples, is_sensitive, is_fuzzy)


def _samples(grid: Grid, column: int, after: int) -> Iterator[str]:
    found = (cells[column] for number, cells in grid.rows.items() if number > after and column in cells)
    for _, value in zip(range(SAMPLES), found, strict=False):
        yield shown(value)


def _problems(heading: Heading) -> Iterator[str]:
    for first, word, meant in heading.twice:
        yield f"“{normalise(first)}”和“{normalise(word)}”都像“{meant.title}”一列，请把其中一列改为不读"


def _top(grid: Grid, hidden: frozenset[int]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    rows = list(grid.rows.items())[:TOP_ROWS]
    width = min(max((max(cells) for _, cells in rows), default=0), TOP_COLUMNS)
    sensitive = hidden | {c for _, cells in rows for c, value in cells.items() if _is_sensitive_word(value)}
    return tuple((number, tuple(_top_cells(cells, width, sensitive))) for number, cells in rows)


def _top_cells(cells: Mapping[int, Any], width: int, sensitive: frozenset[int] | set[int]) -> Iterator[str]:
    for column in range(1, width + 1):
        value = cells.get(column)
        is_shown = value is not None and (column not in sensitive or _is_sensitive_word(value))
        yield shown(value) if is_shown else ""


def _is_sensitive_word(value: Any) -> bool:
    return isinstance(value, str) and bool(SENSITIVE.search(value))


def shown(value: Any) -> str:
    """A cell as a first look shows it: one short line, phones masked, longer numbers not at all."""
    if isinstance(value, CellError):
        return "（读不出）"
    words = _LONG_NUMBER.sub("…", _PHONE.sub(r"\1****\2", normalise(written(value))))
    return words if len(words) <= LONGEST_SAMPLE else words[: LONGEST_SAMPLE - 1] + "…"
