"""Jobs run once, as their owner; they end well, in a sentence, or by wish; dead ones are taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import FileRefused, Refused
from liaison.jobs import actions, queries, rules
from liaison.jobs.models import Job, Worker, queue_here
from liaison.orgs.models import Sector

seen: list = []


def note(name: str) -> None:
    """Write something into the business tables."""
    from_db = actions.runs.db
    from_db.session.add(Sector(code=name, name=name))
    from_db.session.flush()


@actions.works("test.note")
def write(run, name, steps=1):
    """Write a row, after some steps."""
    seen.append(run)
    with transaction():
        note(name)
        for step in range(steps):
            run.tell(step + 1, steps)


@actions.works("test.refuse")
def refuse(run):
    """Refuse after having written."""
    with transaction():
        note("没有")
        raise FileRefused("EMPTY", "文件是空的，请重新选")


@actions.works("test.break")
def break_down(run):
    """Break after having written."""
    with transaction():
        note("没有")
        raise ZeroDivisionError


@actions.works("test.stopped")
def stop_midway(run):
    """Somebody asks to stop while the row is written but not committed."""
    with transaction():
        note("没有")
        queue_here().ask_to_stop(run.key)
        run.tell(1, 2)


@pytest.fixture
def hand_in(db, people):
    """hand_in(kind, **payload): a job of the office that waits, committed."""

    def submit(kind, **payload):
        with transaction():
            return actions.submit(kind, "试一试", people.office.actor, "/back", **payload)

    seen.clear()
    return submit


def has_sector(db, name):
    """Whether the row was written."""
    return db.session.scalar(select(Sector.id).where(Sector.name == name)) is not None


def test_a_job_is_done_as_its_owner(db, people, hand_in):
    job = hand_in("test.note", name="新界")
    assert job.state == rules.WAITING
    actions.run_waiting()
    assert (job.state, job.attempts, job.error) == (rules.DONE, 1, None)
    assert job.finished_at >= job.started_at >= job.made_at
    assert seen[0].actor == people.office.actor
    assert seen[0].actor.role is Role.OFFICE
    assert has_sector(db, "新界")
    assert db.session.scalars(select(Event.verb).where(Event.thing == "job")).all() == ["job.submit"]


def test_a_job_is_done_once(db, hand_in):
    job = hand_in("test.note", name="新界")
    for _ in range(2):
        actions.carry_out(job.id)
    assert len(seen) == 1


def test_only_what_is_committed_reaches_the_queue(db, people, hand_in):
    with pytest.raises(Refused), transaction():
        lost = actions.submit("test.note", "试一试", people.office.actor, "/", name="新界")
        raise Refused("不行")
    kept = hand_in("test.note", name="新界")
    assert queue_here().handed_over() >= {kept.id}
    assert db.session.scalars(select(Job.key)).all() == [kept.key] != [lost.key]


def test_a_kind_that_nobody_declared_is_a_mistake(people):
    with pytest.raises(KeyError, match="jobs.actions.works"):
        actions.submit("test.unknown", "试一试", people.office.actor, "/")


def test_a_refusal_is_told_in_its_own_sentence(db, hand_in):
    job = hand_in("test.refuse")
    actions.run_waiting()
    assert (job.state, job.error) == (rules.FAILED, "文件是空的，请重新选")
    assert not has_sector(db, "没有")


def test_a_fault_of_ours_fails_the_job_and_reaches_the_log(db, hand_in):
    job = hand_in("test.break")
    with pytest.raises(ZeroDivisionError):
        actions.run_waiting()
    assert (job.state, job.error) == (rules.FAILED, rules.BROKEN)
    assert not has_sector(db, "没有")


def test_a_waiting_job_is_cancelled_at_once(db, people, hand_in):
    job = hand_in("test.note", name="新界")
    with transaction():
        actions.cancel(job, people.office.actor)
    assert job.state == rules.CANCELLED
    actions.run_waiting()
    assert not seen
    with pytest.raises(Refused, match="已经结束"), transaction():
        actions.cancel(job, people.office.actor)


def test_a_running_job_is_cancelled_at_its_next_step(db, people, hand_in):
    job = hand_in("test.stopped")
    actions.run_waiting()
    assert (job.state, job.error) == (rules.CANCELLED, None)
    assert not has_sector(db, "没有")
    assert not queue_here().is_asked_to_stop(job.key)


def test_progress_is_told_while_it_runs(db, hand_in):
    told = []

    @actions.works("test.look")
    def look(run):
        run.tell(3, 10)
        told.append(queries.progress_of(db.session.get(Job, run.job_id)))

    job = hand_in("test.look")
    assert queries.progress_of(job) == rules.Progress(rules.WAITING)
    actions.run_waiting()
    assert (told[0].state, told[0].done, told[0].total, told[0].percent) == (rules.RUNNING, 3, 10, 30)
    assert clock.now() - told[0].heart_beat_at < timedelta(seconds=5)
    assert queries.progress_of(job).percent == 100
    assert queue_here().progress(job.key) == {}


def begun(job):
    """Let the job be begun by a worker that will never end it."""
    return actions.runs._begin(job.id)


def later(seconds):
    """The clock some seconds on."""
    return clock.set_clock(clock.now() + timedelta(seconds=seconds))


def test_a_job_whose_worker_died_is_taken_up_again(db, hand_in):
    job = hand_in("test.note", name="新界")
    begun(job)
    with later(20):
        actions.sweep()
        assert job.state == rules.RUNNING
    with later(31):
        actions.sweep()
        assert job.state == rules.WAITING
    actions.run_waiting()
    assert (job.state, job.attempts) == (rules.DONE, 2)


def test_a_job_at_a_worker_that_its_keeper_has_replaced_is_taken_up_at_once(db, hand_in, monkeypatch):
    queue = queue_here()
    monkeypatch.setattr(queue, "by", Worker("keeper", "first"))
    job = hand_in("test.note", name="新界")
    begun(job)
    for other in (Worker("keeper", "first"), Worker("another", "second"), Worker("", "third")):
        monkeypatch.setattr(queue, "by", other)
        actions.sweep()
        assert job.state == rules.RUNNING
    monkeypatch.setattr(queue, "by", Worker("keeper", "second"))
    actions.sweep()
    assert job.state == rules.WAITING


def test_a_job_that_shows_itself_is_left_alone(db, hand_in):
    job = hand_in("test.note", name="新界")
    run = begun(job)
    with later(31):
        actions.runs.under_way.add(run)
        actions.keep_alive()
        actions.runs.under_way.discard(run)
        actions.sweep()
    assert job.state == rules.RUNNING


def test_a_job_that_kills_its_workers_is_given_up(db, hand_in):
    job = hand_in("test.note", name="新界")
    for _ in range(rules.MOST_ATTEMPTS):
        begun(job)
        with later(31):
            actions.sweep()
    assert (job.state, job.error) == (rules.FAILED, rules.GIVEN_UP)


def test_a_dead_job_that_was_to_end_ends(db, people, hand_in):
    job = hand_in("test.note", name="新界")
    begun(job)
    with transaction():
        actions.cancel(job, people.office.actor)
    assert queries.progress_of(job).is_stopping
    with later(31):
        actions.sweep()
    assert job.state == rules.CANCELLED


def test_a_run_that_was_taken_over_writes_nothing(db, hand_in):
    """A worker slept for long, another had the job meanwhile: the first must not write it a second time."""

    @actions.works("test.sleep")
    def sleep(run):
        with transaction():
            note("没有")
            values = {"attempts": run.attempt + 1}
            db.session.execute(actions.runs.update(Job).where(Job.id == run.job_id).values(**values))

    job = hand_in("test.sleep")
    actions.run_waiting()
    db.session.refresh(job)
    assert (job.state, job.attempts) == (rules.RUNNING, 1)
    assert not has_sector(db, "没有")


def test_what_never_reached_the_queue_is_found(db, hand_in):
    job = hand_in("test.note", name="新界")
    queue_here().huey.storage.flush_queue()
    actions.sweep()
    assert queue_here().handed_over() == set()
    with later(6):
        actions.sweep()
        assert queue_here().handed_over() == {job.id}
        actions.sweep()
    assert queue_here().huey.pending_count() == 1


def test_a_job_that_is_asked_to_end_writes_nothing_more(db, hand_in):
    tidied = []

    @actions.works("test.late")
    def late(run):
        try:
            with transaction():
                db.session.add(Sector(code="99", name="没有", seats=0))
                queue_here().ask_to_stop(run.key)
        finally:
            with transaction():
                tidied.append(has_sector(db, "没有"))

    job = hand_in("test.late")
    actions.run_waiting()
    assert (job.state, tidied, has_sector(db, "没有")) == (rules.CANCELLED, [False], False)
