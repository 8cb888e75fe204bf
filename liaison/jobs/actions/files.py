"""Files made by jobs: kept sealed by the worker, fetched once by whoever asked, gone after a day.

    with transaction():
        keep_file(run, "代表名单.xlsx", content, XLSX)

is the last thing that such a job does: the row, the event of its export and the file come about together, or none.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock, vault
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.files.actions import drop_with_commit, write_unless_undone
from liaison.jobs import queries, rules
from liaison.jobs.actions.runs import Run
from liaison.jobs.actions.schedule import every
from liaison.jobs.models import Job, JobFile, queue_here


def keep_file(run: Run, name: str, content: bytes, media_type: str) -> JobFile:
    """Keep what a job made until it is fetched from the job's page; of a job that runs once more the later one stays.

    Call it within the job's last transaction. name: as it is saved, with its ending.
    """
    before = queries.file_of(run.job_id)
    if before:
        drop_with_commit(path_of(before))
        db.session.delete(before)
        db.session.flush()
    now = clock.now()
    kept = JobFile(
        job_id=run.job_id, name=name, media_type=media_type, stored_as=secrets.token_hex(16), size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), made_at=now, until=now + rules.FILE_KEPT_FOR,
    )  # fmt: skip
    write_unless_undone(path_of(kept), vault.seal_bytes(content, kept.place))
    db.session.add(kept)
    db.session.flush()
    return kept


def take_file(job: Job, actor: Actor) -> tuple[JobFile, bytes]:
    """Hand out what a job made; one statement decides, so that of two at once one gets it.

    Raises Refused when it was fetched already, is too old, or the actor sits in another seat than when he asked.
    """
    if not job.is_from_seat_of(actor):
        raise Refused(rules.OTHER_SEAT.format(job.doer.title))
    now = clock.now()
    its = JobFile.job_id == job.id, JobFile.taken_at.is_(None), JobFile.until > now
    taken = update(JobFile).where(*its).values(taken_at=now).execution_options(synchronize_session=False)
    if job.state != rules.DONE or not db.session.execute(taken).rowcount:
        raise Refused(rules.FILE_GONE)
    kept = db.session.scalars(select(JobFile).where(JobFile.job_id == job.id)).one()
    db.session.refresh(kept)
    content = opened(kept)
    drop_with_commit(path_of(kept))
    record("job.take", job, actor, changes={"sha256": [None, kept.sha256]})
    return kept, content


def opened(kept: JobFile) -> bytes:
    """The plain bytes. Raises Refused where they are not here any more."""
    try:
        return vault.unseal_bytes(path_of(kept).read_bytes(), kept.place)
    except (FileNotFoundError, vault.Unopened) as error:
        raise Refused(rules.FILE_GONE) from error


def path_of(kept: JobFile) -> Path:
    """Where the sealed bytes lie."""
    return folder() / kept.stored_as


def folder() -> Path:
    """Where all of them lie, for nobody but the platform to read."""
    found = queue_here().folder
    found.mkdir(mode=0o700, exist_ok=True)
    return found


@every("jobs.drop_files", "清理过期没取的文件", rules.EACH_HOUR)
def drop_files() -> str:
    """Delete files that nobody fetched in time, and what a worker that died left half-written."""
    with transaction(write=False):
        waiting = {one.stored_as for one in db.session.scalars(select(JobFile)) if one.is_waiting}
    before = (clock.now() - timedelta(hours=1)).timestamp()
    paths = [path for path in folder().glob("*") if path.name not in waiting and path.stat().st_mtime < before]
    for path in paths:
        path.unlink(missing_ok=True)
    return f"清理 {len(paths)} 个文件"
