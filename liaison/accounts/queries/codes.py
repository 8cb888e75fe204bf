"""Reading what proves who somebody is besides his password."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from liaison.accounts.models import PhoneCode, RecoveryCode, SecondFactor, SignIn, User
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


def phones_found() -> list[SignIn]:
    """The phones that are signed in by the office's code, by name of their owner, last used first."""
    statement = (
        select(SignIn)
        .join(User, User.id == SignIn.user_id)
        .where(SignIn.way == "phone", SignIn.ended_at.is_(None))
        .order_by(User.name, SignIn.seen_at.desc())
    )
    return list(db.session.scalars(statement))
