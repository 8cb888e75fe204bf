"""Sealing what a transaction noted, right before it is committed: the last lock that it takes.

Whoever seals takes the head of the chain into his hands until his commit, so the chain never forks, and since nothing
is asked of the database after that, no two wait for each other. What fails here takes the whole transaction with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from liaison.audit import chain, reading
from liaison.audit.chain import BROKEN, FIRST, Keys
from liaison.audit.models import Event, EventHead, EventSeal
from liaison.core.db import insert_whole
from liaison.core.sealed_json import as_json

NOTED = "events_to_seal"
CHAIN = "event"
AT_ONCE = 5_000
# id, told, thing, thing_id, label, changes of an event
Cells = tuple[int, str, str, int | None, str, str]

HEAD = EventHead.__table__
TAKEN = select(HEAD.c.number, HEAD.c.seal, HEAD.c.key_id, HEAD.c.mac).where(HEAD.c.name == CHAIN).with_for_update()
MOVED = HEAD.update().where(HEAD.c.name == CHAIN).values(
    number=bindparam("to"), seal=bindparam("last"), key_id=bindparam("by"), mac=bindparam("signed")
)  # fmt: skip
INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Many:
    """Events that were written in one go, within a savepoint or not."""

    ids: Sequence[int]
    told: str
    things: Sequence[str]
    thing_ids: Sequence[int | None]
    labels: Sequence[str]
    changes: Sequence[str]
    within: SessionTransaction | None

    def cells(self) -> Iterable[Cells]:
        """Each with what all share."""
        rows = zip(self.ids, self.things, self.thing_ids, self.labels, self.changes, strict=True)
        return ((id_, self.told, thing, thing_id, label, said) for id_, thing, thing_id, label, said in rows)


def note(session: Session, noted: Event | Many) -> None:
    """Remember what the present transaction is to seal."""
    session.info.setdefault(NOTED, []).append(noted)


def noted_count(session: Session) -> int:
    """How many events the present transaction wrote that are not sealed yet."""
    return sum(len(one.ids) if isinstance(one, Many) else 1 for one in session.info.get(NOTED, ()))


@event.listens_for(Session, "before_commit")
def _seal_noted(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(NOTED):
        return
    session.flush()
    events = sorted(cells_of(session, session.info.pop(NOTED)), key=itemgetter(0))
    if events:
        seal(session.connection(), events)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What is taken back is not sealed; of a savepoint, only what was written within it."""
    noted = session.info.pop(NOTED, [])
    if ended.nested and noted:
        session.info[NOTED] = [one for one in noted if stands(session, one, ended)]


def stands(session: Session, one: Event | Many, ended: SessionTransaction) -> bool:
    """Whether what was noted is still there after a savepoint was taken back."""
    return one.within is not ended if isinstance(one, Many) else one in session


def cells_of(session: Session, noted: Iterable[Event | Many]) -> Iterable[Cells]:
    """The cells of all that was noted and still stands."""
    for one in noted:
        if isinstance(one, Many):
            yield from one.cells()
        elif one in session:
            told = chain.common([chain.written(one.at), *(getattr(one, name) for name in chain.TOLD[1:])])
            yield one.id, told, one.thing, one.thing_id, one.label, as_json(one.changes)


def seal(connection: Connection, events: Sequence[Cells]) -> None:
    """Hang events on the chain, in this order, within a writing transaction."""
    keys = chain.keys_of(connection)
    number, before = taken(connection, keys)
    seals = []
    for place, (id_, *cells) in enumerate(events, number + 1):
        before = chain.seal_of(keys.key, before, place, id_, *cells)
        seals.append(before)
    numbers = range(number + 1, number + 1 + len(events))
    ids = [one[0] for one in events]
    insert_whole(
        connection, EventSeal.__table__,
        {"id": numbers, "event_id": ids, "key_id": [keys.now] * len(events), "seal": seals},
    )  # fmt: skip
    move_head(connection, keys, numbers[-1], before)


def taken(connection: Connection, keys: Keys) -> tuple[int, str]:
    """The head in our hands: number and seal of the last link.

    One that is not ours is not built on as if nothing had been: the next seal says so for ever, and work goes on.
    """
    head = connection.execute(TAKEN).first() or made(connection, keys)
    if chain.is_genuine(keys, head.key_id, head.mac, "head", head.number, head.seal):
        return head.number, head.seal
    return connection.scalar(select(func.max(EventSeal.id))) or 0, BROKEN


def made(connection: Connection, keys: Keys) -> Any:
    """The first head; where there are links already, one that nobody signed."""
    is_first = connection.scalar(select(func.count()).select_from(EventSeal)) == 0
    mac = chain.mac_of(keys.key, "head", 0, FIRST) if is_first else ""
    row = {"name": CHAIN, "number": 0, "seal": FIRST, "key_id": keys.now, "mac": mac}
    insert = INSERTS[connection.dialect.name](HEAD).values(row).on_conflict_do_nothing()
    connection.execute(insert)  # of two who find none, one waits here for the other's commit
    return connection.execute(TAKEN).one()


def move_head(connection: Connection, keys: Keys, number: int, seal: str) -> None:
    """Let the head stand at this link."""
    mac = chain.mac_of(keys.key, "head", number, seal)
    connection.execute(MOVED, {"to": number, "last": seal, "by": keys.now, "signed": mac})


def seal_rest(connection: Connection) -> int:
    """Seal what stands without a seal behind the last sealed event, in order of id; gives how many there were.

    For the events from before there was a chain.
    """
    dialect, count = connection.dialect.name, 0
    last = connection.scalar(select(func.max(EventSeal.event_id))) or 0
    while rows := connection.execute(reading.events_after(dialect, last, AT_ONCE)).all():
        seal(connection, [(row[0], chain.common(row[1:-4]), *row[-4:]) for row in rows])
        count, last = count + len(rows), rows[-1][0]
    return count
