"""Deciding what becomes of each row of a book, in memory: nothing is written, nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from liaison.access import Actor
from liaison.core.intake import (
    CREATED,
    DUPLICATE,
    REJECTED,
    REVIEW,
    UNCHANGED,
    UPDATED,
    Fault,
    Given,
    Report,
)
from liaison.core.text import mask_phone
from liaison.roster.actions.books import Book, Entry
from liaison.roster.actions.lists import Lists
from liaison.roster.actions.newcomers import Newcomers
from liaison.roster.actions.readying import Ready, made_ready
from liaison.roster.actions.rulings import Before, Ruling
from liaison.roster.actions.towns import Towns
from liaison.roster.rules import (
    ANOTHER,
    DROP,
    FIELDS,
    SAME,
    SHOWN,
    KnownPeople,
    Person,
    fingerprint,
    hear,
    heed,
    likely_person,
    verdict,
)  # fmt: skip
from liaison.roster.rules.intake import heard
from liaison.roster.sheets import NAME, PHONE

SENTENCES = {
    "DUPLICATE": "和第 {row} 行是同一个人",
    "PHONE_CONFLICT": "这个电话已经是{name}的，请核对是不是同一个人",
    "PHONE_CHANGED": "同名、同出生年月、同区镇的{name}留的是 {phone}，请核对是不是换了号码",
    "PERSON_LEFT": "{name}已经出库，请核对要不要恢复",
}
# What can be decided about a doubtful row before it goes in.
CHOICES = {"PHONE_CONFLICT": (SAME, ANOTHER), "PHONE_CHANGED": (SAME, ANOTHER), "PERSON_LEFT": (SAME,)}
TOLD_EVERY = 100


@dataclass
class Staging:
    """Everything a book will do. Keyed by id() of a person, since new ones have no number yet.

    decided: `{fingerprint: decision}` of rows that wait or waited; touched: how a person stood before;
    joined: `{library: day of entry}` of his new memberships; rows_of: his row here.
    """

    book: Book
    known: KnownPeople
    lists: Lists
    decided: Mapping[str, str]
    given: Given
    actor: Actor
    rulings: list[Ruling] = field(default_factory=list)
    touched: dict[int, tuple[Person, Before]] = field(default_factory=dict)
    joined: dict[int, dict[int, date | None]] = field(default_factory=dict)
    rows_of: dict[int, int] = field(default_factory=dict)

    @property
    def report(self) -> Report:
        """One result for each row."""
        return self.book.report

    @property
    def has_news(self) -> bool:
        """Whether anything is to be written."""
        return any((self.waiting, self.newcomers.people, self.ready))

    @cached_property
    def changed(self) -> list[tuple[Person, Before]]:
        """Those of whom anything is to be written, and how they stood before."""
        return [
            (person, before) for person, before in self.touched.values()
            if person.id is None or before != Before.of(person)
        ]  # fmt: skip

    @cached_property
    def ready(self) -> list[Ready]:
        """What is to be written of those who stood already, made ready before anybody has to wait for it."""
        return [
            made_ready(person, before, self.joined.get(id(person), {}), self.lists)
            for person, before in self.changed if person.id is not None
        ]  # fmt: skip

    @cached_property
    def newcomers(self) -> Newcomers:
        """What is to be written of new people, made ready as well."""
        return Newcomers.of([one for one in self.changed if one[0].id is None], self.joined, self.lists)

    @cached_property
    def waiting(self) -> list[Ruling]:
        """The rows to be kept for the office: those that wait and were not dropped or kept before."""
        kept = [ruling for ruling in self.rulings if ruling.fingerprint and not ruling.choice]
        new = (one for one in kept if one.outcome != DUPLICATE and one.fingerprint not in self.decided)
        return list({ruling.fingerprint: ruling for ruling in new}.values())

    @property
    def chosen(self) -> list[Ruling]:
        """The doubtful rows that were decided before they go in."""
        return list({ruling.fingerprint: ruling for ruling in self.rulings if ruling.choice}.values())

    @cached_property
    def towns(self) -> Towns:
        """Whose people the actor may bring in."""
        return Towns.of(self.actor, self.lists)

    def run(self) -> Staging:
        """Rule on every row, in the order of the file."""
        whole = len(self.book.entries)
        for done, entry in enumerate(self.book.entries):
            if done % TOLD_EVERY == 0:
                self.given.tell(done, whole)
            self.rulings.append(self.rule_on(entry))
        self.report.rows = [ruling.result() for ruling in self.rulings]
        self.report.memberships = sum(map(len, self.joined.values()))
        return self

    def rule_on(self, entry: Entry) -> Ruling:
        """What becomes of one row."""
        fault = self.towns.fault_of(entry)
        if fault:
            return self.send_away(entry, fault)
        if entry.faults:
            return self.set_aside(entry, verdict(fault.code for fault in entry.faults))
        return self.rule_on_person(entry)

    def rule_on_person(self, entry: Entry) -> Ruling:
        """What becomes of a row whose cells are all good."""
        stranger = entry.person()
        person = self.known.by_identity.get((stranger.name, stranger.phone))
        if person is None:
            return self.meet(entry, stranger)
        if self.is_mark(stranger, person):
            return Ruling(entry, UNCHANGED, person)
        if id(person) in self.rows_of:
            return self.suspect(entry, DUPLICATE, "DUPLICATE", person)
        if person.left_on:
            return self.suspect(entry, REVIEW, "PERSON_LEFT", person)
        return self.listen(entry, person)

    def is_mark(self, stranger: Person, person: Person) -> bool:
        """Whether the row names somebody merged into a person whom this book knows by his own row as well."""
        if (stranger.name, stranger.phone) not in self.known.marks:
            return False
        library = self.book.library and self.book.library.id
        known_by = person.identity_in(library) if library in person.differing else None
        return known_by != (stranger.name, stranger.phone)

    def send_away(self, entry: Entry, fault: Fault) -> Ruling:
        """A row of another town: it is refused here and does not wait."""
        entry.faults = [fault]
        return Ruling(entry, REJECTED)

    def set_aside(self, entry: Entry, outcome: str, candidate: Person | None = None) -> Ruling:
        """A row that waits; one that the office has mended is no news, one that it has dropped is refused."""
        mark = self.mark_of(entry, entry.faults[0].code)
        remembered = {ANOTHER: UNCHANGED, DROP: REJECTED}
        outcome = outcome if outcome == DUPLICATE else remembered.get(self.decided.get(mark, ""), outcome)
        return Ruling(entry, outcome, candidate=candidate, fingerprint=mark)

    def mark_of(self, entry: Entry, code: str) -> str:
        """What a decision about a row is remembered by."""
        return fingerprint(self.book.code, code, entry.cells)

    def suspect(self, entry: Entry, outcome: str, code: str, person: Person) -> Ruling:
        """A row that means somebody already there, or seems to; what was chosen for it is done."""
        foreign = self.towns.fault_of_person(entry, person)
        if foreign:
            return self.send_away(entry, foreign)
        if self.given.choices.get(entry.place) == SAME and code in CHOICES:
            return self.take_as_same(entry, code, person)
        entry.faults.append(self.doubt_of(entry, code, person))
        return self.set_aside(entry, outcome, person)

    def doubt_of(self, entry: Entry, code: str, person: Person) -> Fault:
        """Why a row does not simply go in: it means somebody already there, or seems to."""
        column = PHONE if code in ("PHONE_CONFLICT", "PHONE_CHANGED") else NAME
        row = self.rows_of.get(id(person), "")
        sentence = SENTENCES[code].format(row=row, name=person.name, phone=mask_phone(person.phone))
        return entry.fault(column, code, sentence)

    def meet(self, entry: Entry, stranger: Person) -> Ruling:
        """A row with a name and number not seen before: a new person, unless he is very like somebody."""
        likely = likely_person(self.known, stranger)
        if likely is None:
            return self.welcome(entry, stranger)
        code, person = likely
        mark = self.mark_of(entry, code)
        if self.decided.get(mark) == ANOTHER:
            return self.welcome(entry, stranger)
        if self.given.choices.get(entry.place) != ANOTHER:
            return self.suspect(entry, REVIEW, code, person)
        doubt = self.doubt_of(entry, code, person)
        return replace(self.welcome(entry, stranger), fingerprint=mark, choice=ANOTHER, doubt=doubt)

    def take_as_same(self, entry: Entry, code: str, person: Person) -> Ruling:
        """A doubtful row speaks of the person it may mean; a changed number becomes his."""
        self.touch(person)
        doubt, mark = self.doubt_of(entry, code, person), self.mark_of(entry, code)
        aliases = [[person.name, person.phone], [entry.values["name"], entry.values["phone"]]]
        told: dict[str, tuple[str, str]] = {}
        if code == "PERSON_LEFT":
            person.left_on = person.left_reason = None
        if code == "PHONE_CHANGED":
            told = self.give_number(person, entry.values["phone"])
        ruling = self.listen(entry, person)
        return replace(
            ruling, outcome=ruling.outcome if code == "PHONE_CONFLICT" else UPDATED, candidate=person, choice=SAME,
            fingerprint=mark, doubt=doubt, aliases=aliases, changes={**told, **ruling.changes},
        )  # fmt: skip

    def give_number(self, person: Person, phone: str) -> dict[str, tuple[str, str]]:
        """A person's new number; the books still know him by the old one. Gives the change in words."""
        for said in person.differing.values():
            said.setdefault("phone", person.phone)
        told = {"phone": (mask_phone(person.phone), mask_phone(phone))}
        person.phone = phone
        self.known.add(person)
        return told

    def welcome(self, entry: Entry, person: Person) -> Ruling:
        """A new person."""
        self.touch(person)
        person.shown = {key: entry.values.get(key) for key in FIELDS}
        person.differing = {library: {} for library in entry.libraries}
        self.join(entry, person, entry.libraries)
        self.known.add(person)
        self.rows_of[id(person)] = entry.row.number
        return Ruling(entry, CREATED, person)

    def listen(self, entry: Entry, person: Person) -> Ruling:
        """A row of somebody known: his book speaks, by the rank of its library."""
        foreign = self.towns.fault_of_person(entry, person)
        if foreign:
            return self.send_away(entry, foreign)
        self.touch(person)
        self.rows_of[id(person)] = entry.row.number
        fresh = [one for one in entry.libraries if one not in person.differing or one in person.ended]
        changes = self.speak(entry, person)
        person.ended -= set(fresh)
        self.join(entry, person, fresh)
        told = {key: self.in_words(key, *pair) for key, pair in changes.items() if key in SHOWN}
        return Ruling(entry, UPDATED if told else UNCHANGED, person, changes=told)

    def speak(self, entry: Entry, person: Person) -> Mapping[str, list[Any]]:
        """Let a row speak of a person, as far as the columns may change; gives what changed in what is shown."""
        values = heard(entry.values, person.shown, self.given.policies)
        library = self.book.library
        if library is None:
            for one in entry.libraries:
                person.differing.setdefault(one, {})
            return heed(person, entry.libraries[0], values, self.lists.ranks)
        changes = hear(person, library.id, values, self.lists.ranks)
        if (entry.values["name"], entry.values["phone"]) == (person.name, person.phone):
            forget_former(person, library.id)
        return changes

    def in_words(self, key: str, old: Any, new: Any) -> tuple[str, str]:
        """A change of one field as people read it."""
        old, new = (self.lists.text(key, value) for value in (old, new))
        return "" if old is None else str(old), "" if new is None else str(new)

    def touch(self, person: Person) -> None:
        """Remember how a person stood before."""
        if id(person) not in self.touched:
            self.touched[id(person)] = person, Before.of(person)

    def join(self, entry: Entry, person: Person, libraries: Iterable[int]) -> None:
        """Note new memberships."""
        for library in libraries:
            self.joined.setdefault(id(person), {})[library] = entry.entered_on


def forget_former(person: Person, library: int) -> None:
    """The book now knows him by today's name and number."""
    for key in ("name", "phone"):
        person.differing[library].pop(key, None)
