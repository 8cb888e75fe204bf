"""Reading users, as far as the asker may see them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from liaison.access import GOVERNING, Actor, Role
from liaison.accounts import rules
from liaison.accounts.models import ColumnChoice, OldPassword, Seat, SignIn, User
from liaison.accounts.queries.seats import held_now, seats_held
from liaison.core import clock
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


def admins_but(user_id: int | None, role: Role = Role.ADMIN) -> int:
    """How many people besides this one hold the seat of this administrator today."""
    statement = (
        select(func.count(func.distinct(User.id)))
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.role == role, held_now(), User.is_active, User.id != (user_id or 0))
    )
    return db.session.scalar(statement) or 0


def governing_roles(user: User) -> set[Role]:
    """Which of the three administrators a user is (系统管理员, 安全管理员, 审计员); business seats give none."""
    return {Role(seat.role) for seat in seats_held(user)} & set(GOVERNING)


def governing_gaps() -> list[str]:
    """What is said of each of the three administrators whom nobody is."""
    lacking = [role for role in GOVERNING if not admins_but(None, role)] if user_count() else []
    return [f"还没有{role.title}：请运行 flask --app wsgi create-admin，把缺的管理员开出来。" for role in lacking]


def user_count() -> int:
    """How many accounts there are."""
    return db.session.scalar(select(func.count(User.id))) or 0


def user_visible_to(actor: Actor, user_id: int) -> User | None:
    """A user, for those who administer; one of the three administrators only for 安全管理员."""
    user = db.session.get(User, user_id)
    return None if user is None or (governing_roles(user) and actor.role is not Role.SECURITY) else user


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
    if actor.role is not Role.SECURITY:
        statement = statement.where(User.id.not_in(seated.where(Seat.role.in_(GOVERNING))))
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


def unused_since(now: datetime) -> list[User]:
    """The users who have signed in for 90 days no more, and whose account is older; none in a demo, which rests.

    A phone of the office's code counts as used when it was.
    """
    since = now - rules.UNUSED_AFTER
    last_seen = select(func.max(SignIn.seen_at)).where(SignIn.user_id == User.id).scalar_subquery()
    is_old = User.created_at < since, or_(User.signed_in_at.is_(None), User.signed_in_at < since)
    unseen = or_(last_seen.is_(None), last_seen < since)
    return list(db.session.scalars(select(User).where(User.is_active, *is_old, unseen, is_no_demo()).order_by(User.id)))


def seatless_users() -> list[User]:
    """The users whose seats have all ended: terms that are over, posts that were left; none in a demo."""
    seated = select(Seat.user_id).where(or_(Seat.ended_on.is_(None), Seat.ended_on > clock.today()))
    once = User.id.in_(select(Seat.user_id)), User.id.not_in(seated)
    return list(db.session.scalars(select(User).where(User.is_active, *once, is_no_demo()).order_by(User.id)))


def is_no_demo() -> ColumnElement[bool]:
    """Whether this is no demo: there the accounts stay as they are shown at start."""
    return ~exists().where(aliased(User).is_demo)


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
