"""The yearly revision of the libraries (年度微调): who comes in, who leaves, what changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from liaison.core import clock
from liaison.core.intake import REVIEW, UNCHANGED, UPDATED
from liaison.roster.actions.books import Entry
from liaison.roster.actions.rulings import Ruling
from liaison.roster.actions.staging import Staging
from liaison.roster.rules import SAME, Person
from liaison.roster.sheets import NAME

COMES, LEAVES = "新增", "退出"
NO_REASON = "年度微调"


@dataclass
class Revision(Staging):
    """Rules on each row by its 操作."""

    def rule_on_person(self, entry: Entry) -> Ruling:
        """What becomes of a row whose cells are all good."""
        operation = entry.values["operation"]
        if operation == COMES:
            return super().rule_on_person(entry)
        person = self.meant(entry)
        if person is None:
            entry.blame(NAME, "PERSON_UNKNOWN", f"库里没有叫{entry.values['name']}、留这个电话的人，请核对")
            return self.set_aside(entry, REVIEW)
        foreign = self.towns.fault_of_person(entry, person)
        if foreign:
            return self.send_away(entry, foreign)
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
        return Ruling(entry, UPDATED, person, changes={"operation": ("在库", "出库")})

    def alter(self, entry: Entry, person: Person) -> Ruling:
        """What is shown of somebody changes, his number perhaps."""
        if person.left_on and self.given.choices.get(entry.place) != SAME:
            return self.suspect(entry, REVIEW, "PERSON_LEFT", person)
        other = self.known.by_identity.get((person.name, entry.values["phone"]), person)
        if other is not person:
            return self.suspect(entry, REVIEW, "PHONE_CONFLICT", other)
        return self.altered(entry, person)

    def altered(self, entry: Entry, person: Person) -> Ruling:
        """The row of somebody who stays, or who comes back because so it was chosen."""
        self.touch(person)
        was_gone, has_new_number = person.left_on is not None, person.phone != entry.values["phone"]
        doubt = self.doubt_of(entry, "PERSON_LEFT", person) if was_gone else None
        mark = self.mark_of(entry, "PERSON_LEFT") if was_gone else ""
        person.left_on = person.left_reason = None
        told = self.give_number(person, entry.values["phone"]) if has_new_number else {}
        ruling = self.listen(entry, person)
        return replace(
            ruling, outcome=UPDATED if was_gone or has_new_number else ruling.outcome, fingerprint=mark, doubt=doubt,
            choice=SAME if was_gone else "", changes={**told, **ruling.changes},
        )  # fmt: skip
