"""The yearly revision of the libraries (年度微调): who comes in, who leaves, what changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from liaison.access import Actor
from liaison.core import clock
from liaison.core.intake import REVIEW, UNCHANGED, UPDATED, Report
from liaison.roster.actions.books import Book, Entry, Options, read_book
from liaison.roster.actions.known import known_people
from liaison.roster.actions.lists import Lists
from liaison.roster.actions.staging import Ruling, Staging
from liaison.roster.actions.writing import decisions, wait_for_turn, write
from liaison.roster.rules import KnownPeople, Person, verdict
from liaison.roster.sheets import NAME, YEARLY_BOOK

COMES, LEAVES = "新增", "退出"
NO_REASON = "年度微调"


def read_revision(path: Path, lists: Lists, options: Options) -> Book:
    """The revision in a file. Raises FileRefused."""
    return read_book(path, lists, options, YEARLY_BOOK)


def take_in_revision(book: Book, lists: Lists, actor: Actor) -> Report:
    """Let people in, let them go and change them as the file says; what does not fit waits."""
    wait_for_turn()
    staging = stage_revision(book, lists, known_people())
    write(staging, lists, actor)
    return book.report


def stage_revision(book: Book, lists: Lists, known: KnownPeople) -> Staging:
    """What a revision would do, with nothing written."""
    return Revision(book, known, lists.ranks, decisions(), kind="annual_update").run()


@dataclass
class Revision(Staging):
    """Rules on each row by its 操作."""

    def rule_on(self, entry: Entry) -> Ruling:
        """What becomes of one row."""
        if entry.faults:
            return self.set_aside(entry, verdict(fault.code for fault in entry.faults))
        operation = entry.values["operation"]
        if operation == COMES:
            return super().rule_on(entry)
        person = self.meant(entry)
        if person is None:
            entry.blame(NAME, "PERSON_UNKNOWN", f"库里没有叫{entry.values['name']}、留这个电话的人，请核对")
            return self.set_aside(entry, REVIEW)
        return self.let_go(entry, person) if operation == LEAVES else self.alter(entry, person)

    def meant(self, entry: Entry) -> Person | None:
        """The person of a row, by his former number or his present one."""
        name, numbers = entry.values["name"], (entry.values.get("former_phone"), entry.values["phone"])
        found = (self.known.by_identity.get((name, number)) for number in numbers if number)
        return next((person for person in found if person), None)

    def let_go(self, entry: Entry, person: Person) -> Ruling:
        """Somebody leaves; who has left already is no news."""
        if person.left_on:
            return Ruling(entry, UNCHANGED, person)
        self.touch(person)
        person.left_on, person.left_reason = clock.today(), entry.values.get("reason") or NO_REASON
        return Ruling(entry, UPDATED, person)

    def alter(self, entry: Entry, person: Person) -> Ruling:
        """What is shown of somebody changes, his number perhaps; the books still know him by the old one."""
        if person.left_on:
            return self.suspect(entry, REVIEW, "PERSON_LEFT", person)
        self.touch(person)
        has_new_number = person.phone != entry.values["phone"]
        if has_new_number:
            for said in person.differing.values():
                said.setdefault("phone", person.phone)
            person.phone = entry.values["phone"]
            self.known.add(person)
        ruling = self.listen(entry, person)
        return Ruling(entry, UPDATED, person) if has_new_number else ruling
