"""Reading users, seats and sessions."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor, Role
from liaison.accounts.models import FailedSignIn, Seat, SignIn, User
from liaison.core import clock
from liaison.core.db import db

IDLE = {Role.MEMBER: timedelta(hours=12)}
IDLE_AT_DESK = timedelta(minutes=30)
ABSOLUTE = {Role.MEMBER: timedelta(hours=20)}
ABSOLUTE_AT_DESK = timedelta(hours=8)


def hash_of(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_sign_in(secret: str) -> SignIn | None:
    """The session of this secret, while it lives and its user may sign in."""
    statement = (
        select(SignIn)
        .where(SignIn.secret_hash == hash_of(secret), SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.user), joinedload(SignIn.seat).joinedload(Seat.organisation))
    )
    session = db.session.scalar(statement)
    if session is None or not session.user.is_active or has_run_out(session):
        return None
    return session


def has_run_out(session: SignIn) -> bool:
    """Whether a session was idle too long, or is too old."""
    role = Role(session.seat.role) if session.seat else Role.HANDLER
    now = clock.now()
    idle, absolute = IDLE.get(role, IDLE_AT_DESK), ABSOLUTE.get(role, ABSOLUTE_AT_DESK)
    return now - session.seen_at > idle or now - session.created_at > absolute


def actor_of(session: SignIn) -> Actor | None:
    """The person of a session in the seat he chose; None while he holds no seat."""
    seat = session.seat
    return actor_in(session.user, seat) if seat and is_held(seat, clock.today()) else None


def actor_in(user: User, seat: Seat) -> Actor:
    """A user in one of his seats, as plain values."""
    return Actor(
        user_id=user.id, name=user.name, role=Role(seat.role), seat_id=seat.id,
        organisation_id=seat.organisation_id, organisation=seat.organisation.name if seat.organisation else "",
        section_id=seat.section_id, area_id=seat.organisation.area_id if seat.organisation else None,
        member_id=seat.member_id, library_id=seat.library_id,
    )  # fmt: skip


def is_held(seat: Seat, day: date) -> bool:
    """Whether a seat is held on a day."""
    return seat.started_on <= day and (seat.ended_on is None or seat.ended_on >= day)


def seats_held(user: User) -> list[Seat]:
    """The seats a user holds today, first given first."""
    today = clock.today()
    return [seat for seat in user.seats if is_held(seat, today)]


def user_named(username: str) -> User | None:
    """The user with this user name, whatever its case."""
    return db.session.scalar(select(User).where(func.lower(User.username) == username.strip().lower()))


def failures(username: str, address: str | None, within: timedelta) -> list[FailedSignIn]:
    """Wrong guesses of late, for this user name or from this address."""
    since = clock.now() - within
    who = or_(FailedSignIn.username == username.lower(), FailedSignIn.address == address)
    return list(db.session.scalars(select(FailedSignIn).where(who, FailedSignIn.at > since)))
