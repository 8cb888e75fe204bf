"""Taking a person's data out of the log, as the law on personal information demands, without breaking its chain.

The seal of an event stays as it is, so that the chain goes on over it. Beside it a countersignature, under the key of
the log, says which cells the event has now: whoever verifies takes an event that does not fit its seal only with the
signature of its latest redaction. Without the key nobody can pass off a forged event as a redacted one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from liaison.audit import chain, reading
from liaison.audit.models import AuditAnchor, Event, EventRedaction, EventSeal
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.core.rewriting import rewriting

KIND = "redaction"
NUMBER, EVENT_ID, KEY_ID, SEAL, ID, TOLD, THING = 0, 1, 2, 3, 4, slice(5, 15), 15
TOUCHED = "操作日志第 {:,} 条核对不上，没有删除。请先运行 flask --app wsgi audit verify，弄清楚再来。"


def redact(cells: Mapping[int, Mapping[str, Any]]) -> int:
    """Give events other cells, and countersign what they hold now; gives how many.

    cells: `{event id: {column: what it becomes}}`. Events that the present transaction notes itself are left alone.
    Raises Refused where one of them is not as it was written: nothing is covered up.
    """
    connection = db.session.connection()
    keys = chain.keys_of(connection)
    there = select(EventSeal.event_id, EventSeal.id).where(EventSeal.event_id.in_(cells))
    numbers = dict(connection.execute(there).all())
    for number in numbers.values():
        refuse_touched(connection, number, keys)
    with rewriting(connection, ["event"]):
        for event_id in numbers:
            connection.execute(update(Event.__table__).where(Event.id == event_id).values(cells[event_id]))
    signed = [signature_of(link(connection, number), keys) for number in numbers.values()]
    if signed:
        connection.execute(insert(EventRedaction), signed)
    return len(signed)


def signature_of(row: Sequence[Any], keys: chain.Keys) -> dict[str, Any]:
    """The countersignature of a link as it stands."""
    mac = chain.mac_of(keys.key, KIND, *cells_of(row))
    return {"number": row[NUMBER], "key_id": keys.now, "mac": mac, "made_at": clock.now()}


def cells_of(row: Sequence[Any]) -> tuple[Any, ...]:
    """What is countersigned: the number and the seal of the link, and all cells of its event."""
    return (row[NUMBER], row[SEAL], row[ID], *row[TOLD], *row[THING:])


def is_redacted(row: Sequence[Any], keys: chain.Keys) -> bool:
    """Whether a link that does not fit its seal holds what its latest redaction signed."""
    wanted = select(EventRedaction.key_id, EventRedaction.mac).where(EventRedaction.number == row[NUMBER])
    last = db.session.execute(wanted.order_by(EventRedaction.id.desc()).limit(1)).first()
    return last is not None and chain.is_genuine(keys, last.key_id, last.mac, KIND, *cells_of(row))


def redacted_count() -> int:
    """How many events were redacted."""
    return db.session.scalar(select(func.count(EventRedaction.number.distinct()))) or 0


def refuse_touched(connection: Connection, number: int, keys: chain.Keys) -> None:
    """Raise Refused where a link is neither as it was sealed nor as it was redacted."""
    row = link(connection, number)
    key = keys.by_id.get(row[KEY_ID])
    told = chain.common(row[TOLD])
    before = seal_before(connection, number)
    fits = key is not None and chain.seal_of(key, before, number, row[ID], told, *row[THING:]) == row[SEAL]
    if not fits and not is_redacted(row, keys):
        raise Refused(TOUCHED.format(number))


def link(connection: Connection, number: int) -> Sequence[Any]:
    """One link with its event, as it is verified."""
    return connection.execute(reading.links(connection.dialect.name, number - 1, number)).one()


def seal_before(connection: Connection, number: int) -> str:
    """The seal that a link hangs on; of the first one after an archive, that of the anchor."""
    for column, model in ((EventSeal.id, EventSeal), (AuditAnchor.number, AuditAnchor)):
        found = connection.scalar(select(model.seal).where(column == number - 1).limit(1))
        if found is not None:
            return found
    return chain.FIRST
