"""What the office's own pages read: time limits, and who may take a seat over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_now, user_named
from liaison.casework.models import Case, TimeLimit
from liaison.casework.workflow import OPEN_STATES
from liaison.core.db import db
from liaison.core.errors import Refused


def limits_listed() -> Sequence[TimeLimit]:
    """The time limits in the order they were loaded."""
    return db.session.scalars(select(TimeLimit).order_by(TimeLimit.id)).all()


def limit_with(limit_id: int) -> TimeLimit | None:
    """The limit with this id."""
    return db.session.get(TimeLimit, limit_id)


def colleagues_of(seat: Seat) -> list[tuple[int, str]]:
    """`[(user id, name)]` of those who hold a seat where this seat is, but for its holder."""
    statement = (
        select(User.id, User.name)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.organisation_id == seat.organisation_id, held_now(), User.is_active, User.id != seat.user_id)
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(user_id, name) for user_id, name in db.session.execute(statement)]


def open_count_of(seat: Seat) -> int:
    """How many open cases stand in the name of the seat's holder at its unit."""
    mine = select(func.count()).where(
        Case.handler_id == seat.user_id, Case.unit_id == seat.organisation_id, Case.state.in_(OPEN_STATES)
    )
    return db.session.scalar(mine) or 0


def successor(user_id: int | None, username: str | None) -> User:
    """The user who was picked or named. Raises Refused when there is none."""
    found = db.session.get(User, user_id) if user_id else user_named(username or "")
    if found is None:
        sentence = "没有这个用户名，请核对，或者先给他开账号" if username else "请选接手的人"
        raise Refused(sentence, {"username" if username else "successor_id": sentence})
    return found
