"""What was decided about one row of a book, and how a person stood before the book spoke of him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liaison.core.intake import Fault, RowResult
from liaison.roster.actions.books import Entry
from liaison.roster.rules import Person


@dataclass
class Before:
    """A person as he stood when the import first touched him."""

    phone: str
    left_on: date | None
    left_reason: str | None
    shown: dict[str, Any]
    differing: dict[int, dict[str, Any]]
    ended: set[int]

    @classmethod
    def of(cls, person: Person) -> Before:
        """How a person stands now."""
        said = {library: dict(differing) for library, differing in person.differing.items()}
        return cls(person.phone, person.left_on, person.left_reason, dict(person.shown), said, set(person.ended))


@dataclass
class Ruling:
    """What becomes of one row. person: whom it made or means; candidate: whom it may mean.

    changes: `{column key: (old, new)}` in words; choice: what was decided about `doubt`; aliases: `[[name, phone]]` by
    which the person is known since.
    """

    entry: Entry
    outcome: str
    person: Person | None = None
    candidate: Person | None = None
    fingerprint: str = ""
    choice: str = ""
    doubt: Fault | None = None
    aliases: list[list[str]] = field(default_factory=list)
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def result(self) -> RowResult:
        """The line of the report."""
        row = self.entry.row
        candidate_id = self.candidate.id if self.candidate else None
        faults = tuple(self.entry.faults)
        return RowResult(row.sheet, row.number, self.outcome, faults, self.entry.name, self.changes, candidate_id)
