"""People whom an import adds: their rows are made ready before its turn to write, and get their ids within it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import record_all
from liaison.core import clock
from liaison.core.db import Json, insert_columns
from liaison.core.text import initials, pinyin
from liaison.roster.actions.lists import Lists
from liaison.roster.actions.readying import changes_of, label_of
from liaison.roster.actions.rulings import Before
from liaison.roster.models import ImportBatch, ImportChange, Membership, Representative
from liaison.roster.rules import Person

Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Newcomers:
    """New people in the order of the file. labels: name, town and end of number; cells: by column of their table.

    noted: each row as the changes keep it; told: of his event; places: of each membership, which of the people it is;
    memberships: by column of that table; begun: each as the changes keep it, but for whose it is.
    """

    people: Sequence[Person]
    labels: Sequence[str]
    cells: Columns
    noted: Sequence[Json]
    told: Sequence[Json]
    places: Sequence[int]
    memberships: Columns
    begun: Sequence[Json]

    @classmethod
    def of(
        cls, new: Sequence[tuple[Person, Before]], joined: Mapping[int, Mapping[int, date | None]], lists: Lists
    ) -> Newcomers:
        """What is to be written of new people. joined: `{id() of a person: {library: day of entry}}`."""
        people, today = [person for person, _before in new], clock.today()
        days = [joined.get(id(person), {}) for person in people]
        rows = [person_row(person, entry_day(said, today)) for person, said in zip(people, days, strict=True)]
        begun = [
            (place, library, differing, days[place].get(library) or today, None)
            for place, person in enumerate(people) for library, differing in person.differing.items()
        ]  # fmt: skip
        places, *cells = zip(*begun, strict=True) if begun else [()] * 5
        memberships = dict(zip(("library_id", "differing", "entered_on", "ended_on"), cells, strict=True))
        kept = [Json.sealed(dict(zip(memberships, row, strict=True))) for row in zip(*cells, strict=True)]
        memberships["differing"] = [Json.of(differing) for differing in memberships["differing"]]
        return cls(
            people, [label_of(person, lists) for person in people],
            {key: [row[key] for row in rows] for key in rows[0]} if rows else {}, [Json.sealed(row) for row in rows],
            [Json.of(changes_of(person, before, lists)) for person, before in new],
            places, memberships, kept,
        )  # fmt: skip


def person_row(person: Person, day: date) -> dict[str, Any]:
    """A new person's cells."""
    return {
        "name": person.name, "phone": person.phone, "pinyin": pinyin(person.name),
        "initials": " ".join(initials(person.name)), "entered_on": day, "left_on": None, "left_reason": None,
        **person.shown,
    }  # fmt: skip


def entry_day(joined: Mapping[int, date | None], today: date) -> date:
    """The day a new person came in: as his book says, else today."""
    return next((day for day in joined.values() if day), today)


def add_people(new: Newcomers, batch: ImportBatch) -> None:
    """Insert new people with their memberships, note these, and give each his id."""
    if not new.people:
        return
    ids = insert_columns(Representative.__table__, new.cells, version=1)
    for person, identity in zip(new.people, ids, strict=True):
        person.id = identity
    units = [f"representative:{one}" for one in ids]
    note_new("representative", {"unit": units, "label": new.labels, "thing_id": ids, "after": new.noted}, batch)
    owners = [ids[place] for place in new.places]
    note_new("membership", {
        "unit": [units[place] for place in new.places], "label": [new.labels[place] for place in new.places],
        "thing_id": insert_columns(Membership.__table__, {"representative_id": owners, **new.memberships}),
        "after": [row.led_by("representative_id", one) for row, one in zip(new.begun, owners, strict=True)],
    }, batch)  # fmt: skip


def note_new(thing: str, columns: Columns, batch: ImportBatch) -> None:
    """Keep which rows an import has made."""
    insert_columns(ImportChange.__table__, columns, batch_id=batch.id, thing=thing, before=None)


def record_people(new: Newcomers, actor: Actor) -> None:
    """An event for each new person."""
    things = zip(new.people, new.told, strict=True)
    record_all("representative.add", (("representative", one.id, one.name, told) for one, told in things), actor)
