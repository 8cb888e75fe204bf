"""What a worker does for files on their way in: it reads, looks again, writes and takes back, in short transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app

from liaison.core.db import db, let_go, transaction
from liaison.core.errors import FileRefused, Refused
from liaison.jobs.actions import Run, works
from liaison.roster.actions.imports import checking, ending
from liaison.roster.actions.imports.engine import try_again
from liaison.roster.actions.imports.kinds import kind_of
from liaison.roster.actions.imports.marked import keep_marked
from liaison.roster.actions.imports.rows import reading_of, stored_rows
from liaison.roster.actions.imports.taking_back import Weighed, take_back_as_weighed, weigh
from liaison.roster.actions.imports.weighings import drop_weighing, keep_weighing, mark_of
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import CHECKING, MAPPING, READING, WRITING, WRITTEN

WEIGH_JOB, UNDO_JOB, ERRORS_JOB = "import.weigh", "import.undo", "import.errors"
MOST_WEIGHINGS = 3
RESTLESS = "资料一直有人在改，还没有撤销。请过一会儿再点一次撤销。"
LET_GO = "这个文件已经换掉或放弃了，没有写入。"


@works("import.read")
def read_in_background(run: Run, batch_id: int) -> None:
    """Parse a file, see what its rows would do, and store that; a file that was read meanwhile is left alone."""
    with putting_back(batch_id, (READING,), MAPPING) as batch:
        if batch is None:
            return
        try:
            reading = checking.parsed(batch, current_app.config["INSTANCE"], batch.plan)
            with transaction(write=False):
                reading, done, tried = checking.tried_first(batch, reading, run.actor, run.tell)
        except FileRefused as refused:
            with transaction():
                checking.refuse(held(batch_id, (READING,)), refused)
            return
        with transaction():
            checking.keep(held(batch_id, (READING,)), reading, tried, done)


@works("import.stage")
def stage_in_background(run: Run, batch_id: int) -> None:
    """Look again at a file in which something was mended."""
    with putting_back(batch_id, (CHECKING, READING), CHECKING) as batch:
        if batch is None:
            return
        with transaction(write=False):
            rows = stored_rows(batch)
            let_go()
            tried = checking.tried_again(batch, rows, run.actor, run.tell)
        with transaction():
            checking.keep_results(held(batch_id, (CHECKING, READING)), rows, tried)


@works("import.write")
def write_in_background(run: Run, batch_id: int, confirmed: dict[str, int]) -> None:
    """Write a file as the person saw it; one that is written already is left alone."""
    with putting_back(batch_id, (WRITING,), CHECKING) as batch:
        if batch is None:
            return
        with transaction(write=False):
            rows = stored_rows(batch)
            let_go()
            tried = checking.tried_again(batch, rows, run.actor, run.tell)
            reading = reading_of(batch, rows)
        with transaction():
            tried = try_again(kind_of(batch.kind), reading, tried, run.actor)
            ending.finish(held(batch_id, (WRITING,)), rows, tried, confirmed, run.actor)


@works(WEIGH_JOB)
def weigh_in_background(run: Run, batch_id: int) -> None:
    """Reckon what taking an import back would do, for the page."""
    batch, weighed = weighed_now(run, batch_id)
    if weighed:
        keep_weighing(batch, weighed, current_app.config["INSTANCE"])


@works(UNDO_JOB)
def undo_in_background(run: Run, batch_id: int, mark: str) -> None:
    """Take an import back as the person saw it; what would come out otherwise by now is shown instead.

    mark: of what was shown.
    """
    folder = current_app.config["INSTANCE"]
    for _attempt in range(MOST_WEIGHINGS):
        batch, weighed = weighed_now(run, batch_id)
        if weighed is None:
            return
        if mark_of(weighed.found) != mark:
            keep_weighing(batch, weighed, folder, is_news=True)
            return
        with transaction():
            if take_back_as_weighed(fresh(batch_id), run.actor, weighed):
                drop_weighing(batch, folder)
                return
    raise Refused(RESTLESS)


def weighed_now(run: Run, batch_id: int) -> tuple[ImportBatch, Weighed | None]:
    """(the import, what taking it back would do now); None of one that is taken back already."""
    with transaction(write=False):
        batch = fresh(batch_id)
        return batch, weigh(batch, run.tell) if batch.state == WRITTEN else None


@works(ERRORS_JOB)
def mark_in_background(run: Run, batch_id: int) -> None:
    """Make the error workbook of a file."""
    run.tell(0, 0)
    with transaction(write=False):
        keep_marked(fresh(batch_id), current_app.config["INSTANCE"])


@contextmanager
def putting_back(batch_id: int, working: tuple[str, ...], before: str) -> Iterator[ImportBatch | None]:
    """The file as it stood when work began, None when it is in another state; back to `before` when work fails."""
    with transaction(write=False):
        batch = fresh(batch_id)
    is_over = False
    try:
        yield batch if batch.state in working else None
        is_over = True
    finally:
        if not is_over:
            with transaction():
                failed = fresh(batch_id)
                failed.state = before if failed.state in working else failed.state


def held(batch_id: int, working: tuple[str, ...]) -> ImportBatch:
    """The file as it stands now, kept from others until it is stored. Raises Refused where it was let go meanwhile."""
    batch = db.session.get(ImportBatch, batch_id, populate_existing=True, with_for_update=True)
    if batch.state not in working:
        raise Refused(LET_GO)
    return batch


def fresh(batch_id: int) -> ImportBatch:
    """The file as it stands now."""
    return db.session.get(ImportBatch, batch_id, populate_existing=True)
