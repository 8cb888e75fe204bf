"""Reading users, as far as the asker may see them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from liaison.access import Actor, Role
from liaison.accounts import rules
from liaison.accounts.models import ColumnChoice, OldPassword, Seat, User
from liaison.accounts.queries.seats import held_now, seats_held
from liaison.core.db import db
from liaison.core.sealed import has_number


def user_named(username: str) -> User | None:
    """The user with this user name, whatever its case."""
    return db.session.scalar(select(User).where(func.lower(User.username) == username.strip().lower()))


def past_hashes(user: User) -> list[str]:
    """The hashes that a new password must not match: today's and the last few before it."""
    statement = (
        select(OldPassword.password_hash)
        .where(OldPassword.user_id == user.id)
        .order_by(OldPassword.id.desc())
        .limit(rules.REMEMBERED)
    )
    stored = [user.password_hash] if user.password_hash else []
    return list(dict.fromkeys([*stored, *db.session.scalars(statement)]))


def admins_but(user_id: int | None) -> int:
    """How many people besides this one can administer the platform today."""
    statement = (
        select(func.count(func.distinct(User.id)))
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.role == Role.ADMIN, held_now(), User.is_active, User.id != (user_id or 0))
    )
    return db.session.scalar(statement) or 0


def is_admin(user: User) -> bool:
    """Whether a user holds an administrator's seat."""
    return any(seat.role == Role.ADMIN for seat in seats_held(user))


def user_visible_to(actor: Actor, user_id: int) -> User | None:
    """A user, for those who administer; an administrator only for administrators."""
    user = db.session.get(User, user_id)
    return None if user is None or (is_admin(user) and actor.role is not Role.ADMIN) else user


def users_visible_to(
    actor: Actor, words: str = "", role: str = "", organisation_id: int | None = None, standing: str = ""
) -> Select[Any]:
    """Rows (id, username, name, phone, is_active, must_change, signed_in_at) of the users who match, by name.

    standing: active / disabled / new (never signed in).
    """
    statement = select(
        User.id, User.username, User.name, User.phone, User.is_active, User.must_change, User.signed_in_at
    ).order_by(User.username)
    seated = select(Seat.user_id).where(held_now())
    if actor.role is not Role.ADMIN:
        statement = statement.where(User.id.not_in(seated.where(Seat.role == Role.ADMIN)))
    if words:
        pattern = f"%{escaped(words)}%"
        like = [column.ilike(pattern, escape="\\") for column in (User.username, User.name)]
        number = [has_number(User.phone, words.strip())] if NUMBER.fullmatch(words.strip()) else []
        statement = statement.where(or_(*like, *number))
    if role:
        statement = statement.where(User.id.in_(seated.where(Seat.role == role)))
    if organisation_id:
        statement = statement.where(User.id.in_(seated.where(Seat.organisation_id == organisation_id)))
    return statement.where(*STANDINGS.get(standing, ()))


NUMBER = re.compile(r"[0-9]{4}|[0-9]{11}")
STANDINGS: dict[str, tuple[ColumnElement[bool], ...]] = {
    "active": (User.is_active,),
    "disabled": (~User.is_active,),
    "new": (User.is_active, User.signed_in_at.is_(None)),
}


def escaped(words: str) -> str:
    """Words of a search, with LIKE's own signs made harmless."""
    plain = words.strip()
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def column_choice(user_id: int | None, listing: str) -> ColumnChoice | None:
    """Which columns a user has chosen of a list, if he has."""
    mine = select(ColumnChoice).where(ColumnChoice.user_id == user_id, ColumnChoice.listing == listing)
    return db.session.scalar(mine)
