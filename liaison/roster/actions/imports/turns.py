"""One import writes at a time, and knows whether anything happened since it looked."""

from __future__ import annotations

from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.core.db import db
from liaison.roster.models import Library


def wait_for_turn() -> None:
    """Let one import write at a time, so that two never add the same person (SQLite sees to it by itself)."""
    db.session.execute(select(Library.id).order_by(Library.id).with_for_update()).all()


def newest_event() -> int:
    """The id of the last event: nothing changes without one."""
    return db.session.scalar(select(func.max(Event.id))) or 0
