"""A filled-in sheet as one reader may see it: cells that are kept from him are not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.casework.sheets.sight import KEPT, READERS_OF_CASE
from liaison.casework.workflow import CASEWORK, MOVES
from liaison.core.columns import Column

MAIN_WORDS = ("reply_text", "result_text", "progress", "reason", "opinion", "told", "suggestion", "words")
PERSONAL_TITLES = frozenset(column.title for move in MOVES for column in move.columns if column.personal)


class SeenSheet:
    """A step record without the cells that are kept from its reader; else it is the record. files: its attachments."""

    def __init__(self, record: Any, kept: Sequence[Column], titles: frozenset[str], files: Sequence[Any]) -> None:
        """kept: the columns to leave out; titles: headings to leave out besides, as older sheets wrote them."""
        keys, left_out = {column.key for column in kept}, titles | {column.title for column in kept}
        self._record = record
        self.filled = {key: value for key, value in record.filled.items() if key not in keys}
        self.shown = {title: words for title, words in record.shown.items() if title not in left_out}
        self.note = None if quoted_key(record) in keys else record.note
        self.files = () if "files" in keys else tuple(files)

    def __getattr__(self, name: str) -> Any:
        """Everything else is as in the record."""
        return getattr(self._record, name)


def quoted_key(record: Any) -> str | None:
    """The cell whose words the timeline quotes."""
    return next((key for key in MAIN_WORDS if record.filled.get(key)), None)


def sheet_for(actor: Actor | None, case: Any, record: Any, files: Sequence[Any] = ()) -> SeenSheet:
    """One step record of a case as this reader may see it; everything that shows or prints one takes it from here."""
    move = CASEWORK.by_verb.get(record.verb)
    columns = move.columns if move else ()
    kept = [column for column in columns if not may_read_column(actor, case, record.verb, column)]
    older = PERSONAL_TITLES - {column.title for column in columns} if is_kept_secret(actor, case) else frozenset()
    return SeenSheet(record, kept, older, files)


def may_read(actor: Actor | None, case: Any, verb: str, key: str) -> bool:
    """Whether this reader may see a cell, by its key; what is not asked for in that sheet is nobody's secret."""
    move = CASEWORK.by_verb.get(verb)
    column = next((column for column in move.columns if column.key == key), None) if move else None
    return column is None or may_read_column(actor, case, verb, column)


def may_read_column(actor: Actor | None, case: Any, verb: str, column: Column) -> bool:
    """Whether this reader may see a cell of a case that he sees."""
    if actor is None or actor.role not in READERS_OF_CASE:
        return False
    if column.personal and is_kept_secret(actor, case):
        return False
    readers = KEPT.get((verb, column.key))
    rule = readers.get(actor.role) if readers else None
    return readers is None or (rule is not None and rule(actor, case))


def readable_rating(actor: Actor | None, case: Any) -> set[str]:
    """The cells of a rating that this reader may see."""
    columns = CASEWORK.by_verb["rate"].columns
    return {column.key for column in columns if may_read_column(actor, case, "rate", column)}


def is_kept_secret(actor: Actor | None, case: Any) -> bool:
    """Whether who asked is kept from this reader."""
    return case.is_confidential and not allowed(actor, "case.phone", case)
