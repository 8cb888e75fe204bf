"""The daily mail: what a user was told since the last one and has not read, in one letter."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import update

from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import DIGEST_TIME
from liaison.notices import queries, rules
from liaison.notices.actions.writing import put_out
from liaison.notices.models import MailChoice

INBOX = "/messages"


@every("notices.digest", "每日摘要邮件", DIGEST_TIME)
def write_digests() -> str:
    """Write one letter for each user who wants a digest and has something in it; repeated, it finds nothing new."""
    with transaction():
        letters = {user_id: told for user_id, told in told_since_the_last().items() if told}
        columns = {
            "user_id": list(letters),
            "subject": [rules.digest_subject(len(told)) for told in letters.values()],
            "body": [rules.digest_lines(told) for told in letters.values()],
        }
        same = {"channel": rules.MAIL, "webhook_id": None, "kind": rules.DIGEST, "key": None, "link": INBOX}
        count = put_out(columns, **same)
        db.session.execute(update(MailChoice).values(digest_at=clock.now()))
    return f"写了 {count} 封"


def told_since_the_last() -> dict[int, list[tuple[str, str]]]:
    """`{user id: [(kind, title)]}` of what was told since his last digest, is unread, and of a subject for a digest."""
    ways = dict(queries.digest_readers())
    told = defaultdict(list)
    for user_id, kind, title in queries.digest_messages():
        if user_id in ways and rules.way_of(ways[user_id], kind) == rules.DIGEST:
            told[user_id].append((kind, title))
    return told
