"""What somebody settled about a file before it goes in: words mapped, cells mended, rows left out, columns kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from liaison.core.sheets import Row
from liaison.core.text import same_word

Place = tuple[str, int]
OVERWRITE, FILL, LEAVE = "overwrite", "fill", "leave"
POLICIES = {OVERWRITE: "用表里的", FILL: "只补空的", LEAVE: "不改"}


def unheard(_done: int, _total: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True)
class Settled:
    """What was settled row by row and word by word.

    words: `{column key: {word in the file: word to take instead}}`; cells: `{place: {column key: text}}`;
    skipped: places of rows that stay out.
    """

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    skipped: frozenset[Place] = frozenset()

    def applied(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows as they are to be read: those left out are gone, mended cells count before mapped words."""
        keyed = {key: {same_word(old): new for old, new in words.items()} for key, words in self.words.items()}
        return (self._settled(row, keyed) for row in rows if (row.sheet, row.number) not in self.skipped)

    def _settled(self, row: Row, words: Mapping[str, Mapping[str, str]]) -> Row:
        mapped = {
            key: known[same_word(cell)] for key, known in words.items()
            if isinstance(cell := row.cells.get(key), str) and same_word(cell) in known
        }  # fmt: skip
        mended = self.cells.get((row.sheet, row.number), {})
        if not mapped and not mended:
            return row
        headings = {**{key: key for key in mended}, **row.headings}
        return replace(row, cells={**row.cells, **mapped, **mended}, headings=headings)


@dataclass(frozen=True)
class Given:
    """A file and how it is to be taken.

    sha256: of its bytes; answers: what was asked beside it, such as library_id or year; policies: `{column key: one of
    POLICIES}`, a column not named is overwritten; choices: `{place: decision}` on doubtful rows; is_open: words outside
    lists only warn; shows_values: keep what each cell was understood as; tell: hears `(rows done, rows in all)`.
    """

    file_name: str
    sha256: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[Place, str] = field(default_factory=dict)
    is_open: bool = False
    shows_values: bool = False
    tell: Callable[[int, int], None] = unheard
    is_dry: bool = False
    shared: dict[str, Any] = field(default_factory=dict)
    says_options: bool = False
