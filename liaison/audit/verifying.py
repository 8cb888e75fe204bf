"""Verifying the chain link by link, from its beginning or the last anchor to its head; the first bad row is told.

It reads some thousand links at a time and lets go in between, so that nobody's save waits and memory stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from liaison.audit import chain, reading
from liaison.audit.chain import BROKEN, FIRST, Keys
from liaison.audit.faults import (
    BROKEN_HEAD,
    CHANGED,
    CUT,
    FORGED_DAY,
    FORGED_HEAD,
    INSERTED,
    MISSING,
    OTHER_KEY,
    SWAPPED,
    UNREADABLE,
    Fault,
)  # fmt: skip
from liaison.audit.models import AuditAnchor, DayHead, Event, EventHead, EventSeal
from liaison.audit.redacting import is_redacted
from liaison.audit.sealing import CHAIN, noted_count
from liaison.core.db import db, let_go

LINKS_AT_ONCE = 5_000
NEARBY = 200
WHAT_NOW = "请先备份，再告诉审计员；从这一条起，后面的要和备份、纸质件核对。"
NUMBER, EVENT_ID, KEY_ID, SEAL, ID, TOLD, THING = 0, 1, 2, 3, 4, slice(5, 15), 15
AT, VERB = 5, 14
SIGNED = ("number", "seal", "key_id", "mac")  # of the head
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Verdict:
    """What was found. count: links that are right; number, seal: of the last of them; fault: the first bad row."""

    count: int
    number: int
    seal: str
    fault: Fault | None = None


@dataclass(frozen=True)
class Standing:
    """What is there at one moment. after, before: number and seal of the link before the first; until: the last.

    days: `{number: (seal, day)}` of the heads of days; fault: of the head itself, where it is not ours.
    """

    after: int
    before: str
    until: int
    seal: str | None
    events: int
    links: int
    last: int
    days: Mapping[int, tuple[str, Any]]
    fault: Fault | None


def unheard(_done: int, _total: int) -> None:
    """Nobody listens to how far it is."""


def verify(tell: Tell = unheard) -> Verdict:
    """Verify the whole chain. tell: is told (links done, all) now and then.

    What is written while it runs is not looked at.
    """
    keys = chain.keys_of(db.session.connection())
    standing = standing_now(keys)
    let_go()
    verdict = walked(standing, keys, tell)
    is_moved = verdict.fault is not None and anchor_of(keys)[0] != standing.after
    return verify(tell) if is_moved else verdict  # events went into an archive meanwhile


def faults() -> list[str]:
    """For `flask check`: one sentence where the log is not as it was written."""
    fault = verify().fault
    return [f"{fault.sentence}{WHAT_NOW}"] if fault else []


def walked(standing: Standing, keys: Keys, tell: Tell) -> Verdict:
    """The verdict on what stood at a moment."""
    count, number, seal = 0, standing.after, standing.before
    for row in links_between(standing.after, standing.until):
        fault = fault_of(row, number + 1, seal, keys, standing)
        if fault:
            return Verdict(count, number, seal, fault)
        count, number, seal = count + 1, row[NUMBER], row[SEAL]
        if count % LINKS_AT_ONCE == 0:
            tell(count, standing.until - standing.after)
    return Verdict(count, number, seal, fault_at_end(number, seal, standing) or unlinked(standing))


def links_between(after: int, until: int) -> Iterator[Any]:
    """The links, portion by portion; one whose text cannot be read ends them with its place."""
    while after < until:
        connection = db.session.connection()
        to = min(after + LINKS_AT_ONCE, until)
        try:
            rows = connection.execute(reading.links(connection.dialect.name, after, to)).all()
        except OperationalError:  # SQLite takes bytes that are no text
            rows = readable(connection, after, to)
        let_go()
        yield from rows
        after = to


def readable(connection: Connection, after: int, to: int) -> Iterator[Any]:
    """The same one by one, up to the one that cannot be read, of which only the number comes."""
    for number in range(after + 1, to + 1):
        try:
            yield from connection.execute(reading.links(connection.dialect.name, number - 1, number)).all()
        except OperationalError:
            yield (number,)
            return


def fault_of(row: Sequence[Any], expected: int, before: str, keys: Keys, standing: Standing) -> Fault | None:
    """What is wrong with a link where this one is expected; None where it is right."""
    fault = fault_in(row, expected, before, keys)
    if fault is None:
        held = standing.days.get(expected)
        return Fault(FORGED_DAY, expected, row[EVENT_ID]) if held and held[0] != row[SEAL] else None
    if fault.kind != CHANGED:
        return fault
    return replace(fault, kind=kind_of(row, expected, before, keys.by_id[row[KEY_ID]], standing))


def fault_in(row: Sequence[Any], expected: int, before: str, keys: Keys) -> Fault | None:
    """The same, of the link alone."""
    if row[NUMBER] != expected:
        return Fault(MISSING, expected)
    if len(row) == 1:
        return Fault(UNREADABLE, expected)
    if row[ID] is None:
        return Fault(MISSING, expected, row[EVENT_ID])
    key = keys.by_id.get(row[KEY_ID])
    if key is not None and (fits(key, before, expected, row) == row[SEAL] or is_redacted(row, keys)):
        return None
    return Fault(OTHER_KEY if key is None else CHANGED, expected, row[EVENT_ID], row[AT], row[VERB])


def fits(key: bytes, before: str, number: int, row: Sequence[Any], event_id: Any = None) -> str:
    """The seal that the event of this row has at this place; event_id: as if it were this one."""
    return chain.seal_of(key, before, number, event_id or row[ID], chain.common(row[TOLD]), *row[THING:])


def kind_of(row: Sequence[Any], number: int, before: str, key: bytes, standing: Standing) -> str:
    """What happened at the first link that does not fit, as far as its neighbours tell."""
    if fits(key, BROKEN, number, row) == row[SEAL]:
        return BROKEN_HEAD
    nearby = [one for one in links_between(number, min(number + NEARBY, standing.last)) if len(one) > 1 and one[ID]]
    seals = {row[SEAL], *(one[SEAL] for one in nearby)}
    places = (fits(key, before, number, one, as_id) for one in nearby for as_id in (one[ID], row[EVENT_ID]))
    is_moved = any(seal in seals for seal in places)
    due = standing.until - standing.after
    if standing.links > due:
        return INSERTED
    return SWAPPED if is_moved else MISSING if standing.links < due else CHANGED


def fault_at_end(number: int, seal: str, standing: Standing) -> Fault | None:
    """What is wrong where the links end: their tail, the head, or a link beyond it."""
    if number < standing.until:
        return Fault(CUT, number + 1)
    if standing.fault:
        return standing.fault
    if seal != standing.seal:
        return Fault(FORGED_HEAD, number)
    beyond = [one for one in standing.days if one > number]
    return Fault(CUT, number + 1) if beyond else Fault(INSERTED, number + 1) if standing.last > number else None


def unlinked(standing: Standing) -> Fault | None:
    """The first event that stands in no link, where one does."""
    if standing.events == standing.links:
        return None
    linked = select(EventSeal.event_id)
    alone = select(Event.id, Event.at, Event.verb).where(Event.id.not_in(linked)).order_by(Event.id).limit(1)
    one = db.session.execute(alone).first()
    return Fault(INSERTED, None, one.id, chain.written(one.at), one.verb) if one else None


def standing_now(keys: Keys) -> Standing:
    """Count what there is, in one statement, and check what is signed."""
    head = select(EventHead.name).where(EventHead.name == CHAIN)
    after, before, count = anchor_of(keys)
    counts = select(
        select(func.count()).select_from(Event).scalar_subquery(),
        select(func.count()).select_from(EventSeal).scalar_subquery(),
        select(func.coalesce(func.max(EventSeal.id), count and after)).scalar_subquery(),
        *(head.with_only_columns(EventHead.__table__.c[name]).scalar_subquery() for name in SIGNED),
    )
    events, links, last, number, seal, key_id, mac = db.session.execute(counts).one()
    events -= noted_count(db.session())
    days, fault = days_of(keys)
    is_ours = number is not None and chain.is_genuine(keys, key_id, mac, "head", number, seal)
    if number is None and not (events or links or days):
        is_ours, number, seal = True, after, before
    if not is_ours:
        fault = Fault(FORGED_HEAD if number is not None else CUT, last)
    return Standing(after, before, number if is_ours else last, seal, events, links, last, days, fault)


def anchor_of(keys: Keys) -> tuple[int, str, int]:
    """(number, seal, how many there are) of the last anchor that is ours; the chain's own beginning without one."""
    wanted = select(AuditAnchor).order_by(AuditAnchor.number.desc(), AuditAnchor.id.desc())
    anchors = db.session.scalars(wanted).all()
    ours = (one for one in anchors if chain.is_genuine(keys, one.key_id, one.mac, "anchor", *signed_of(one)))
    found = next(ours, None)
    return (found.number, found.seal, len(anchors)) if found else (0, FIRST, 0)


def signed_of(anchor: AuditAnchor) -> tuple[Any, ...]:
    """The cells of an anchor that are signed."""
    return (anchor.number, anchor.seal, anchor.count, anchor.until, anchor.archive, anchor.sha256)


def days_of(keys: Keys) -> tuple[dict[int, tuple[str, Any]], Fault | None]:
    """The heads of days, and what is wrong with the first that is not ours."""
    days, before = {}, ""
    for one in db.session.scalars(select(DayHead).order_by(DayHead.day)):
        if not chain.is_genuine(keys, one.key_id, one.mac, "day", before, one.day, one.number, one.seal):
            return days, Fault(FORGED_DAY, one.number)
        days[one.number], before = (one.seal, one.day), one.mac
    return days, None
