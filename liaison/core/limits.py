"""How often something may be done by one: a token bucket in the database, so that all processes count together."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from sqlalchemy import BigInteger, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core import clock
from liaison.core.db import Base, db
from liaison.core.errors import TooOften

MICROSECOND = timedelta(microseconds=1)
SENTENCE = "太频繁了，请过一会儿再试。"


class Allowance(Base):
    """What somebody has used of a limit. name: `what whom`; full_at: when all of it is back, in µs since 1970."""

    __tablename__ = "allowance"

    name: Mapped[str] = mapped_column(primary_key=True)
    full_at: Mapped[int] = mapped_column(BigInteger)


def take(what: str, whom: object, most: int, within: timedelta, sentence: str = SENTENCE) -> None:
    """Use one of the `most` that somebody has `within` a time; they come back one by one, evenly.

    One statement decides and counts, so that of many at once no more than the limit pass. What a rollback takes back
    is not used. whom: a user's id, an address. Raises TooOften with the seconds after which the next one is there.
    """
    now = int(clock.now().timestamp() * 1_000_000)
    whole = within // MICROSECOND
    each = whole // most
    begins = case((Allowance.full_at > now, Allowance.full_at), else_=now)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row: dict[str, Any] = {"name": f"{what} {whom}", "full_at": now + each}
    used = insert(Allowance).values(row).on_conflict_do_update(
        index_elements=[Allowance.name], set_={"full_at": begins + each}, where=begins + each <= now + whole
    )  # fmt: skip
    if db.session.scalar(used.returning(Allowance.full_at)) is None:
        raise TooOften(sentence, seconds_until_next(f"{what} {whom}", now, whole - each))


def seconds_until_next(name: str, now: int, room: int) -> int:
    """How long until there is room for one more; a second at least."""
    full_at = db.session.get_one(Allowance, name, populate_existing=True).full_at
    return max(1, ceil((full_at - now - room) / 1_000_000))
