"""Deciding what becomes of each row of a book, in memory: nothing is written, nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liaison.core.intake import CREATED, DUPLICATE, REJECTED, REVIEW, UNCHANGED, UPDATED, RowResult
from liaison.core.text import mask_phone
from liaison.roster.actions.books import Book, Entry
from liaison.roster.rules import (
    ANOTHER,
    DROP,
    FIELDS,
    SHOWN,
    KnownPeople,
    Person,
    fingerprint,
    hear,
    heed,
    likely_person,
    verdict,
)  # fmt: skip
from liaison.roster.sheets import NAME, PHONE

SENTENCES = {
    "DUPLICATE": "和第 {row} 行是同一个人",
    "PHONE_CONFLICT": "这个电话已经是{name}的，请核对是不是同一个人",
    "PHONE_CHANGED": "同名、同出生年月、同区镇的{name}留的是 {phone}，请核对是不是换了号码",
    "PERSON_LEFT": "{name}已经出库，请核对要不要恢复",
}


@dataclass
class Before:
    """A person as he stood when the import first touched him."""

    phone: str
    left_on: date | None
    shown: dict[str, Any]
    differing: dict[int, dict[str, Any]]
    ended: set[int]

    @classmethod
    def of(cls, person: Person) -> Before:
        """How a person stands now."""
        said = {library: dict(differing) for library, differing in person.differing.items()}
        return cls(person.phone, person.left_on, dict(person.shown), said, set(person.ended))


@dataclass
class Ruling:
    """What becomes of one row. person: whom it made or means; candidate: whom it may mean."""

    entry: Entry
    outcome: str
    person: Person | None = None
    candidate: Person | None = None
    fingerprint: str = ""

    def result(self) -> RowResult:
        """The line of the report."""
        row = self.entry.row
        return RowResult(row.sheet, row.number, self.outcome, tuple(self.entry.faults))


@dataclass
class Staging:
    """Everything a book will do. Keyed by id() of a person, since new ones have no number yet.

    touched: how he stood before; joined: `{library: day of entry}` of his new memberships; rows_of: his row here.
    """

    book: Book
    known: KnownPeople
    ranks: Mapping[int, int]
    decided: Mapping[str, str]
    rulings: list[Ruling] = field(default_factory=list)
    touched: dict[int, tuple[Person, Before]] = field(default_factory=dict)
    joined: dict[int, dict[int, date | None]] = field(default_factory=dict)
    rows_of: dict[int, int] = field(default_factory=dict)
    kind: str = "representatives"

    def run(self) -> Staging:
        """Rule on every row, in the order of the file."""
        self.rulings = [self.rule_on(entry) for entry in self.book.entries]
        self.book.report.rows = [ruling.result() for ruling in self.rulings]
        self.book.report.memberships = sum(map(len, self.joined.values()))
        return self

    def rule_on(self, entry: Entry) -> Ruling:
        """What becomes of one row."""
        if entry.faults:
            return self.set_aside(entry, verdict(fault.code for fault in entry.faults))
        stranger = entry.person()
        person = self.known.by_identity.get((stranger.name, stranger.phone))
        if person is None:
            return self.meet(entry, stranger)
        if id(person) in self.rows_of:
            return self.suspect(entry, DUPLICATE, "DUPLICATE", person)
        if person.left_on:
            return self.suspect(entry, REVIEW, "PERSON_LEFT", person)
        return self.listen(entry, person)

    def set_aside(self, entry: Entry, outcome: str, candidate: Person | None = None) -> Ruling:
        """A row that waits; one that the office has mended is no news, one that it has dropped is refused."""
        mark = fingerprint(self.book.code, entry.faults[0].code, entry.cells)
        remembered = {ANOTHER: UNCHANGED, DROP: REJECTED}
        outcome = outcome if outcome == DUPLICATE else remembered.get(self.decided.get(mark, ""), outcome)
        return Ruling(entry, outcome, candidate=candidate, fingerprint=mark)

    def suspect(self, entry: Entry, outcome: str, code: str, person: Person) -> Ruling:
        """A row that means somebody already there, or seems to."""
        column = PHONE if code in ("PHONE_CONFLICT", "PHONE_CHANGED") else NAME
        row = self.rows_of.get(id(person), "")
        sentence = SENTENCES[code].format(row=row, name=person.name, phone=mask_phone(person.phone))
        entry.blame(column, code, sentence)
        return self.set_aside(entry, outcome, person)

    def meet(self, entry: Entry, stranger: Person) -> Ruling:
        """A row with a name and number not seen before: a new person, unless he is very like somebody."""
        likely = likely_person(self.known, stranger)
        if likely:
            code, person = likely
            mark = fingerprint(self.book.code, code, entry.cells)
            if self.decided.get(mark) != ANOTHER:
                return self.suspect(entry, REVIEW, code, person)
        return self.welcome(entry, stranger)

    def welcome(self, entry: Entry, person: Person) -> Ruling:
        """A new person."""
        self.touch(person)
        person.shown = dict.fromkeys(FIELDS)
        person.differing = {library: {} for library in entry.libraries[1:]}
        hear(person, entry.libraries[0], entry.values, self.ranks)
        person.differing.update({library: {} for library in entry.libraries})
        self.join(entry, person, entry.libraries)
        self.known.add(person)
        self.rows_of[id(person)] = entry.row.number
        return Ruling(entry, CREATED, person)

    def listen(self, entry: Entry, person: Person) -> Ruling:
        """A row of somebody known: his book speaks, by the rank of its library."""
        self.touch(person)
        self.rows_of[id(person)] = entry.row.number
        fresh = [one for one in entry.libraries if one not in person.differing or one in person.ended]
        for library in entry.libraries if self.book.library is None else ():
            person.differing.setdefault(library, {})
        speak = hear if self.book.library else heed
        changes = speak(person, entry.libraries[0], entry.values, self.ranks)
        if self.book.library and (entry.values["name"], entry.values["phone"]) == (person.name, person.phone):
            forget_former(person, entry.libraries[0])
        person.ended -= set(fresh)
        self.join(entry, person, fresh)
        return Ruling(entry, UPDATED if changes.keys() & set(SHOWN) else UNCHANGED, person)

    def touch(self, person: Person) -> None:
        """Remember how a person stood before."""
        if id(person) not in self.touched:
            self.touched[id(person)] = person, Before.of(person)

    def join(self, entry: Entry, person: Person, libraries: Iterable[int]) -> None:
        """Note new memberships."""
        for library in libraries:
            self.joined.setdefault(id(person), {})[library] = entry.entered_on

    def waiting(self) -> list[Ruling]:
        """The rows to be kept for the office: those that wait and were not dropped or kept before."""
        kept = (ruling for ruling in self.rulings if ruling.fingerprint and ruling.outcome != DUPLICATE)
        return list({ruling.fingerprint: ruling for ruling in kept if ruling.fingerprint not in self.decided}.values())


def forget_former(person: Person, library: int) -> None:
    """The book now knows him by today's name and number."""
    for key in ("name", "phone"):
        person.differing[library].pop(key, None)
