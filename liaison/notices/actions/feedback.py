"""Writing to the office about the platform, and what the office does with it. The words themselves enter no event."""

from __future__ import annotations

from liaison.access import Actor
from liaison.accounts.actions import show_number
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.limits import allow
from liaison.notices.actions.messages import tell
from liaison.notices.models.feedback import ANSWERED, CLOSED, NEW, Feedback

OWN = "/feedback/mine"
DONE = "这条留言已经办过了，请刷新页面看看是谁答复的。"


def leave_feedback(actor: Actor, page: str, text: str, phone: str | None) -> Feedback:
    """Write to the office. page: our own path that he came from. Raises TooOften."""
    allow("feedback", actor.user_id)
    row = Feedback(
        user_id=actor.user_id, seat=actor.shown_title, page=page, text=text, phone=phone, made_at=clock.now()
    )
    db.session.add(row)
    record("feedback.leave", row, actor, label=page)
    return row


def answer_feedback(row: Feedback, answer: str, actor: Actor) -> Feedback:
    """Answer; whoever wrote is told."""
    settle_feedback(row, ANSWERED, answer, actor)
    record("feedback.answer", row, actor)
    tell(
        [row.user_id], "feedback", "办公室答复了您的留言", "点开看答复。", OWN, actor,
        key=f"feedback {row.id}", is_noted=False,
    )  # fmt: skip
    return row


def close_feedback(row: Feedback, actor: Actor) -> Feedback:
    """Put it aside without an answer; its writer sees that it was read."""
    settle_feedback(row, CLOSED, None, actor)
    record("feedback.close", row, actor)
    return row


def settle_feedback(row: Feedback, state: str, answer: str | None, actor: Actor) -> None:
    """Note what came of it and by whom. Raises Refused where that is done already."""
    if row.state != NEW:
        raise Refused(DONE)
    row.state, row.answer, row.answered_by, row.answered_at = state, answer, actor.signature, clock.now()


def show_feedback_phone(row: Feedback, actor: Actor, why: str, why_words: str | None = None) -> str:
    """The whole number that was left, for a reason that is noted. Raises Refused, TooOften."""
    return show_number("feedback.show_phone", row, row.phone, actor, why, why_words)
