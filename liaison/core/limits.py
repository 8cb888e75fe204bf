"""How often something may be done by one: a token bucket in the database, so that all processes count together."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from sqlalchemy import BigInteger, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from liaison.core import clock
from liaison.core.ceilings import SENTENCE, SENTENCES, Ceiling, ceiling_of
from liaison.core.db import Base, aside, db
from liaison.core.errors import TooOften
from liaison.core.outages import Outage, outage_of

MICROSECOND = timedelta(microseconds=1)


class Allowance(Base):
    """What somebody has used of a limit. name: `what whom`; full_at: when all of it is back, in µs since 1970."""

    __tablename__ = "allowance"

    name: Mapped[str] = mapped_column(primary_key=True)
    full_at: Mapped[int] = mapped_column(BigInteger)


def allow(what: str, whom: object) -> None:
    """Use one of what the table of limits gives somebody; they come back one by one, evenly over its span.

    One statement decides and counts, so that of many at once no more than the limit pass. What a rollback takes back
    is not used. whom: a user's id, an address. Raises TooOften with the seconds after which the next one is there.
    """
    use_one(db.session, f"{what} {whom}", ceiling_of(what), SENTENCES.get(what, SENTENCE))


def allow_aside(what: str, whom: object) -> None:
    """As `allow`, in a write of its own: for pages that are only fetched, and for what counts though it fails.

    Before the request's first change. Where nothing can be written (disk full, database down) nothing is counted.
    """
    try:
        with aside() as connection:
            use_one(connection, f"{what} {whom}", ceiling_of(what), SENTENCES.get(what, SENTENCE))
    except DBAPIError as error:
        if outage_of(error) not in (Outage.FULL, Outage.DOWN):
            raise


def give_back(what: str, whom: object) -> None:
    """All of it is there again, as for somebody who has proved who he is."""
    db.session.execute(delete(Allowance).where(Allowance.name == f"{what} {whom}"))


def use_one(connection: Any, name: str, ceiling: Ceiling, sentence: str) -> None:
    """As `allow`, by name; connection: whatever the statement runs on."""
    now = int(clock.now().timestamp() * 1_000_000)
    whole = ceiling.span // MICROSECOND
    each = whole // ceiling.most
    begins = case((Allowance.full_at > now, Allowance.full_at), else_=now)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    row: dict[str, Any] = {"name": name, "full_at": now + each}
    used = insert(Allowance).values(row).on_conflict_do_update(
        index_elements=[Allowance.name], set_={"full_at": begins + each}, where=begins + each <= now + whole
    )  # fmt: skip
    if connection.scalar(used.returning(Allowance.full_at)) is None:
        raise TooOften(sentence, seconds_until_next(connection, name, now, whole - each))


def seconds_until_next(connection: Any, name: str, now: int, room: int) -> int:
    """How long until there is room for one more; a second at least."""
    full_at = connection.scalar(select(Allowance.full_at).where(Allowance.name == name))
    return max(1, ceil((full_at - now - room) / 1_000_000))
