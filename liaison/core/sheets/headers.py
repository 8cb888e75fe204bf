"""Finding the heading row of a sheet and which column each heading means."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from itertools import groupby, islice

from liaison.core.columns import Column
from liaison.core.errors import FileRefused
from liaison.core.sheets import limits
from liaison.core.sheets.grids import Grid, Merged
from liaison.core.text import normalise, same_word

LONGEST_HEADING, LONGEST_READ = 40, 400
# Heads the column that our own error workbook adds; it is never data.
FAULTS_HEADING = "错在哪里"
_MARKS = re.compile(r"[*＊]|\((?:必填|可不填|选填)\)")
_BRACKETS = re.compile(r"[(\[【〔<{][^)\]】〕>}]*[)\]】〕>}]")
_PUNCTUATION = re.compile(r"[\W_]+")
SENSITIVE = re.compile(r"身份证|证件号|住址|家庭地址|银行|卡号|护照|社保|医保号|病史|工资|收入")


@dataclass
class Heading:
    """The headings of one sheet.

    row, last_row: where they stand; columns: `{column number: Column}`; words: `{column key: heading as written}`;
    unknown: headings that mean nothing to us; fuzzy: headings understood only without brackets and punctuation;
    written: `{column number: heading}` of all; twice: `(heading read, heading left out, column)` of one meaning.
    """

    row: int
    last_row: int
    columns: dict[int, Column] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    written: dict[int, str] = field(default_factory=dict)
    twice: list[tuple[str, str, Column]] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for the same headings in any order, written with or without blanks and stars; SHA-256 in hex."""
        keys = {exact_key(word) for word in self.written.values()} - {exact_key(FAULTS_HEADING)}
        return sha256("\n".join(sorted(keys)).encode("utf-8", "surrogatepass")).hexdigest()

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """The required columns that no heading means."""
        return [column for column in columns if column.required and column.key not in self.words]


class Dictionary:
    """Which words mean which column; a word may also be known and of no interest."""

    def __init__(self, columns: Sequence[Column], ignored: Collection[str], mapping: Mapping[str, str]) -> None:
        """mapping: `{heading in the file: title, word or key of a column}`; an empty target means of no interest."""
        self.exact: dict[str, Column | None] = {exact_key(word): None for word in (FAULTS_HEADING, *ignored)}
        self.loose: dict[str, Column | None] = {}
        for column in columns:
            for word in (column.title, *column.words):
                self.exact[exact_key(word)] = column
                self.loose.setdefault(loose_key(word), column)
        by_key = {column.key: column for column in columns}
        for word, target in mapping.items():
            self.exact[exact_key(word)] = self._target(target, by_key)

    def _target(self, target: str, by_key: Mapping[str, Column]) -> Column | None:
        column = by_key.get(target) or self.exact.get(exact_key(target))
        if target.strip() and column is None:
            titles = "、".join(column.title for column in by_key.values())
            raise FileRefused("UNKNOWN_TARGET", f"没有“{target}”这一列，可以写：{titles}")
        return column

    def knows(self, word: str) -> bool:
        """Whether the word is a heading at all."""
        return exact_key(word) in self.exact or loose_key(word) in self.loose


@lru_cache(maxsize=10_000)
def exact_key(word: str) -> str:
    """A heading without blanks, stars and （必填）."""
    return _MARKS.sub("", same_word(word))


def loose_key(word: str) -> str:
    """A heading without brackets and punctuation either; the heading itself where nothing would be left."""
    key = exact_key(word)
    return _PUNCTUATION.sub("", _BRACKETS.sub("", key[:LONGEST_READ])) or key


def find_heading(grid: Grid, dictionary: Dictionary, at_least: int) -> Heading | None:
    """The row among the first ones that holds most known headings, with what its columns mean."""
    rows = list(islice(grid.rows, limits.HEADER_WITHIN_ROWS))
    counts = {row: sum(_is_known(dictionary, value) for value in grid.rows[row].values()) for row in rows}
    best = max(rows, key=counts.__getitem__, default=0)
    return heading_at(grid, dictionary, best) if best and counts[best] >= at_least else None


