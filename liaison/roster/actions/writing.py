"""Writing what an import decided, in a few statements: people, memberships, waiting rows, events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from liaison.access import Actor
from liaison.audit.actions import plain, record, record_all
from liaison.core import clock
from liaison.core.db import db
from liaison.core.intake import CREATED, Report
from liaison.core.text import initials, pinyin
from liaison.roster.actions.books import Book
from liaison.roster.actions.known import known_people
from liaison.roster.actions.lists import TITLES, Lists
from liaison.roster.actions.staging import Before, Ruling, Staging
from liaison.roster.models import ImportBatch, Library, Membership, Representative, WaitingRow
from liaison.roster.rules import FIELDS, KnownPeople, Person

UNDECIDED = ""


def decisions() -> dict[str, str]:
    """`{fingerprint: decision}` of all waiting rows; an empty decision for one that still waits."""
    rows = db.session.execute(select(WaitingRow.fingerprint, WaitingRow.decision).order_by(WaitingRow.id))
    return {fingerprint: decision or UNDECIDED for fingerprint, decision in rows}


def write(staging: Staging, lists: Lists, actor: Actor) -> ImportBatch | None:
    """Store what was decided. Gives the batch; None when the file changes nothing at all."""
    waiting = staging.waiting()
    changed = [(person, before) for person, before in staging.touched.values() if has_changed(person, before)]
    if not changed and not waiting:
        return None
    batch = open_batch(staging, actor)
    add_people([person for person, _before in changed if person.id is None], staging)
    change_people(changed)
    write_memberships(changed, staging)
    keep_waiting(waiting, batch)
    record("representative.import", batch, actor, changes={"counts": [None, batch.counts]})
    record_people(changed, staging, lists, actor)
    return batch


def has_changed(person: Person, before: Before) -> bool:
    """Whether anything of a person is to be written."""
    return person.id is None or before != Before.of(person)


def open_batch(staging: Staging, actor: Actor) -> ImportBatch:
    """The row of the file itself."""
    book = staging.book
    counts = {**book.report.counts, "memberships": book.report.memberships}
    batch = ImportBatch(
        kind=staging.kind, file_name=book.file_name, sha256=book.sha256, counts=counts,
        library_id=book.library.id if book.library else None, imported_at=clock.now(), imported_by=actor.name,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def add_people(new: list[Person], staging: Staging) -> None:
    """Insert new people and give each his id."""
    if not new:
        return
    rows = [person_row(person, entry_day(person, staging)) for person in new]
    statement = insert(Representative).returning(Representative.id, sort_by_parameter_order=True)
    for person, one in zip(new, db.session.scalars(statement, rows), strict=True):
        person.id = one


def person_row(person: Person, day: date) -> dict[str, Any]:
    """A new person's cells."""
    return {
        "name": person.name, "phone": person.phone, "phone_tail": person.phone[-4:], "pinyin": pinyin(person.name),
        "initials": " ".join(initials(person.name)), "entered_on": day, "version": 1, **person.shown,
    }  # fmt: skip


def entry_day(person: Person, staging: Staging) -> date:
    """The day a new person came in: as his book says, else today."""
    days = staging.joined[id(person)].values()
    return next((day for day in days if day), clock.today())


def change_people(changed: Iterable[tuple[Person, Before]]) -> None:
    """Update what is shown of people who stood already."""
    table = Representative.__table__
    rows = [
        {"one": person.id, **changing_cells(person)} for person, before in changed
        if before.shown and (before.phone, before.left_on, before.shown) != (person.phone, person.left_on, person.shown)
    ]  # fmt: skip
    if rows:
        cells = {key: bindparam(key) for key in rows[0] if key != "one"}
        statement = update(table).where(table.c.id == bindparam("one")).values(version=table.c.version + 1, **cells)
        db.session.connection().execute(statement, rows)
        db.session.expire_all()


def changing_cells(person: Person) -> dict[str, Any]:
    """The cells of a person that an import may change."""
    return {
        "phone": person.phone, "phone_tail": person.phone[-4:], "left_on": person.left_on,
        "left_reason": person.left_reason, **person.shown,
    }  # fmt: skip


