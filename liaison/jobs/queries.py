"""Reading jobs: everybody his own, the office and the administrator all."""

from __future__ import annotations

import logging

from sqlalchemy import select

from liaison.access import Actor, Role
from liaison.core import clock
from liaison.core.db import db
from liaison.jobs import rules
from liaison.jobs.models import Job, queue_here
from liaison.jobs.models.queue import UNREACHABLE
from liaison.jobs.rules import Progress

logger = logging.getLogger(__name__)

SEE_ALL = (Role.OFFICE, Role.ADMIN)


def job_for(actor: Actor, id: int) -> Job | None:  # noqa: A002
    """The job, if it is the actor's own or he sees all."""
    job = db.session.get(Job, id)
    is_seen = job and (actor.role in SEE_ALL or (actor.user_id is not None and job.user_id == actor.user_id))
    return job if is_seen else None


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
    try:
        seen_at = queue_here().worker_seen_at()
    except UNREACHABLE:
        logger.warning("the queue cannot be reached", exc_info=True)
        seen_at = None
    return seen_at is None or rules.is_silent(seen_at, clock.now())
