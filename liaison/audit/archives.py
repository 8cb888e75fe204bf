"""Old events go into a signed file and leave an anchor, from which the chain is verified on; the file, by itself."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from liaison.audit import chain
from liaison.audit.faults import CHANGED, CUT, Fault
from liaison.audit.models import AuditAnchor, Event, EventSeal
from liaison.audit.verifying import NUMBER, SEAL, anchor_of, fault_in, links_between, verify
from liaison.core import clock
from liaison.core.db import append_only_statements, db
from liaison.core.errors import Refused
from liaison.core.rewriting import only_by_owner

LEAST_DAYS = 400
# What lets the two tables take deletions, and what refuses them again.
OPENED = {
    "sqlite": ("DROP TRIGGER event_refuses_delete", "DROP TRIGGER event_seal_refuses_delete"),
    "postgresql": ("ALTER TABLE event DISABLE TRIGGER USER", "ALTER TABLE event_seal DISABLE TRIGGER USER"),
}
SHUT = {
    "sqlite": [append_only_statements(table, "sqlite")[1] for table in ("event", "event_seal")],
    "postgresql": ["ALTER TABLE event ENABLE TRIGGER USER", "ALTER TABLE event_seal ENABLE TRIGGER USER"],
}
TOUCHED = "操作日志核对不上，没有转存：{}先弄清楚，再转存。"
TOO_YOUNG = f"操作日志至少留 {LEAST_DAYS} 天，请选早一些的日期。"


@dataclass(frozen=True)
class Archive:
    """What went into a file. count: events; until: the last day of them."""

    path: Path
    count: int
    until: date
    sha256: str


def archive_before(day: date, folder: Path) -> Archive | None:
    """Move the events from before a day into a file in this folder; None where there are none.

    Within a writing transaction, in which the tables take deletions for a moment. Raises Refused where the day is less
    than 400 days ago, or the log is not as it was written.
    """
    if (clock.today() - day).days < LEAST_DAYS:
        raise Refused(TOO_YOUNG)
    verdict = verify()
    if verdict.fault:
        raise Refused(TOUCHED.format(verdict.fault.sentence))
    keys = chain.keys_of(db.session.connection())
    after, before, _count = anchor_of(keys)
    until = last_before(day)
    if until is None or until <= after:
        return None
    path = folder / f"audit-{after + 1}-{until}.jsonl.gz"
    seal = write(path, before, after, until)
    archive = Archive(path, until - after, last_day(until), fingerprint(path))
    db.session.add(anchored(archive, until, seal, keys))
    db.session.flush()
    drop(db.session.connection(), until)
    return archive


def last_before(day: date) -> int | None:
    """The last link of which it and all before it are older than a day; None where the first is not."""
    there = EventSeal.event_id == Event.id
    young = select(func.min(EventSeal.id)).join(Event, there).where(Event.at >= clock.at(day))
    first = db.session.scalar(young)
    return first - 1 if first else db.session.scalar(select(func.max(EventSeal.id)))


def last_day(number: int) -> date:
    """The day of a link."""
    wanted = select(Event.at).join(EventSeal, EventSeal.event_id == Event.id).where(EventSeal.id == number)
    return clock.local(db.session.scalar(wanted)).date()


def write(path: Path, before: str, after: int, until: int) -> str:
    """Write the links with their events, a line each, the seal before them first; gives the last seal."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    seal = before
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"after": after, "seal": before}) + "\n")
        for row in links_between(after, until):
            file.write(json.dumps(list(row), ensure_ascii=False) + "\n")
            seal = row[SEAL]
    path.chmod(0o600)
    return seal


def anchored(archive: Archive, number: int, seal: str, keys: chain.Keys) -> AuditAnchor:
    """The anchor that an archive leaves behind."""
    cells = (number, seal, archive.count, archive.until, archive.path.name, archive.sha256)
    return AuditAnchor(
        number=number, seal=seal, count=archive.count, until=archive.until, archive=archive.path.name,
        sha256=archive.sha256, key_id=keys.now, mac=chain.mac_of(keys.key, "anchor", *cells),
    )  # fmt: skip


def drop(connection: Connection, until: int) -> None:
    """Take the links up to this one out, with their events; the tables take deletions only meanwhile."""
    with only_by_owner():
        for statement in OPENED[connection.dialect.name]:
            connection.exec_driver_sql(statement)
    gone = select(EventSeal.event_id).where(EventSeal.id <= until)
    connection.execute(delete(Event).where(Event.id.in_(gone)))
    connection.execute(delete(EventSeal).where(EventSeal.id <= until))
    for statement in SHUT[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def links_in(path: Path) -> Iterator[Any]:
    """The lines of an archive: what came before it, then its links."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def verify_archive(path: Path) -> tuple[int, Fault | None]:
    """Verify a file: how many links are right, and the first bad one. It is held by its anchor, where that is here."""
    keys = chain.keys_of(db.session.connection())
    lines = links_in(path)
    try:
        head = next(lines)
        number, seal = head["after"], head["seal"]
        first = number
        for row in lines:
            fault = fault_in(row, number + 1, seal, keys)
            if fault:
                return number - first, fault
            number, seal = row[NUMBER], row[SEAL]
    except (OSError, EOFError, ValueError, LookupError, TypeError, StopIteration):
        return 0, Fault(CHANGED, None)
    anchor = db.session.scalar(select(AuditAnchor).where(AuditAnchor.archive == path.name))
    is_held = anchor is None or (anchor.number, anchor.seal) == (number, seal)
    return number - first, None if is_held else Fault(CUT, number + 1)
