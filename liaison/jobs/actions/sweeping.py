"""What a worker looks after besides its jobs: rows that never reached the queue, and jobs whose worker died."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs import rules
from liaison.jobs.actions.runs import carry_out, under_way
from liaison.jobs.actions.schedule import every
from liaison.jobs.models import Job, JobFile, queue_here


def keep_alive() -> None:
    """Show that this process lives, and each of the jobs it is at."""
    queue_here().worker_lives()
    for run in tuple(under_way):
        run.beat()


def sweep() -> None:
    """Put back what was at a dead worker; hand over what waits and is not in the queue."""
    silent = _silent()
    if silent:
        with transaction():
            for job in silent:
                _put_back(job)
    queue = queue_here()
    for job_id in sorted(set(_unseen()) - queue.handed_over()):
        queue.hand_over(job_id)


def run_waiting() -> None:
    """Do all jobs that wait, here and now: for tests and commands."""
    with transaction(write=False):
        waiting = db.session.scalars(select(Job.id).where(Job.state == rules.WAITING).order_by(Job.id)).all()
    for job_id in waiting:
        carry_out(job_id)


@every("jobs.drop_old", "清理旧的后台事项", rules.NIGHTLY)
def drop_old() -> str:
    """Delete jobs that ended a quarter of a year ago; what came of them stays."""
    before = clock.now() - rules.KEPT_FOR
    is_old = Job.state.not_in(rules.OPEN), Job.finished_at < before
    with transaction():
        db.session.execute(delete(JobFile).where(JobFile.job_id.in_(select(Job.id).where(*is_old))))
        return f"清理 {db.session.execute(delete(Job).where(*is_old)).rowcount} 项"


def _silent() -> list[Job]:
    """Jobs that run, but not any more."""
    with transaction(write=False):
        running = db.session.scalars(select(Job).where(Job.state == rules.RUNNING)).all()
    return [job for job in running if _is_dead(job)]


def _is_dead(job: Job) -> bool:
    """Whether a running job has not shown itself for too long, or was at the process that ours was started for."""
    queue = queue_here()
    sign = queue.progress(job.key)
    last = max(job.started_at, sign.get("at", job.started_at))
    return rules.is_silent(last, clock.now()) or queue.by.has_replaced(sign.get("by", queue.by))


def _put_back(job: Job) -> None:
    """Let another worker begin the job anew; after some attempts, or when it was to end anyway, end it."""
    values = {"state": rules.WAITING, "error": None}
    if queue_here().is_asked_to_stop(job.key):
        values = {"state": rules.CANCELLED, "finished_at": clock.now()}
    elif job.attempts >= rules.MOST_ATTEMPTS:
        values = {"state": rules.FAILED, "error": rules.GIVEN_UP, "finished_at": clock.now()}
    same = (Job.id == job.id, Job.state == rules.RUNNING, Job.attempts == job.attempts)
    db.session.execute(update(Job).where(*same).values(**values))


def _unseen() -> list[int]:
    """Jobs that have waited long enough to be in the queue or in somebody's hands."""
    with transaction(write=False):
        since = clock.now() - rules.UNSEEN_FOR
        waits = select(Job.id).where(Job.state == rules.WAITING, Job.made_at < since)
        return list(db.session.scalars(waits))
