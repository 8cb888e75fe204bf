"""The words of a file that no list knows: each once, with its rows and the word it is most like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlalchemy import literal, select, true

from liaison.core.columns import written
from liaison.core.db import db
from liaison.core.errors import CellError
from liaison.core.sheets.wire import decode_cell
from liaison.core.text import normalise, same_word
from liaison.orgs.queries import Names
from liaison.orgs.queries.choices import OFFERS
from liaison.roster.actions.imports.kinds import ImportKind, kind_of
from liaison.roster.actions.imports.mending import keeps_aliases
from liaison.roster.actions.imports.rows import wrong_rows
from liaison.roster.models import ImportBatch

UNKNOWN_CODES = frozenset({
    "SECTOR_UNKNOWN", "TYPE_UNKNOWN", "TYPE_OTHER_SECTOR", "TOWN_UNKNOWN", "VILLAGE_UNKNOWN", "COMMITTEE_UNKNOWN",
    "UNIT_UNKNOWN", "CATEGORY_UNKNOWN", "CHANNEL_UNKNOWN", "TASK_UNKNOWN", "UNKNOWN_VALUE",
})  # fmt: skip
# Within which other column's value a word is looked for.
WITHIN = {"identity_type_id": "sector_id", "village_id": "area_id", "home_village_id": "home_area_id",
          "category_id": "group"}  # fmt: skip
# Below this, two names of towns are alike in no more than their last character.
LIKE_ENOUGH = 0.6


@dataclass
class Found:
    """Where an unknown word stands. outer: what the rows say of the list that it belongs to, such as its sector."""

    code: str
    places: list[tuple[str, int]] = field(default_factory=list)
    outer: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class UnknownWord:
    """One word that a list does not know. key, title: of its column; rows: `(sheet, row number)` of each place.

    choices: the words that it may stand for; suggestion: the one that is most like it, "" where none is; is_lasting:
    whether its list can know it from now on.
    """

    key: str
    title: str
    code: str
    word: str
    rows: tuple[tuple[str, int], ...]
    suggestion: str
    choices: tuple[str, ...]
    is_lasting: bool


def unknown_words(batch: ImportBatch) -> list[UnknownWord]:
    """Each distinct unknown word of a file, those with most rows first."""
    kind = kind_of(batch.kind)
    columns = {column.key: column for column in kind.sheet.columns}
    found, lists = words_found(kind, wrong_rows(batch), batch.plan["words"]), KnownWords(batch)
    return [
        UnknownWord(key, columns[key].title, one.code, word, tuple(one.places), *lists.meant(
            columns[key].source or "", word, WITHIN.get(key, ""), one.outer,
        ), keeps_aliases(columns[key].source or ""))
        for (key, word), one in sorted(found.items(), key=lambda item: -len(item[1].places))
    ]  # fmt: skip


def words_found(
    kind: ImportKind, rows: Iterable[Any], mapped: Mapping[str, Mapping[str, str]]
) -> Mapping[tuple[str, str], Found]:
    """`{(column key, word): where it stands}` of all words that no list knows and that are not read as another."""
    found: dict[tuple[str, str], Found] = {}
    for row, fault in unknown_cells(kind, rows):
        key, word = fault["key"], said(row, fault["key"])
        if mapped.get(key, {}).get(word, word) != word and key not in row.edits:
            continue
        one = found.setdefault((key, word), Found(fault["code"]))
        one.places.append((row.sheet, row.number))
        one.outer.add(said(row, WITHIN.get(key, "")))
    return found


def unknown_cells(kind: ImportKind, rows: Iterable[Any]) -> Iterator[tuple[Any, Mapping[str, str]]]:
    """The rows with a word that no list knows, with that fault."""
    for row in rows:
        for fault in () if row.is_skipped else row.faults:
            if fault["key"] in kind.word_columns and fault["code"] in UNKNOWN_CODES:
                yield row, fault


def said(row: Any, key: str) -> str:
    """What a cell of a stored row says, as mended, as one tidy line."""
    value = row.edits.get(key, decode_cell(row.cells.get(key)))
    return "" if value is None or isinstance(value, CellError) else normalise(written(value))


class KnownWords:
    """The lists as they are offered, each loaded once when it is asked for."""

    def __init__(self, batch: ImportBatch) -> None:
        self.names = Names.load()
        self.library = batch.library
        self.listed: dict[str, Sequence[Any]] = {}

    def meant(self, source: str, word: str, outer: str, values: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """(the best suggestion, all choices) for a word; only those of the sector or town that all rows share."""
        choices = tuple(dict.fromkeys(self.offered(source, self.owner(outer, set(values)))))
        keys = {same_word(choice): choice for choice in choices}
        like = get_close_matches(same_word(word), keys, 1, LIKE_ENOUGH)
        return keys[like[0]] if like else "", choices

    def owner(self, outer: str, values: set[str]) -> int | str | None:
        """The one sector, town or group that these words mean; where they say nothing, that of the file's library."""
        if len(values) != 1 or not outer:
            return None
        word = next(iter(values))
        if not word:
            return getattr(self.library, outer, None)
        if outer == "group":
            return word
        return self.names.sector(word) if outer == "sector_id" else self.names.area(word)

    def offered(self, source: str, owner: int | str | None) -> Iterator[str]:
        """The names of a list in use, or of its part that belongs to this owner."""
        if source not in self.listed:
            offer = OFFERS[source]
            belongs = literal(None) if offer.owner is None else offer.owner
            statement = select(offer.model.name, belongs.label("owner")).where(offer.model.is_active)
            where = true() if offer.where is None else offer.where
            self.listed[source] = db.session.execute(statement.where(where).order_by(offer.model.id)).all()
        return (row.name for row in self.listed[source] if owner is None or row.owner == owner)
