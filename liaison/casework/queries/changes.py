"""The history of a case for whoever runs it: each deed of the log, with what its sheet changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from liaison.access import Actor
from liaison.accounts.queries import history_of
from liaison.casework.models import Case, Instruction, UrgingNotice
from liaison.casework.queries.as_of import cells_before
from liaison.casework.queries.history import notices_of, sheets_for
from liaison.casework.queries.instructions import instructions_of
from liaison.casework.queries.naming import as_read
from liaison.casework.rules.sight import SeenSheet
from liaison.casework.workflow import CASEWORK
from liaison.core.db import db

Changes = dict[str, list[str | None]]


def deeds_of(case: Case, actor: Actor) -> Sequence[Any]:
    """What was done to a case, its notices and its instructions, newest first, as `accounts.queries.history_of`."""
    notices = [one.id for one in notices_of(case)]
    told = {UrgingNotice.__tablename__: notices, Instruction.__tablename__: ids_of(instructions_of(case, actor))}
    return db.session.execute(history_of(**{Case.__tablename__: [case.id], **told})).all()


def ids_of(rows: Sequence[Any]) -> list[int]:
    """The ids of some rows."""
    return [row.id for row in rows]


def changes_by_sheets(case: Case, actor: Actor, deeds: Sequence[Any]) -> Mapping[int, Changes]:
    """`{id of a deed: {title: [before, after]}}` of the cells that were filled in with it, as far as this reader sees.

    Deeds and step records were written together, so that they are paired from the last one back.
    """
    sheets = [one for one in sheets_for(actor, case) if not one.is_imported]
    verbs = {f"case.{one.verb}" for one in sheets}
    steps = (one for one in deeds if one.thing == Case.__tablename__ and one.verb in verbs)
    pairs = zip(steps, reversed(sheets), strict=False)
    return {deed.id: changes_of(sheet) for deed, sheet in pairs if deed.verb == f"case.{sheet.verb}"}


def changes_of(sheet: SeenSheet) -> Changes:
    """`{title: [before, after]}` of the cells of one sheet; before is nothing where the case had none, or the same."""
    move = CASEWORK.by_verb.get(sheet.verb)
    columns = {column.title: column for column in move.columns} if move else {}
    before, found = cells_before(sheet.before or {}), {}
    for title, words in sheet.shown.items():
        was = before.get(columns[title].key) if title in columns else None
        told = as_read(columns[title], was) if was not in (None, "", [], False) else None
        found[title] = [told if told != words else None, words]
    return found
