"""Putting messages into inboxes, in the transaction of the deed that they are about, and noting that they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, bindparam, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db
from liaison.notices import queries
from liaison.notices.actions.writing import Said, write_letters
from liaison.notices.models import Message

ALL_READ = "全部消息"
ROWS = Message.__table__
INSERT = ROWS.insert()
SETTLE = (
    update(ROWS)
    .where(ROWS.c.link == bindparam("there"), ROWS.c.kind.in_(bindparam("kinds", expanding=True)))
    .where(ROWS.c.read_at.is_(None))
    .values(read_at=bindparam("now"))
)


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
    words = dict.fromkeys(user_ids, said)
    there = put_in(words, queries.users_to_tell(words, told), link, key)
    if there and is_noted:
        note("message.tell", title, there, actor)
    return there


def tell_each(said: Mapping[int, Said], link: str, key: str) -> int:
    """As `tell`, for a deed that has an event of its own and of which different people are told in different words.

    said: `{user id: words}`. Gives how many were told.
    """
    return put_in(said, queries.users_not_told(said, key), link, key) if said else 0


def put_in(said: Mapping[int, Said], there: Sequence[int], link: str, key: str | None) -> int:
    """Write messages and letters to those of them who are there to be told; gives how many."""
    if there:
        same = {"link": link, "key": key, "made_at": clock.now(), "read_at": None}
        rows = [{"user_id": user_id, **said[user_id]._asdict(), **same} for user_id in there]
        db.session.execute(INSERT, rows)
        write_letters({user_id: said[user_id] for user_id in there}, link, key)
    return len(there)


def told_already(kind: str, key: str | None, *, is_repeated: bool) -> ColumnElement[bool] | None:
    """The messages because of which their users need not be told; None where each is told."""
    if key is not None:
        return Message.key == key
    return None if is_repeated else and_(Message.kind == kind, Message.read_at.is_(None))


def settle(kinds: Collection[str], link: str) -> int:
    """Note as read, for everybody, the messages of these kinds that lead there: what they say holds no longer."""
    return db.session.execute(SETTLE, {"there": link, "kinds": list(kinds), "now": clock.now()}).rowcount


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
