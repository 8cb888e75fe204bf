"""One run of a job: what its function is given, how it ends, and that only one run of a job can write."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from liaison.access import Actor
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs import rules
from liaison.jobs.models import Job, Queue, queue_here
from liaison.jobs.models.queue import UNREACHABLE

RUN = "run"

logger = logging.getLogger(__name__)
under_way: set[Run] = set()
_works: dict[str, Callable[..., None]] = {}


class Cancelled(Exception):  # noqa: N818 - an end, not an error
    """Somebody asked the job to end; its open transaction rolls back."""


class TakenOver(Exception):  # noqa: N818
    """Another worker has this job by now, for this one was silent too long; nothing of this run is written."""


@dataclass(eq=False)
class Run:
    """One run of a job, given to its function. actor: whoever handed it in."""

    job_id: int
    actor: Actor
    key: str
    attempt: int
    queue: Queue
    done: int = 0
    total: int = 0
    is_ending: bool = False
    _told_at: float = field(default=float("-inf"))

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; cheap, so it may be called for each row.

        Raises Cancelled where somebody asked the job to end.
        """
        self.done, self.total = done, total
        if monotonic() - self._told_at < rules.TELL_SECONDS:
            return
        self._told_at = monotonic()
        self.beat()
        self.stop_if_asked()

    def stop_if_asked(self) -> None:
        """Raise Cancelled where somebody asked the job to end; once, so that its function can put things back."""
        if not self.is_ending and self.is_asked_to_stop():
            self.is_ending = True
            raise Cancelled

    def beat(self) -> None:
        """A sign of life. A queue that cannot be reached for a moment ends no work."""
        try:
            self.queue.beat(self.key, self.done, self.total)
        except UNREACHABLE:
            logger.warning("job %s: the queue cannot be reached", self.job_id, exc_info=True)

    def is_asked_to_stop(self) -> bool:
        """Whether somebody wants this job to end."""
        try:
            return self.queue.is_asked_to_stop(self.key)
        except UNREACHABLE:
            logger.warning("job %s: the queue cannot be reached", self.job_id, exc_info=True)
            return False


def works(kind: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the function that does a kind of job: `function(run, **payload)`, repeatable (see the package)."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        _works[kind] = function
        return function

    return declare


def kinds() -> Mapping[str, Callable[..., None]]:
    """`{kind: function}` of all that can be handed in."""
    return _works


def carry_out(job_id: int) -> None:
    """Do a job that waits; one that is done, cancelled or in other hands is left alone.

    What the function raises beyond Refused and Cancelled goes on, for the worker's log; the job has failed then.
    """
    run = _begin(job_id)
    if run is None:
        return
    under_way.add(run)
    try:
        ending = _outcome(run)
    except TakenOver:
        logger.warning("job %s: attempt %s was taken over", job_id, run.attempt)
    except Exception:
        _end(run, rules.FAILED, rules.BROKEN)
        raise
    else:
        _end(run, *ending)
    finally:
        under_way.discard(run)


def _begin(job_id: int) -> Run | None:
    """Take the job into our hands, if it waits; the database lets only one have it."""
    with transaction():
        claimed = update(Job).where(Job.id == job_id, Job.state == rules.WAITING).values(
            state=rules.RUNNING, attempts=Job.attempts + 1, started_at=clock.now()
        )  # fmt: skip
        if not db.session.execute(claimed).rowcount:
            return None
        job = db.session.get(Job, job_id, populate_existing=True)
    run = Run(job.id, job.doer, job.key, job.attempts, queue_here())
    run.beat()
    return run


def _outcome(run: Run) -> tuple[str, str | None]:
    """(state, error) that the function's end amounts to."""
    db.session.info[RUN] = run
    try:
        run.stop_if_asked()
        _do(run)
    except Cancelled:
        return rules.CANCELLED, None
    except Refused as refused:
        return rules.FAILED, refused.sentence
    finally:
        db.session.rollback()
        db.session.info.pop(RUN, None)
    return rules.DONE, None


def _do(run: Run) -> None:
    """Call the job's function."""
    with transaction(write=False):
        job = db.session.get(Job, run.job_id)
        kind, payload = job.kind, dict(job.payload)
    _works[kind](run, **payload)


def _end(run: Run, state: str, error: str | None = None) -> None:
    """Note how the run ended, unless the job is in other hands by now."""
    with transaction():
        db.session.execute(
            update(Job).where(*_still_ours(run)).values(state=state, error=error, finished_at=clock.now())
        )
    try:
        run.queue.forget(run.key)
    except UNREACHABLE:
        logger.warning("job %s: its progress stays in the queue", run.job_id, exc_info=True)


def _still_ours(run: Run) -> tuple[Any, ...]:
    return Job.id == run.job_id, Job.state == rules.RUNNING, Job.attempts == run.attempt


@event.listens_for(Session, "before_commit")
def _refuse_what_was_taken_over(session: Session) -> None:
    """Of two workers that have the same job only the later may write, and none that was asked to end."""
    run = session.info.get(RUN)
    if run and session.scalar(select(Job.id).where(*_still_ours(run))) is None:
        raise TakenOver
    if run:
        run.stop_if_asked()
