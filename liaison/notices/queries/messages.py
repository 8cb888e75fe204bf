"""Reading messages: everybody his own, whichever of his seats he is in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from liaison.access import Actor
from liaison.accounts.models import User
from liaison.core.db import db
from liaison.notices.models import Message

READERS = select(User.id).where(User.id.in_(bindparam("users", expanding=True)), User.is_active).order_by(User.id)
NOT_TOLD = READERS.where(User.id.not_in(select(Message.user_id).where(Message.key == bindparam("key"))))


def messages_of(actor: Actor) -> Select[Any]:
    """The actor's messages, the newest first: id, title, body, link, made_at, read_at."""
    columns = (Message.id, Message.title, Message.body, Message.link, Message.made_at, Message.read_at)
    return select(*columns).where(Message.user_id == actor.user_id).order_by(Message.made_at.desc(), Message.id.desc())


def unread_count(actor: Actor) -> int:
    """How many of the actor's messages are not read yet."""
    return db.session.scalar(select(func.count()).select_from(Message).where(unread_of(actor))) or 0


def unread_of(actor: Actor) -> ColumnElement[bool]:
    """The actor's messages that are not read yet."""
    return and_(Message.user_id == actor.user_id, Message.read_at.is_(None))


def message_for(actor: Actor, message_id: int) -> Message | None:
    """The message of this id, if it is the actor's."""
    return db.session.scalar(select(Message).where(Message.id == message_id, Message.user_id == actor.user_id))


def users_to_tell(user_ids: Iterable[int], told: ColumnElement[bool] | None) -> list[int]:
    """Those of these users who may sign in and have no message that is `told` already, by id."""
    statement = READERS if told is None else READERS.where(User.id.not_in(select(Message.user_id).where(told)))
    return list(db.session.scalars(statement, {"users": sorted(set(user_ids))}))


def users_not_told(user_ids: Iterable[int], key: str) -> list[int]:
    """As `users_to_tell`: those who have had no message of this key."""
    return list(db.session.scalars(NOT_TOLD, {"users": sorted(set(user_ids)), "key": key}))
