"""What waits on somebody's desk: whose turn it is, and who could take it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.casework.models import Case
from liaison.casework.queries.sight import cases_visible_to
from liaison.core import clock
from liaison.core.db import db

WAITING_FOR = {
    Role.MEMBER: ("to_consensus", "to_supplement", "to_confirm", "to_tell"),
    Role.CLERK: ("to_consensus", "to_hand_over", "to_check", "to_forward"),
    Role.DIRECTOR: ("to_sign_out", "declined"),
    Role.UNIT_LEADER: ("to_receive", "to_approve", "to_sign", "to_reply"),
    Role.HANDLER: ("handling", "to_reply"),
    Role.OFFICE: ("to_rule_finally", "to_decide"),
    Role.SUPERVISOR: ("to_check",),
}


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """Cases in which it is this person's turn."""
    return and_(cases_visible_to(actor), Case.state.in_(WAITING_FOR.get(actor.role, ())))


def handlers_of(unit_id: int) -> Sequence[Any]:
    """(user id, name, section name) of a unit's handlers today."""
    today = clock.today()
    statement = (
        select(User.id, User.name, Seat.section_id)
        .join(Seat, Seat.user_id == User.id)
        .where(
            Seat.organisation_id == unit_id, Seat.role.in_((Role.HANDLER, Role.UNIT_LEADER)), User.is_active,
            Seat.started_on <= today, or_(Seat.ended_on.is_(None), Seat.ended_on >= today),
        )
        .order_by(User.name)
    )  # fmt: skip
    return db.session.execute(statement).all()
