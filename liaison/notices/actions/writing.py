"""Writing letters for those who want to be told outside the platform, in the transaction of the message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from liaison.core import clock
from liaison.core.db import insert_columns
from liaison.notices import queries, rules
from liaison.notices.models import Outgoing


class Said(NamedTuple):
    """What one user is told. No personal data stands in it."""

    kind: str
    title: str
    body: str


def write_letters(said: Mapping[int, Said], link: str, key: str | None) -> int:
    """Rows of the outbox: mail to those of these users who want it at once, and to the groups they sit in.

    said: `{user id: words}`. Gives how many; a group that has had a letter of this key gets no other.
    """
    ways, groups = queries.mail_readers(list(said)), queries.webhooks_of(list(said), key)
    readers = [user_id for user_id, chosen in ways if is_at_once(chosen, said[user_id])]
    mails = [(rules.MAIL, user_id, None, said[user_id]) for user_id in readers]
    posts = [(rules.WEBHOOK, None, webhook_id, said[user_id]) for webhook_id, user_id in groups]
    if not (mails or posts):
        return 0
    channels, users, webhooks, words = zip(*mails, *posts, strict=True)
    cells = {"kind": [one.kind for one in words], "subject": [rules.one_line(one.title) for one in words]}
    to = {"channel": channels, "user_id": users, "webhook_id": webhooks}
    return put_out({**to, **cells}, key=key, body="", link=link)


def is_at_once(ways: Mapping[str, str], said: Said) -> bool:
    """Whether somebody with these choices wants this by mail at once."""
    return rules.way_of(ways, said.kind) == rules.AT_ONCE


def put_out(columns: Mapping[str, Sequence[Any]], **same: Any) -> int:
    """Add letters to the outbox, due at once; gives how many."""
    now = clock.now()
    blank = {"state": rules.WAITING, "tries": 0, "claimed_at": None, "sent_at": None, "error": None}
    return len(insert_columns(Outgoing.__table__, columns, **same, **blank, made_at=now, due_at=now))
