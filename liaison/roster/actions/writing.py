"""Writing what an import decided, in a few statements: people, memberships, waiting rows, events, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, update

from liaison.access import Actor
from liaison.audit.actions import record, record_all
from liaison.core import clock
from liaison.core.db import db, insert_rows
from liaison.core.text import initials, pinyin
from liaison.roster.actions.imports.changes import Noted, note
from liaison.roster.actions.lists import TITLES, Lists
from liaison.roster.actions.rulings import Before
from liaison.roster.actions.staging import Staging
from liaison.roster.actions.standing import Standing, standing_memberships
from liaison.roster.actions.waiting_rows import keep_decided, keep_waiting
from liaison.roster.models import ImportBatch, Membership, Representative
from liaison.roster.rules import FIELDS, Person

Changed = list[tuple[Person, Before]]


def write(staging: Staging, batch: ImportBatch, actor: Actor) -> None:
    """Store what was decided about a book of representatives."""
    library = staging.book.library
    batch.library_id = library.id if library else None
    changed = staging.changed
    new = [person for person, _before in changed if person.id is None]
    standing = standing_memberships(person.id for person, _before in changed if person.id)
    notes = [*add_people(new, staging), *change_people(changed, new)]
    notes += write_memberships(changed, staging, standing)
    notes += keep_waiting(staging.waiting, batch)
    notes += keep_decided(staging.chosen, batch, actor)
    note(batch, notes)
    record("representative.import", batch, actor, changes={"counts": [None, batch.counts]})
    record_people(changed, {id(person) for person in new}, staging.lists, actor)


def unit_of(person: Person) -> str:
    """What is taken back together: a person and his memberships."""
    return f"representative:{person.id}"


def add_people(new: list[Person], staging: Staging) -> Iterator[Noted]:
    """Insert new people and give each his id."""
    rows = [person_row(person, entry_day(person, staging)) for person in new]
    for person, one in zip(new, insert_rows(Representative.__table__, rows), strict=True):
        person.id = one
    for person, row in zip(new, rows, strict=True):
        del row["version"]
        yield Noted(unit_of(person), person.name, "representative", person.id, None, row)


def person_row(person: Person, day: date) -> dict[str, Any]:
    """A new person's cells."""
    return {
        "name": person.name, "phone": person.phone, "phone_tail": person.phone[-4:], "pinyin": pinyin(person.name),
        "initials": " ".join(initials(person.name)), "entered_on": day, "version": 1, "left_on": None,
        "left_reason": None, **person.shown,
    }  # fmt: skip


def entry_day(person: Person, staging: Staging) -> date:
    """The day a new person came in: as his book says, else today."""
    days = staging.joined[id(person)].values()
    return next((day for day in days if day), clock.today())


def change_people(changed: Changed, new: list[Person]) -> Iterator[Noted]:
    """Update what is shown of people who stood already."""
    made = {id(person) for person in new}
    pairs = [(person, cells_of(before), cells_of(person)) for person, before in changed if id(person) not in made]
    pairs = [(person, before, after) for person, before, after in pairs if before != after]
    if pairs:
        table = Representative.__table__
        cells = {key: bindparam(key) for key in pairs[0][2]}
        statement = update(table).where(table.c.id == bindparam("one")).values(version=table.c.version + 1, **cells)
        db.session.connection().execute(statement, [{"one": person.id, **after} for person, _before, after in pairs])
        db.session.expire_all()
    for person, before, after in pairs:
        keys = [key for key in after if before[key] != after[key]]
        old, now = ({key: cells[key] for key in keys} for cells in (before, after))
        yield Noted(unit_of(person), person.name, "representative", person.id, old, now)


def cells_of(person: Person | Before) -> dict[str, Any]:
    """The cells of a person that an import may change."""
    return {
        "phone": person.phone, "phone_tail": person.phone[-4:], "left_on": person.left_on,
        "left_reason": person.left_reason, **{key: person.shown.get(key) for key in FIELDS},
    }  # fmt: skip


def write_memberships(changed: Changed, staging: Staging, standing: Standing) -> list[Noted]:
    """Insert new memberships; update those whose book says something new or that begin again."""
    new, old = [], []
    for person, before in changed:
        for library, differing in person.differing.items():
            there = standing.get((person.id, library))
            if there is None:
                day = staging.joined[id(person)].get(library) or clock.today()
                new.append((person, library, differing, day))
            elif differing != there.differing or (library in before.ended) != (library in person.ended):
                old.append((person, there, differing))
    return [*add_memberships(new), *change_memberships(old)]


def add_memberships(new: list[tuple[Person, int, dict[str, Any], date]]) -> Iterator[Noted]:
    """Insert memberships."""
    rows = [
        {
            "representative_id": person.id, "library_id": library, "differing": differing, "entered_on": day,
            "ended_on": None,
        }
        for person, library, differing, day in new
    ]  # fmt: skip
    ids = insert_rows(Membership.__table__, rows)
    for one, (person, *_rest), row in zip(ids, new, rows, strict=True):
        yield Noted(unit_of(person), person.name, "membership", one, None, row)


def change_memberships(old: list[tuple[Person, Any, dict[str, Any]]]) -> Iterator[Noted]:
    """Update memberships; one that had ended begins again."""
    if old:
        table = Membership.__table__
        statement = update(table).where(table.c.id == bindparam("one"))
        statement = statement.values(differing=bindparam("said"), ended_on=None)
        rows = [{"one": there.id, "said": said} for _person, there, said in old]
        db.session.connection().execute(statement, rows)
    for person, there, said in old:
        before = {"differing": there.differing, "ended_on": there.ended_on}
        after = {"differing": said, "ended_on": None}
        yield Noted(unit_of(person), person.name, "membership", there.id, before, after)


def record_people(changed: Changed, new: set[int], lists: Lists, actor: Actor) -> None:
    """One event for each person created or changed, in words (DECISIONS 9)."""
    told: dict[str, list[tuple[str, int, str, Mapping[str, Any]]]] = {}
    for person, before in changed:
        changes = changes_of(person, before, lists)
        if changes:
            verb = verb_of(person, before, new)
            told.setdefault(verb, []).append(("representative", person.id, person.name, changes))
    for verb, things in told.items():
        record_all(f"representative.{verb}", things, actor)


def verb_of(person: Person, before: Before, new: set[int]) -> str:
    """What was done to a person."""
    if id(person) in new:
        return "add"
    if (person.left_on is None) == (before.left_on is None):
        return "change"
    return "leave" if person.left_on else "restore"


def changes_of(person: Person, before: Before, lists: Lists) -> Mapping[str, Any]:
    """`{field: [before, after]}` of what is shown, and the libraries as one field."""
    changes = {
        TITLES[key]: [lists.text(key, before.shown.get(key)), lists.text(key, person.shown.get(key))]
        for key in FIELDS if before.shown.get(key) != person.shown.get(key)
    }  # fmt: skip
    if before.shown and before.phone != person.phone:
        changes[TITLES["phone"]] = [before.phone, person.phone]
    if before.left_on != person.left_on:
        changes["出库原因"] = [before.left_reason, person.left_reason]
    was, now = before.differing.keys() - before.ended, person.differing.keys() - person.ended
    if was != now:
        changes[TITLES["libraries"]] = [lists.library_names(was), lists.library_names(now)]
    elif before.differing != person.differing and not changes:
        changes["各库的不同写法"] = [before.differing, person.differing]
    return changes

