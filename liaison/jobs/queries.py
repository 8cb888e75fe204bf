"""Reading jobs: everybody his own, the office and the administrator all."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from liaison.access import Actor, Role
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db
from liaison.jobs import rules
from liaison.jobs.models import Job, JobFile, ScheduledWork, queue_here
from liaison.jobs.models.queue import UNREACHABLE
from liaison.jobs.rules import Every, Progress

logger = logging.getLogger(__name__)

SEE_ALL = (Role.OFFICE, Role.ADMIN)


def job_for(actor: Actor, id: int) -> Job | None:  # noqa: A002
    """The job, if it is the actor's own or he sees all."""
    job = db.session.get(Job, id)
    is_seen = job and (actor.role in SEE_ALL or (actor.user_id is not None and job.user_id == actor.user_id))
    return job if is_seen else None


def file_of(job_id: int) -> JobFile | None:
    """What the job made to be fetched."""
    return db.session.scalar(select(JobFile).where(JobFile.job_id == job_id))


def open_job(actor: Actor, kind: str, back: str) -> Job | None:
    """The actor's own job of this kind that leads back there and is not over yet."""
    ours = Job.user_id == actor.user_id, Job.kind == kind, Job.back == back
    wanted = select(Job).where(*ours, Job.state.in_(rules.OPEN)).order_by(Job.id.desc()).limit(1)
    return db.session.scalar(wanted)


def progress_of(job: Job) -> Progress:
    """How far the job is, with its last sign of life; where the queue cannot be reached, only its state."""
    if job.is_over:
        return Progress(job.state, error=job.error)
    try:
        queue = queue_here()
        found, is_stopping = queue.progress(job.key), queue.is_asked_to_stop(job.key)
    except UNREACHABLE:
        logger.warning("the queue cannot be reached", exc_info=True)
        found, is_stopping = {}, False
    at = found.get("at") or job.started_at
    return Progress(job.state, found.get("done", 0), found.get("total", 0), at, job.error, is_stopping)


def is_worker_missing(job: Job) -> bool:
    """Whether the job waits because nobody works: no worker has shown itself lately."""
    if job.state != rules.WAITING:
        return False
    return is_silent_worker(worker_seen_at())


def worker_seen_at() -> datetime | None:
    """When a worker showed itself last; None where none did, or the queue cannot be reached."""
    try:
        return queue_here().worker_seen_at()
    except UNREACHABLE:
        logger.warning("the queue cannot be reached", exc_info=True)
        return None


def is_silent_worker(seen_at: datetime | None) -> bool:
    """Whether nobody works, seen from when a worker showed itself last."""
    return seen_at is None or rules.is_silent(seen_at, clock.now())


@dataclass(frozen=True)
class ScheduleLine:
    """One entry of the schedule for its page. row: None before a worker has seen it."""

    entry: Every
    row: ScheduledWork | None
    next_at: datetime | None


def schedule_rows() -> list[ScheduleLine]:
    """Everything that is done by the clock, in the order of declaration."""
    rows = {row.name: row for row in db.session.scalars(select(ScheduledWork))}
    now, calendar = clock.now(), working_days()
    return [ScheduleLine(one, rows.get(name), one.when.next(now, calendar)) for name, one in rules.entries().items()]


def scheduled(_actor: Actor, name: str) -> ScheduledWork | None:
    """The row of an entry that is still done by the clock."""
    known = select(ScheduledWork).where(ScheduledWork.name == name, ScheduledWork.name.in_(rules.entries()))
    return db.session.scalar(known)


def schedule_faults() -> list[str]:
    """One sentence where workers ran here once, but none within a day; nothing where all is well."""
    last = db.session.scalar(select(func.max(ScheduledWork.started_at)))
    if last is None or clock.now() - last < rules.MISSED_AFTER:
        return []
    return [f"后台程序从 {clock.local(last):%Y-%m-%d %H:%M} 起没有运行，邮件和提醒都停着。请启动平台或运行 work。"]
