"""The heads of the chain that leave the database: one a day, signed, and a short one on papers and workbooks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.audit import chain
from liaison.audit.models import DayHead, EventHead, EventSeal
from liaison.core.db import db

PRINTED, GROUP = 16, 4
NOT_HEX = re.compile(r"[^0-9a-f]")


@dataclass(frozen=True)
class PrintedHead:
    """A head as papers carry it. words: the first sixteen characters of the seal, in groups of four."""

    number: int
    words: str

    def __str__(self) -> str:
        return f"{self.words}（第 {self.number} 条）"


def head_words() -> str:
    """The head as it stands, for the foot of a paper: whoever holds the paper can prove the log up to there.

    Nothing where nothing is sealed yet.
    """
    head = db.session.execute(select(EventHead.number, EventHead.seal)).first()
    return str(PrintedHead(head.number, in_groups(head.seal))) if head and head.number else ""


def in_groups(seal: str) -> str:
    """The short form of a seal: 1a2b 3c4d 5e6f 7081."""
    return " ".join(seal[place : place + GROUP] for place in range(0, PRINTED, GROUP))


def is_on_chain(number: int, words: str) -> bool | None:
    """Whether the words of a paper are those of this link; None where the link is in an archive, or not there."""
    seal = db.session.scalar(select(EventSeal.seal).where(EventSeal.id == number))
    typed = NOT_HEX.sub("", words.lower())
    return None if seal is None else len(typed) == PRINTED and seal.startswith(typed)


def sign_day(day: date) -> DayHead | None:
    """Sign the head as that of a day, together with the signature of the day before; None where that was done.

    Within a writing transaction; what it notes itself is sealed after.
    """
    last = db.session.scalar(select(DayHead).order_by(DayHead.day.desc()).limit(1))
    head = db.session.execute(select(EventHead.number, EventHead.seal)).first()
    if head is None or (last is not None and last.day >= day):
        return None
    keys = chain.keys_of(db.session.connection())
    cells = (last.mac if last else "", day, head.number, head.seal)
    signed = DayHead(
        day=day, number=head.number, seal=head.seal, key_id=keys.now, mac=chain.mac_of(keys.key, "day", *cells)
    )
    db.session.add(signed)
    db.session.flush()
    return signed


def as_line(head: DayHead) -> dict[str, Any]:
    """A head for a file that lies elsewhere."""
    return {
        "day": head.day.isoformat(), "number": head.number, "seal": head.seal, "key_id": head.key_id, "mac": head.mac,
    }  # fmt: skip


def unlike_kept(lines: list[dict[str, Any]]) -> str | None:
    """The first day of which the file that lies elsewhere says something else than the database; None where none does.

    lines: `as_line` of each day.
    """
    for line in lines:
        there = db.session.scalar(select(DayHead).where(DayHead.day == date.fromisoformat(line["day"])))
        if there is None or as_line(there) != line:
            return line["day"]
    return None