def write_memberships(changed: Iterable[tuple[Person, Before]], staging: Staging) -> None:
    """Insert new memberships; update those whose book says something new or that begin again."""
    table, new, old = Membership.__table__, [], []
    for person, before in changed:
        for library, differing in person.differing.items():
            if library not in before.differing:
                day = staging.joined[id(person)][library] or clock.today()
                new.append({"representative_id": person.id, "library_id": library, "differing": differing,
                            "entered_on": day})
            elif differing != before.differing[library] or (library in before.ended) != (library in person.ended):
                old.append({"person": person.id, "library": library, "said": differing, "until": None})
    if new:
        db.session.execute(insert(Membership), new)
    if old:
        theirs = (table.c.representative_id == bindparam("person")) & (table.c.library_id == bindparam("library"))
        statement = update(table).where(theirs).values(differing=bindparam("said"), ended_on=bindparam("until"))
        db.session.connection().execute(statement, old)


def keep_waiting(waiting: Iterable[Ruling], batch: ImportBatch) -> None:
    """Store the rows that wait for the office."""
    rows = [waiting_row(ruling, batch) for ruling in waiting]
    if rows:
        db.session.execute(insert(WaitingRow), rows)


def waiting_row(ruling: Ruling, batch: ImportBatch) -> dict[str, Any]:
    """One row that waits: where it stands, what it holds, why it waits."""
    row, fault = ruling.entry.row, ruling.entry.faults[0]
    return {
        "batch_id": batch.id, "sheet": row.sheet, "row_number": row.number, "column": fault.column,
        "code": fault.code, "sentence": ruling.result().sentence, "outcome": ruling.outcome,
        "cells": plain(ruling.entry.cells), "fingerprint": ruling.fingerprint,
        "candidate_id": ruling.candidate.id if ruling.candidate else None,
    }  # fmt: skip


def record_people(
    changed: Iterable[tuple[Person, Before]], staging: Staging, lists: Lists, actor: Actor
) -> None:
    """One event for each person created or changed, in words (DECISIONS 9)."""
    created = {id(ruling.person) for ruling in staging.rulings if ruling.outcome == CREATED}
    told: dict[str, list[tuple[str, int, str, Mapping[str, Any]]]] = {}
    for person, before in changed:
        changes = changes_of(person, before, lists)
        has_left = person.left_on is not None and before.left_on is None
        verb = "add" if id(person) in created else "leave" if has_left else "change"
        if changes:
            told.setdefault(verb, []).append(("representative", person.id, person.name, changes))
    for verb, things in told.items():
        record_all(f"representative.{verb}", things, actor)


def changes_of(person: Person, before: Before, lists: Lists) -> Mapping[str, Any]:
    """`{field: [before, after]}` of what is shown, and the libraries as one field."""
    changes = {
        TITLES[key]: [lists.text(key, before.shown.get(key)), lists.text(key, person.shown.get(key))]
        for key in FIELDS if before.shown.get(key) != person.shown.get(key)
    }  # fmt: skip
    if before.shown and before.phone != person.phone:
        changes[TITLES["phone"]] = [before.phone, person.phone]
    if before.left_on != person.left_on:
        changes["出库原因"] = [None, person.left_reason]
    was, now = before.differing.keys() - before.ended, person.differing.keys() - person.ended
    if was != now:
        changes[TITLES["libraries"]] = [lists.library_names(was), lists.library_names(now)]
    elif before.differing != person.differing and not changes:
        changes["各库的不同写法"] = [before.differing, person.differing]
    return changes


def take_in(book: Book, lists: Lists, actor: Actor) -> Report:
    """Let the good rows of a book in and keep the bad ones for the office."""
    wait_for_turn()
    staging = stage(book, lists, known_people(book))
    write(staging, lists, actor)
    return book.report


def wait_for_turn() -> None:
    """Let one import write at a time, so that two never add the same person (SQLite sees to it by itself)."""
    db.session.execute(select(Library.id).order_by(Library.id).with_for_update()).all()


def stage(book: Book, lists: Lists, known: KnownPeople) -> Staging:
    """What a book would do, with nothing written; whom it adds is known to the next book."""
    return Staging(book, known, lists.ranks, decisions()).run()
