"""Writing what an import decided, in a few statements: people, memberships, waiting rows, events, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import bindparam, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db, insert_rows
from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.newcomers import add_people, record_people
from liaison.roster.actions.readying import Ready, cells_of
from liaison.roster.actions.staging import Staging
from liaison.roster.actions.standing import Standing, standing_memberships
from liaison.roster.actions.waiting_rows import keep_decided, keep_waiting
from liaison.roster.models import ImportBatch, Membership, Representative
from liaison.roster.rules import Person


def write(staging: Staging, batch: ImportBatch, actor: Actor) -> None:
    """Store what was decided about a book of representatives."""
    library = staging.book.library
    batch.library_id = library.id if library else None
    add_people(staging.newcomers, batch)
    note(batch, written(staging, batch, actor))
    record("representative.import", batch, actor, changes={"counts": [None, batch.counts]})
    record_people(staging.newcomers, actor)
    for verb in dict.fromkeys(one.verb for one in staging.ready):
        told = (one for one in staging.ready if one.verb == verb and one.changes)
        things = (("representative", one.person.id, one.person.name, one.changes) for one in told)
        record_all(f"representative.{verb}", things, actor)


def written(staging: Staging, batch: ImportBatch, actor: Actor) -> Iterator[Noted]:
    """Write all but new people, whose ids the rest needs; gives what was done to each row."""
    standing = standing_memberships(one.person.id for one in staging.ready)
    yield from change_people(staging.ready)
    yield from write_memberships(staging.ready, standing)
    yield from keep_waiting(staging.waiting, batch)
    yield from keep_decided(staging.chosen, batch, actor)


def change_people(old: list[Ready]) -> Iterator[Noted]:
    """Update what is shown of people who stood already."""
    changed = [one for one in old if one.after_cells]
    if changed:
        table = Representative.__table__
        rows = [{"one": one.person.id, **cells_of(one.person)} for one in changed]
        cells = {key: bindparam(key) for key in rows[0] if key != "one"}
        statement = update(table).where(table.c.id == bindparam("one")).values(version=table.c.version + 1, **cells)
        db.session.flush()
        db.session.connection().execute(statement, rows)
        db.session.expire_all()
    for one in changed:
        yield Noted(one.unit, one.label, "representative", one.person.id, one.before_cells, one.after_cells)


def write_memberships(ready: list[Ready], standing: Standing) -> Iterator[Noted]:
    """Insert new memberships; update those whose book says something new or that begin again."""
    new, old = [], []
    for one in ready:
        for library, differing in one.person.differing.items():
            there = standing.get((one.person.id, library))
            if there is None:
                new.append((one, membership_row(one.person, library, one.joined.get(library))))
            elif differing != there.differing or (library in one.before.ended) != (library in one.person.ended):
                old.append((one, there, differing))
    yield from add_memberships(new)
    yield from change_memberships(old)


def membership_row(person: Person, library: int, day: date | None) -> dict[str, Any]:
    """A new membership's cells."""
    return {
        "representative_id": person.id, "library_id": library, "differing": person.differing[library],
        "entered_on": day or clock.today(), "ended_on": None,
    }  # fmt: skip


def add_memberships(new: list[tuple[Ready, dict[str, Any]]]) -> Iterator[Noted]:
    """Insert memberships."""
    ids = insert_rows(Membership.__table__, (row for _one, row in new))
    for identity, (one, row) in zip(ids, new, strict=True):
        yield Noted(one.unit, one.label, "membership", identity, None, row)


def change_memberships(old: list[tuple[Ready, Any, dict[str, Any]]]) -> Iterator[Noted]:
    """Update memberships; one that had ended begins again."""
    if old:
        table = Membership.__table__
        statement = update(table).where(table.c.id == bindparam("one"))
        statement = statement.values(differing=bindparam("said"), ended_on=None)
        rows = [{"one": there.id, "said": said} for _one, there, said in old]
        db.session.connection().execute(statement, rows)
    for one, there, said in old:
        before = {"differing": there.differing, "ended_on": there.ended_on}
        yield Noted(one.unit, one.label, "membership", there.id, before, {"differing": said, "ended_on": None})
