"""What an import will write of people who stand already, put into words and cells before its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison.audit.actions import plain
from liaison.core.db import Json
from liaison.roster.actions.lists import TITLES, Lists
from liaison.roster.actions.rulings import Before
from liaison.roster.rules import FIELDS, Person


@dataclass(frozen=True)
class Ready:
    """A person and how he stood before. joined: `{library: day of entry}`; before_cells, after_cells: what changes.

    verb, changes: of his event, which has no changes where nothing is told; label: his name, town and end of number.
    """

    person: Person
    before: Before
    joined: Mapping[int, date | None]
    before_cells: Mapping[str, Any]
    after_cells: Mapping[str, Any]
    verb: str
    changes: Json | None
    label: str

    @property
    def unit(self) -> str:
        """What is taken back together: a person and his memberships."""
        return f"representative:{self.person.id}"


def made_ready(person: Person, before: Before, joined: Mapping[int, date | None], lists: Lists) -> Ready:
    """What is to be written of one person."""
    old, new = cells_of(before), cells_of(person)
    changed = [key for key in new if old[key] != new[key]]
    changes = changes_of(person, before, lists)
    return Ready(
        person, before, joined, {key: old[key] for key in changed}, {key: new[key] for key in changed},
        verb_of(person, before), Json.of(plain(changes)) if changes else None, label_of(person, lists),
    )


def label_of(person: Person, lists: Lists) -> str:
    """Which of those of one name: 赵伟伟（曲塘镇，尾号 5521）."""
    town, tail = lists.text("area_id", person.shown.get("area_id")), person.phone[-4:]
    said = "，".join(filter(None, (town, f"尾号 {tail}" if tail else "")))
    return f"{person.name}（{said}）" if said else person.name


def cells_of(person: Person | Before) -> dict[str, Any]:
    """The cells of a person that an import may change."""
    return {
        "phone": person.phone, "left_on": person.left_on, "left_reason": person.left_reason,
        **{key: person.shown.get(key) for key in FIELDS},
    }  # fmt: skip


def verb_of(person: Person, before: Before) -> str:
    """What is done to somebody who stood already."""
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
