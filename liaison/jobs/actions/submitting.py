"""Handing jobs in and asking them to end."""

from __future__ import annotations

import logging
import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.orm import Session

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.jobs import rules
from liaison.jobs.actions.runs import kinds
from liaison.jobs.models import Job, queue_here
from liaison.jobs.models.queue import UNREACHABLE

NEW_JOBS = "new_jobs"
KEY_BYTES = 12

logger = logging.getLogger(__name__)


def submit(kind: str, title: str, actor: Actor, back: str, **payload: Any) -> Job:
    """Hand in a job; a worker begins it once the present transaction is committed.

    title: what its page says, such as 读入 Z06.xlsx；back: our own path to go to afterwards; payload: JSON's own types.
    """
    if kind not in kinds():
        raise KeyError(f"{kind}: declare a function for it with jobs.actions.works")
    job = Job(
        kind=kind, title=title, payload=payload, actor=asdict(actor), user_id=actor.user_id, back=back,
        key=secrets.token_hex(KEY_BYTES), made_at=clock.now(),
    )  # fmt: skip
    db.session.add(job)
    record("job.submit", job, actor)
    db.session.info.setdefault(NEW_JOBS, []).append(job.id)
    return job


def cancel(job: Job, actor: Actor) -> Job:
    """End a job: at once while it waits; one that runs ends at its next step, and what it was writing is taken back.

    Raises Refused when it is over already, or whoever does it cannot be told.
    """
    waits = update(Job).where(Job.id == job.id, Job.state == rules.WAITING)
    at_once = db.session.execute(waits.values(state=rules.CANCELLED, finished_at=clock.now())).rowcount
    db.session.refresh(job)
    if not at_once and job.is_over:
        raise Refused(rules.OVER)
    if not at_once:
        _ask_to_stop(job)
    record("job.cancel", job, actor)
    return job


def _ask_to_stop(job: Job) -> None:
    try:
        queue_here().ask_to_stop(job.key)
    except UNREACHABLE as error:
        raise Refused(rules.NO_QUEUE) from error


@event.listens_for(Session, "after_commit")
def _hand_over(session: Session) -> None:
    """Only what is committed reaches the queue; what does not, the worker finds in the table."""
    for job_id in session.info.pop(NEW_JOBS, ()):
        try:
            queue_here().hand_over(job_id)
        except UNREACHABLE:
            logger.warning("job %s waits until a worker finds it: no queue", job_id, exc_info=True)


@event.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    session.info.pop(NEW_JOBS, None)
