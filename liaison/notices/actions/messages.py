"""Putting messages into inboxes, in the transaction of the deed that they are about, and noting that they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, and_, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db, insert_columns
from liaison.notices import queries
from liaison.notices.actions.writing import Said, write_letters
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
    said = Said(kind, title, body)
    told = told_already(kind, key, is_repeated=is_repeated)
    there = put_in(dict.fromkeys(user_ids, said), link, key, told)
    if there and is_noted:
        note("message.tell", title, there, actor)
    return there


def tell_each(said: Mapping[int, Said], link: str, key: str) -> int:
    """As `tell`, for a deed that has an event of its own and of which different people are told in different words.

    said: `{user id: words}`. Gives how many were told.
    """
    return put_in(said, link, key, Message.key == key) if said else 0


def put_in(said: Mapping[int, Said], link: str, key: str | None, told: ColumnElement[bool] | None) -> int:
    """Write messages and letters to those of these users who may sign in and were not told; gives how many."""
    there = queries.users_to_tell(said, told)
    if there:
        cells = {name: [getattr(said[user_id], name) for user_id in there] for name in Said._fields}
        insert_columns(
            Message.__table__, {"user_id": there, **cells}, link=link, key=key, made_at=clock.now(), read_at=None
        )
        write_letters({user_id: said[user_id] for user_id in there}, link, key)
    return len(there)


def told_already(kind: str, key: str | None, *, is_repeated: bool) -> ColumnElement[bool] | None:
    """The messages because of which their users need not be told; None where each is told."""
    if key is not None:
        return Message.key == key
    return None if is_repeated else and_(Message.kind == kind, Message.read_at.is_(None))


def settle(kinds: Collection[str], link: str) -> int:
    """Note as read, for everybody, the messages of these kinds that lead there: what they say holds no longer."""
    there = (Message.link == link, Message.kind.in_(kinds), Message.read_at.is_(None))
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
