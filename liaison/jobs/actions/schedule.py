"""What is done by the clock. Declare it with `every`; a worker does it once for each moment of its timetable:

    @every("notices.digest", "每日摘要", DIGEST_TIME)
    def write_digests() -> str:
        with transaction():
            …
        return "写了 12 封"

Such a function runs in an app context without an open transaction, opens its own and says in a sentence what it did.
It must be repeatable: a worker can be killed in the middle of it, and then it runs once more. Moments that passed while
no worker ran are caught up once, not one by one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs import rules
from liaison.jobs.models import ScheduledWork
from liaison.jobs.rules import Every, When, entries, every

NOTHING = "没有要办的"
ENDED_BADLY = (rules.RUNNING, rules.FAILED)


def due_entries() -> list[str]:
    """The names of the entries that wait to be done now; one that is new here begins with its next moment."""
    now = clock.now()
    with transaction(write=False):
        rows = {row.name: row for row in db.session.scalars(select(ScheduledWork))}
        calendar = working_days()
        due = [name for name, one in entries().items() if name in rows and _is_due(rows[name], one.when, now, calendar)]
    _begin_with([one for name, one in entries().items() if name not in rows], now, calendar)
    return due


def run_entry(name: str) -> None:
    """Do an entry that is due; one that is done already or in other hands is left alone.

    What its function raises beyond Refused goes on, for the worker's log; it is tried again a little later.
    """
    began = _take(entries()[name])
    if began is None:
        return
    try:
        said = entries()[name].work() or NOTHING
    except Refused as refused:
        db.session.rollback()
        _end(name, began, state=rules.FAILED, error=refused.sentence)
    except Exception:
        db.session.rollback()
        _end(name, began, state=rules.FAILED, error=rules.BROKEN)
        raise
    else:
        _end(name, began, state=rules.DONE, result=said, error=None)


def ask_to_run(row: ScheduledWork, actor: Actor) -> ScheduledWork:
    """Let a worker do an entry now, whatever its timetable says; it begins within a minute."""
    row.asked_at = clock.now()
    record("schedule.run", row, actor, label=entries()[row.name].title)
    return row


def _begin_with(new: list[Every], now: datetime, calendar: WorkingDays) -> None:
    """Rows for entries that have none: nothing that lies before their first day is caught up."""
    if not new:
        return
    with transaction():
        known = set(db.session.scalars(select(ScheduledWork.name)))
        rows = [ScheduledWork(name=e.name, slot_at=e.when.last(now, calendar) or now) for e in new]
        db.session.add_all(row for row in rows if row.name not in known)


def _is_due(row: ScheduledWork, when: When, now: datetime, calendar: WorkingDays) -> bool:
    """As `_may_be_taken`, of a row in hand."""
    slot, is_stale = when.last(now, calendar), row.started_at is None or row.started_at < now - rules.LEASE
    if row.state == rules.RUNNING and not is_stale:
        return False
    is_again = row.state in ENDED_BADLY and is_stale and row.tries < rules.MOST_ATTEMPTS
    return bool(row.asked_at or is_again or (slot and row.slot_at < slot))


def _may_be_taken(slot: datetime, now: datetime) -> ColumnElement[bool]:
    """A new moment came, somebody asks for it, or it ended badly a while ago; and nobody is at it."""
    is_stale = or_(ScheduledWork.started_at.is_(None), ScheduledWork.started_at < now - rules.LEASE)
    is_again = and_(ScheduledWork.state.in_(ENDED_BADLY), is_stale, ScheduledWork.tries < rules.MOST_ATTEMPTS)
    is_free = or_(ScheduledWork.state != rules.RUNNING, is_stale)
    return and_(is_free, or_(ScheduledWork.slot_at < slot, ScheduledWork.asked_at.is_not(None), is_again))


def _take(entry: Every) -> datetime | None:
    """Take an entry into our hands; the database lets only one worker have it. Gives when it was begun."""
    now = clock.now()
    with transaction():
        slot = entry.when.last(now, working_days()) or now
        tries = case((ScheduledWork.slot_at < slot, 1), else_=ScheduledWork.tries + 1)
        taken = update(ScheduledWork).where(ScheduledWork.name == entry.name, _may_be_taken(slot, now)).values(
            slot_at=slot, state=rules.RUNNING, tries=tries, asked_at=None, started_at=now, finished_at=None
        )  # fmt: skip
        count = db.session.execute(taken.execution_options(synchronize_session=False)).rowcount
    return now if count else None


def _end(name: str, began: datetime, **values: Any) -> None:
    """Note how it ended, unless it is in other hands by now."""
    ours = (ScheduledWork.name == name, ScheduledWork.state == rules.RUNNING, ScheduledWork.started_at == began)
    with transaction():
        ended = update(ScheduledWork).where(*ours).values(finished_at=clock.now(), **values)
        db.session.execute(ended.execution_options(synchronize_session=False))


__all__ = ["ask_to_run", "due_entries", "every", "run_entry"]
