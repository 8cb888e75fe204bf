"""Putting messages into inboxes, in the transaction of the deed that they are about, and noting that they were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db, insert_columns
from liaison.notices import queries
from liaison.notices.actions.writing import write_letters
from liaison.notices.models import Message

ALL_READ = "全部消息"


def tell(
    user_ids: Iterable[int], kind: str, title: str, body: str, link: str, actor: Actor,
    *, key: str | None = None, is_repeated: bool = True, is_noted: bool = True,
) -> int:  # fmt: skip
    """Put a message into the inbox of each of these users, and into the outbox for those who want it outside.

    No personal data in title and body; link: our own path. key: whoever has had a message of this key is left out;
    is_repeated=False: whoever has not read the last of this kind yet is left out. Disabled users are.
    is_noted=False: without an event, where the deed has its own. Gives how many were told.
    """
    there = queries.users_to_tell(user_ids, told_already(kind, key, is_repeated=is_repeated))
    if not there:
        return 0
    said: dict[str, Any] = {"kind": kind, "title": title, "body": body, "link": link, "key": key}
    insert_columns(Message.__table__, {"user_id": there}, **said, made_at=clock.now(), read_at=None)
    write_letters(there, kind, title, link, key)
    if is_noted:
        note("message.tell", title, len(there), actor)
    return len(there)


def told_already(kind: str, key: str | None, *, is_repeated: bool) -> ColumnElement[bool] | None:
    """The messages because of which their users need not be told; None where each is told."""
    if key is not None:
        return Message.key == key
    return None if is_repeated else and_(Message.kind == kind, Message.read_at.is_(None))


def settle(kind: str, link: str) -> int:
    """Note as read, for everybody, the messages of a kind that lead there: what they ask for is done."""
    there = (Message.link == link, Message.kind == kind, Message.read_at.is_(None))
    settled = update(Message).where(*there).values(read_at=clock.now()).execution_options(synchronize_session=False)
    return db.session.execute(settled).rowcount


def read(message: Message, actor: Actor) -> Message:
    """Note that a message was read; once is enough."""
    if message.read_at is None:
        message.read_at = clock.now()
        record("message.read", message, actor)
    return message


def read_all(actor: Actor) -> int:
    """Note that all messages of the actor were read; gives how many were not until then."""
    values = update(Message).where(queries.unread_of(actor)).values(read_at=clock.now())
    count = db.session.execute(values).rowcount
    if count:
        note("message.read", ALL_READ, count, actor)
    return count


def note(verb: str, label: str, count: int, actor: Actor) -> None:
    """One event for many messages."""
    record_all(verb, [(Message.__tablename__, None, label, {"count": count})], actor)
