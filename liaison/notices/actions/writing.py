"""Writing letters for those who want to be told outside the platform, in the transaction of the message."""

from __future__ import annotations

from collections.abc import Sequence

from liaison.core import clock
from liaison.core.db import db, insert_columns
from liaison.notices import queries, rules
from liaison.notices.models import Outgoing


def write_letters(user_ids: Sequence[int], kind: str, title: str, link: str, key: str | None) -> int:
    """Rows of the outbox: mail to those of these users who want it at once, and to the groups they sit in.

    Gives how many; a group that has had a letter of this key gets no other.
    """
    with db.session.no_autoflush:
        ways = queries.mail_readers(user_ids)
        groups = queries.webhooks_of(user_ids, key)
    readers = [user_id for user_id, chosen in ways if rules.way_of(chosen, kind) == rules.AT_ONCE]
    if not (readers or groups):
        return 0
    columns = {
        "channel": [rules.MAIL] * len(readers) + [rules.WEBHOOK] * len(groups),
        "user_id": [*readers, *[None] * len(groups)], "webhook_id": [*[None] * len(readers), *groups],
    }  # fmt: skip
    return put_out(columns, kind=kind, key=key, subject=rules.one_line(title), body="", link=link)


def put_out(columns: dict[str, list], **same: object) -> int:
    """Add letters to the outbox, due at once; gives how many."""
    now = clock.now()
    if "body" in columns:
        same.pop("body", None)
    blank = {"state": rules.WAITING, "tries": 0, "claimed_at": None, "sent_at": None, "error": None}
    return len(insert_columns(Outgoing.__table__, columns, **same, **blank, made_at=now, due_at=now))