def heading_at(grid: Grid, dictionary: Dictionary, row: int) -> Heading | None:
    """What the columns mean when this row holds the headings; None where the row is empty."""
    if row not in grid.rows:
        return None
    near = replace(grid, merged=_merged_near(grid, row))
    return _understood(near, dictionary, *_block(near, dictionary, row))


def refuse_twice(heading: Heading) -> None:
    """Refuse headings of which two mean the same column."""
    for first, word, meant in heading.twice:
        raise FileRefused(
            "DUPLICATE_COLUMN",
            f"“{first}”和“{word}”都像“{meant.title}”一列，请只留一列，或写 --map '{normalise(word)}=' 不读后一列",
        )


def _merged_near(grid: Grid, row: int) -> list[Merged]:
    """The merged blocks around a row; no honest sheet has more than fit between its columns there."""
    reach = limits.HEADER_HEIGHT
    near = (block for block in grid.merged if block.top <= row + reach and block.bottom >= row - reach)
    return list(islice(near, 2 * reach * limits.COLUMNS))


def _is_known(dictionary: Dictionary, value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_HEADING and dictionary.knows(value)


def _block(grid: Grid, dictionary: Dictionary, best: int) -> tuple[int, int]:
    """First and last row of headings that stand in two or three rows with merged cells."""
    top, bottom = best, best
    for merged in grid.merged:
        if merged.top <= best <= merged.bottom and merged.bottom - merged.top < limits.HEADER_HEIGHT:
            top, bottom = min(top, merged.top), max(bottom, merged.bottom)
    return (top - 1 if _belongs_to(grid, dictionary, top - 1, best) else top), bottom


def _belongs_to(grid: Grid, dictionary: Dictionary, above: int, best: int) -> bool:
    """Whether the line above holds headings too: it fills a gap, or makes known words of the ones below it."""
    lower = grid.rows[best]
    fills_gap = any(_is_known(dictionary, v) and c not in lower for c, v in grid.rows.get(above, {}).items())
    groups = ((grid.value(above, column), value) for column, value in lower.items())
    return fills_gap or any(exact_key(f"{group}{value}") in dictionary.exact for group, value in groups if group)


def _understood(grid: Grid, dictionary: Dictionary, top: int, bottom: int) -> Heading:
    heading = Heading(top, bottom)
    width = max(max(grid.rows.get(row, {0: None})) for row in range(top, bottom + 1))
    stacks = {column: _stack(grid, column, top, bottom) for column in range(1, width + 1)}
    heading.written = {column: normalise(stack[0]) for column, stack in stacks.items() if stack}
    for column, stack in stacks.items():
        _take_exact(heading, dictionary, column, stack)
    for column, stack in stacks.items():
        _take_loose(heading, dictionary, column, stack)
    return heading


def _stack(grid: Grid, column: int, top: int, bottom: int) -> list[str]:
    """The headings over one column: 委员 over 姓名 gives 委员姓名, then 姓名, then 委员."""
    values = [grid.value(row, column) for row in range(top, bottom + 1)]
    words = [word for word, _ in groupby(value.strip() for value in values if isinstance(value, str))]
    return words if len(words) < 2 else ["".join(words), *reversed(words)]


def _take_exact(heading: Heading, dictionary: Dictionary, column: int, stack: list[str]) -> None:
    word = next((w for w in stack if exact_key(w) in dictionary.exact), None)
    meant = dictionary.exact[exact_key(word)] if word else None
    if word is None or meant is None:
        return
    if meant.key in heading.words:
        heading.twice.append((heading.words[meant.key], word, meant))
        return
    _note(heading, column, meant, word)


def _take_loose(heading: Heading, dictionary: Dictionary, column: int, stack: list[str]) -> None:
    if column in heading.columns or not stack or any(exact_key(w) in dictionary.exact for w in stack):
        return
    word = next((w for w in stack if loose_key(w) in dictionary.loose), None)
    meant = dictionary.loose[loose_key(word)] if word else None
    if word is None or meant is None or meant.key in heading.words:
        heading.unknown.append(normalise(stack[0] if len(stack) < 2 else stack[1]))
        return
    heading.fuzzy.append(normalise(word))
    _note(heading, column, meant, word)


def _note(heading: Heading, column: int, meant: Column, word: str) -> None:
    heading.columns[column] = meant
    heading.words[meant.key] = word
