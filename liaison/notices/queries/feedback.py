"""Reading what people wrote to the office: each his own, the office all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from liaison.access import Actor
from liaison.accounts.models import User
from liaison.core.db import db
from liaison.notices.models.feedback import NEW, Feedback

COLUMNS = (
    Feedback.id, Feedback.seat, Feedback.page, Feedback.text, Feedback.state, Feedback.made_at, Feedback.answer,
    Feedback.answered_by, Feedback.answered_at,
)  # fmt: skip
MOST_OWN = 50


def own_feedback(actor: Actor) -> Sequence[Any]:
    """What the actor wrote, the latest first, with the answers; the last fifty."""
    statement = select(*COLUMNS).where(Feedback.user_id == actor.user_id).order_by(Feedback.id.desc()).limit(MOST_OWN)
    return db.session.execute(statement).all()


def feedback_rows(state: str) -> Select[Any]:
    """What everybody wrote and is in this state, for the office: what waits longest first, else the latest first."""
    order = Feedback.id if state == NEW else Feedback.id.desc()
    statement = select(*COLUMNS, User.name).join(User, User.id == Feedback.user_id)
    return statement.where(Feedback.state == state).order_by(order)


def feedback_counts() -> dict[str, int]:
    """`{state: how many}`."""
    return dict(db.session.execute(select(Feedback.state, func.count()).group_by(Feedback.state)).all())


def new_feedback_count() -> int:
    """How many wait for the office."""
    return db.session.scalar(select(func.count()).select_from(Feedback).where(Feedback.state == NEW)) or 0


def feedback_for(_actor: Actor, feedback_id: int) -> Feedback | None:
    """One of them; the permission lets nobody but the office ask."""
    return db.session.get(Feedback, feedback_id)
