"""Reading a file that was settled, and looking again after something was mended: nothing is written but its preview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from liaison.access import Actor
from liaison.audit.actions import plain
from liaison.core.db import pause
from liaison.core.errors import FileRefused, Refused
from liaison.core.intake import BAD, Report
from liaison.core.intake.settling import unheard
from liaison.core.sheets import Reading
from liaison.core.sheets.apart import load_apart
from liaison.roster.actions.imports.engine import Tried, counts_of, try_out, undisturbed
from liaison.roster.actions.imports.kinds import kind_of
from liaison.roster.actions.imports.opening import OLD_TEMPLATE, SAME_FILE, planned, settle_columns
from liaison.roster.actions.imports.rows import (
    Compared,
    as_read,
    given_of,
    reading_of,
    rows_ready,
    settled,
    settled_before,
    store_results,
    store_rows,
    stored_rows,
    told_done,
    without_done,
)
from liaison.roster.actions.imports.uploads import upload_of
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING, READING, REFUSED, WRITING
from liaison.roster.rules.intake import OTHER_TOWN

Tell = Callable[[int, int], None]
NOT_READY = "这个文件现在不能核对，请看它的状态"


def read_import(batch: ImportBatch, folder: Path, actor: Actor, tell: Tell = unheard) -> ImportBatch:
    """Read a file whose columns are settled, and say what would become of each row; it may be read any number of times.

    Nobody waits while it is parsed, unless the caller has changed something in the same transaction: to settle and read
    in one request, use `settle_and_read`. A file that cannot be read ends as REFUSED with its sentence.
    """
    try:
        reading = parsed(batch, folder, batch.plan)
        return previewed(batch, reading, actor, tell)
    except FileRefused as refused:
        return refuse(batch, refused)


def settle_and_read(batch: ImportBatch, folder: Path, actor: Actor, **asked: Any) -> ImportBatch:
    """`settle_columns`, then `read_import`, with nothing of the database held while the file is parsed.

    asked: the words of `settle_columns`. Raises Refused as that does.
    """
    whole = {"sheet": None, "header_row": None, "policies": {}, "answers": {}, **asked}
    plan, _answers = planned(batch, **whole)
    try:
        reading = parsed(batch, folder, plan)
        settle_columns(batch, actor, **asked)
        return previewed(batch, reading, actor)
    except FileRefused as refused:
        settle_columns(batch, actor, **asked)
        return refuse(batch, refused)


def parsed(batch: ImportBatch, folder: Path, plan: Mapping[str, Any]) -> Reading:
    """The file as a plan reads it, by a child process, with nothing of the database held. Raises FileRefused."""
    kind, name, content = kind_of(batch.kind), batch.file_name, upload_of(batch, folder)
    pause()
    loaded = load_apart(content, name)
    reading = kind.sheet.understand(
        loaded.grids, mapping=plan["mapping"], sheet=plan["sheet"], header_row=plan["header_row"]
    )
    reading.require_rows()
    return reading


def previewed(batch: ImportBatch, reading: Reading, actor: Actor, tell: Tell = unheard) -> ImportBatch:
    """Store the rows of a file with what would become of each. Raises FileRefused."""
    reading, done, tried = tried_first(batch, reading, actor, tell)
    return keep(batch, reading, tried, done)


@undisturbed()
def tried_first(
    batch: ImportBatch, reading: Reading, actor: Actor, tell: Tell = unheard
) -> tuple[Reading, int, Tried]:
    """(the rows to be taken in, how many went in before, what they would do); nothing is written."""
    kind = kind_of(batch.kind)
    reading, done = without_done(kind, reading, batch.plan["follows"])
    kept = settled_before(batch, reading).values()
    meant = replace(reading, rows=list(settled(batch, kept).applied(reading.rows)))
    tried = try_out(kind, meant, given_of(batch, kept, tell), actor)
    return reading, done, replace(tried, rows_ready=rows_ready(reading, tried.report))


def refuse(batch: ImportBatch, refused: FileRefused) -> ImportBatch:
    """A file of which nothing can be used says so on its page."""
    batch.state, batch.refused = REFUSED, refused.sentence
    return batch


def keep(batch: ImportBatch, reading: Reading, tried: Tried, done: int) -> ImportBatch:
    """Store the rows of a file and what would become of each. done: rows of an error workbook that went in before."""
    batch.plan = {**batch.plan, **as_read(reading)}
    skipped = store_rows(batch, reading, tried.rows_ready)
    kept = {code: sentence for code, sentence in batch.warnings.items() if code in (SAME_FILE, OLD_TEMPLATE)}
    batch.warnings = {**kept, **tried.report.warnings, **told_done(done)}
    return checked(batch, tried, skipped)


def checked(batch: ImportBatch, tried: Tried, skipped: int) -> ImportBatch:
    """Note what a file would do; its version tells that its rows were looked at."""
    batch.counts = {**counts_of(tried.report), "skipped": skipped, "foreign": foreign_rows(tried.report)}
    flag_modified(batch, "counts")
    batch.answers = {**plain(tried.given.answers), **batch.answers}
    batch.library_id = batch.answers.get("library_id")
    batch.seen_event, batch.state, batch.refused = tried.seen, CHECKING, None
    return batch


def foreign_rows(report: Report) -> int:
    """How many rows are left to another town."""
    bad = (result for result in report.rows if result.outcome in BAD)
    return sum(bool(result.faults) and result.faults[0].code == OTHER_TOWN for result in bad)


def stage_again(batch: ImportBatch, actor: Actor, tell: Tell = unheard) -> ImportBatch:
    """Say anew what would become of each row, from the rows as they are kept and mended. Raises Refused."""
    rows = stored_rows(batch)
    tried = tried_again(batch, rows, actor, tell)
    return keep_results(batch, rows, tried)


@undisturbed()
def tried_again(batch: ImportBatch, rows: Iterable[Any], actor: Actor, tell: Tell = unheard) -> Tried:
    """What a file would do now; nothing is written. Raises Refused."""
    if batch.state not in (CHECKING, READING, WRITING) or "headings" not in batch.plan:
        raise Refused(NOT_READY)
    tried = try_out(kind_of(batch.kind), reading_of(batch, rows), given_of(batch, rows, tell), actor)
    return replace(tried, compared=Compared.of(rows, tried.report))


def keep_results(batch: ImportBatch, rows: Iterable[Any], tried: Tried) -> ImportBatch:
    """Store what would become of each row now."""
    compared = tried.compared or Compared.of(rows, tried.report)
    store_results(compared.changed)
    return checked(batch, tried, compared.skipped)
