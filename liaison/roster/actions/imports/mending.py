"""Mending a file on its page before it goes in: cells, rows left out, doubtful rows decided, unknown words mapped.

After each of these the file is to be staged again: at once when it is small, else by a job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select, true

from liaison.access import Actor, Role
from liaison.audit.actions import record
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.actions import change_row
from liaison.orgs.models import SEPARATOR, Area, words_of
from liaison.orgs.sheets import LISTS, SOURCES
from liaison.roster.actions.imports.kinds import ImportKind, kind_of
from liaison.roster.models import ImportBatch, ImportRow
from liaison.roster.models.imports import CHECKING

LONGEST_CELL = 500
NOT_NOW = "这个文件现在不能改，请看它的状态"


def mend(batch: ImportBatch, edits: Mapping[int, Mapping[str, str]], actor: Actor) -> ImportBatch:
    """Put other text in place of cells. edits: `{row id: {column key: text}}`, added to what was mended before."""
    refuse_unless_checking(batch)
    keys = {column.key for column in kind_of(batch.kind).sheet.columns}
    if any(set(cells) - keys for cells in edits.values()):
        raise Refused("有一格不属于这种表，请刷新后再改。")
    for row in rows_of(batch, edits):
        row.edits = {**row.edits, **{key: text[:LONGEST_CELL] for key, text in edits[row.id].items()}}
    record("import.mend", batch, actor, changes={"count": [None, sum(map(len, edits.values()))]})
    return batch


def skip(batch: ImportBatch, row_ids: Iterable[int], actor: Actor, is_skipped: bool = True) -> ImportBatch:
    """Leave rows out, or take them in again."""
    refuse_unless_checking(batch)
    rows = rows_of(batch, row_ids)
    for row in rows:
        row.is_skipped = is_skipped
    record("import.skip" if is_skipped else "import.unskip", batch, actor, changes={"count": [None, len(rows)]})
    return batch


def choose(batch: ImportBatch, row_id: int, choice: str, actor: Actor) -> ImportBatch:
    """Decide whether a doubtful row means the person it may mean (same) or somebody else (another); "" = undecided."""
    refuse_unless_checking(batch)
    for row in rows_of(batch, [row_id]):
        if choice and not row.choice and choice not in choices_of(kind_of(batch.kind), row):
            raise Refused("这一行不能这样定，请改好里面的内容，或者跳过。")
        row.choice = choice or None
    record("import.choose", batch, actor, changes={"count": [None, 1]})
    return batch


def choices_of(kind: ImportKind, row: ImportRow) -> tuple[str, ...]:
    """The decisions that fit the cause of a row."""
    codes = (fault["code"] for fault in row.faults)
    return next((kind.choices[code] for code in codes if code in kind.choices), ())


def map_words(
    batch: ImportBatch, words: Mapping[str, Mapping[str, str]], actor: Actor, is_remembered: bool = False
) -> ImportBatch:
    """Read words of the file as words of the lists: `{column key: {word: word to take}}`, for this file.

    is_remembered: and always, as an alias, where the list keeps aliases; only the office may say so. Raises Refused.
    """
    refuse_unless_checking(batch)
    kind = kind_of(batch.kind)
    if set(words) - set(kind.word_columns):
        raise Refused("这一列的词不能这样对，请改表里的格子。")
    known = batch.plan["words"]
    merged = {key: {**known.get(key, {}), **words.get(key, {})} for key in {*known, *words}}
    batch.plan = {**batch.plan, "words": merged}
    if is_remembered:
        remember_aliases(kind, words, actor)
    record("import.map_words", batch, actor, changes={"count": [None, sum(map(len, words.values()))]})
    return batch


def remember_aliases(kind: ImportKind, words: Mapping[str, Mapping[str, str]], actor: Actor) -> None:
    """Let the lists know these words from now on."""
    if actor.role not in (Role.OFFICE, Role.SYSTEM):
        raise Refused("只有办公室能定“以后都这样认”，请去掉这一勾再存。")
    sources = {column.key: column.source or "" for column in kind.sheet.columns}
    for key, pairs in words.items():
        for alias, word in pairs.items() if keeps_aliases(sources[key]) else ():
            add_alias(sources[key], alias, word, actor)


def keeps_aliases(source: str) -> bool:
    """Whether the rows of a list may go by other words as well."""
    return "aliases" in SOURCES[source].__table__.columns


def add_alias(source: str, alias: str, word: str, actor: Actor) -> None:
    """Let the rows of a list that go by a name go by another word as well."""
    model = SOURCES[source]
    one = next(known for known in LISTS.values() if known.model is model)
    level = {"area": model.parent_id.is_(None), "village": model.parent_id.is_not(None)} if model is Area else {}
    where = (model.name == word, model.is_active, level.get(source, true()))
    for thing in db.session.scalars(select(model).where(*where)):
        known = words_of(thing.aliases)
        if alias not in known:
            change_row(one, thing, actor, thing.version, aliases=SEPARATOR.join([*known, alias]))


def rows_of(batch: ImportBatch, row_ids: Iterable[int]) -> list[ImportRow]:
    """The rows of this file with these ids. Raises Refused when one of them is not there."""
    wanted = set(row_ids)
    rows = list(db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id.in_(wanted))))
    if len(rows) < len(wanted):
        raise Refused("有一行已经不在这个文件里了，请刷新后再试。")
    return rows


def refuse_unless_checking(batch: ImportBatch) -> None:
    """Refuse to mend a file that is not being looked at."""
    if batch.state != CHECKING:
        raise Refused(NOT_NOW)

