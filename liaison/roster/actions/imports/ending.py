"""The last step of a file: it is written as it was seen, or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.core.intake.settling import unheard
from liaison.roster.actions.imports.checking import Tell, keep_results, tried_again
from liaison.roster.actions.imports.engine import Tried
from liaison.roster.actions.imports.kinds import kind_of
from liaison.roster.actions.imports.rows import Compared, stored_rows
from liaison.roster.actions.imports.turns import wait_for_turn
from liaison.roster.actions.imports.uploads import delete_upload, forget
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING, DROPPED, UNDONE, WRITING, WRITTEN

CHANGED_MEANWHILE = "CHANGED_MEANWHILE"
LOOK_AGAIN = "资料刚刚有变化，请再看一遍"
NOT_NOW = "这个文件现在不能导入，请看它的状态"


def write_import(
    batch: ImportBatch, actor: Actor, confirmed: Mapping[str, int], tell: Tell = unheard
) -> ImportBatch:
    """Write a file as it was seen. confirmed: the counts that the person saw, `{outcome: rows}`.

    When things have changed so that a row would do something else now, nothing is written: the new preview is kept, the
    batch stays CHECKING and warns CHANGED_MEANWHILE. Raises Refused.
    """
    refuse_unless_seen(batch)
    wait_for_turn()
    rows = stored_rows(batch)
    return finish(batch, rows, tried_again(batch, rows, actor, tell), confirmed, actor)


def refuse_unless_seen(batch: ImportBatch) -> None:
    """Refuse to write what is not before anybody's eyes."""
    if batch.state not in (CHECKING, WRITING):
        raise Refused(NOT_NOW)


def finish(
    batch: ImportBatch, rows: Iterable[Any], tried: Tried, confirmed: Mapping[str, int], actor: Actor
) -> ImportBatch:
    """Write what was tried in this very turn, if it is what the person saw, row by row.

    Raises Refused where the file was let go meanwhile.
    """
    refuse_unless_seen(batch)
    tried = tried if tried.compared else replace(tried, compared=Compared.of(rows, tried.report))
    keep_results(batch, rows, tried)
    batch.warnings = {code: sentence for code, sentence in batch.warnings.items() if code != CHANGED_MEANWHILE}
    if not tried.compared.is_as_shown or any(batch.counts.get(key) != count for key, count in confirmed.items()):
        batch.warnings = {**batch.warnings, CHANGED_MEANWHILE: LOOK_AGAIN}
        return batch
    batch.state, batch.imported_at, batch.imported_by = WRITTEN, clock.now(), actor.name
    if tried.has_news:
        kind_of(batch.kind).write(tried.staged, batch, actor)
    record("import.write", batch, actor, changes={"counts": [None, batch.counts]})
    return batch


def drop_import(batch: ImportBatch, actor: Actor, folder: Path) -> ImportBatch:
    """Let go of a file that was not written: its rows and its bytes are deleted. Raises Refused."""
    if batch.state in (WRITTEN, UNDONE):
        raise Refused("这个文件已经导入了。要取消它的改动，请用“撤销”。")
    if batch.state != DROPPED:
        forget(batch)
        delete_upload(batch, folder)
        record("import.drop", batch, actor)
    return batch
