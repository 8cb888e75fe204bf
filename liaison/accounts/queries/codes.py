"""Reading what proves who somebody is besides his password."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select

from liaison.access import Actor
from liaison.accounts import rules
from liaison.accounts.models import PhoneCode, RecoveryCode, SecondFactor, SignIn, User
from liaison.accounts.queries.users import escaped, user_visible_to
from liaison.core import clock
from liaison.core.db import db


def second_factor(user_id: int) -> SecondFactor | None:
    """The secret of a user's one-time codes, confirmed or not."""
    return db.session.scalar(select(SecondFactor).where(SecondFactor.user_id == user_id))


def has_second_factor(user_id: int) -> bool:
    """Whether a user signs in with one-time codes."""
    confirmed = SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_not(None)
    return bool(db.session.scalar(select(exists().where(*confirmed))))


def recovery_codes_left(user_id: int) -> int:
    """How many codes on paper a user has not used yet."""
    left = RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    return db.session.scalar(select(func.count(RecoveryCode.id)).where(*left)) or 0


def open_phone_codes(user_id: int) -> list[PhoneCode]:
    """The login codes of the office that can still be scanned, newest first."""
    statement = (
        select(PhoneCode)
        .where(PhoneCode.user_id == user_id, PhoneCode.used_at.is_(None), PhoneCode.until > clock.now())
        .order_by(PhoneCode.id.desc())
    )
    return list(db.session.scalars(statement))



def phones_found(words: str = "") -> Select[Any]:
    """Rows (id, user_id, name, created_at, seen_at, address, agent) of the phones that the office's code signed in.

    words: part of the owner's name; by name, last used first.
    """
    statement = (
        select(SignIn.id, SignIn.user_id, User.name, SignIn.created_at, SignIn.seen_at, SignIn.address, SignIn.agent)
        .join(User, User.id == SignIn.user_id)
        .where(*is_live_phone())
        .order_by(User.name, SignIn.seen_at.desc())
    )
    return statement.where(User.name.ilike(f"%{escaped(words)}%", escape="\\")) if words else statement


def is_live_phone() -> tuple[ColumnElement[bool], ...]:
    """The sessions of phones that still open something, in a statement."""
    since = clock.now() - rules.ON_PHONE.absolute
    return SignIn.way == rules.BY_PHONE, SignIn.ended_at.is_(None), SignIn.created_at > since


def phone_visible_to(actor: Actor, sign_in_id: int) -> SignIn | None:
    """A phone that is signed in, of a user within sight."""
    session = db.session.scalar(select(SignIn).where(SignIn.id == sign_in_id, *is_live_phone()))
    return session if session and user_visible_to(actor, session.user_id) else None
