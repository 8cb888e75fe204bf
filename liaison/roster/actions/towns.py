"""Whose people an actor may bring in: a town's clerk those of his own town (IM-07), others all."""

from __future__ import annotations

from dataclasses import dataclass

from liaison.access import Actor, Role
from liaison.core.intake import Fault
from liaison.roster.actions.books import Entry
from liaison.roster.actions.lists import Lists
from liaison.roster.rules import Person
from liaison.roster.rules.intake import OTHER_TOWN, foreign_person_sentence, other_town_sentence
from liaison.roster.sheets import AREA, NAME


@dataclass(frozen=True)
class Towns:
    """own: the town of the clerk, None where the actor is bound to none; libraries: those of that town."""

    own: int | None
    libraries: frozenset[int]
    lists: Lists

    @classmethod
    def of(cls, actor: Actor, lists: Lists) -> Towns:
        """The bounds of this actor."""
        own = actor.area_id if actor.role is Role.CLERK else None
        return cls(own, frozenset(one.id for one in lists.libraries if own and one.area_id == own), lists)

    def fault_of(self, entry: Entry) -> Fault | None:
        """Why a row is not the actor's to bring in; None where it is."""
        town = entry.values.get("area_id")
        if self.own is None or town is None or town == self.own:
            return None
        return entry.fault(AREA, OTHER_TOWN, other_town_sentence(self.name_of(town), self.name_of(self.own)))

    def fault_of_person(self, entry: Entry, person: Person) -> Fault | None:
        """Why the person whom a row means is not the actor's to change; None where he is."""
        if self.own is None or person.id is None or person.shown.get("area_id") == self.own:
            return None
        if person.differing.keys() & self.libraries:
            return None
        town = self.name_of(person.shown["area_id"])
        sentence = foreign_person_sentence(entry.name, town, self.name_of(self.own))
        return entry.fault(NAME, OTHER_TOWN, sentence)

    def name_of(self, town: int) -> str:
        """What a town is called."""
        return str(self.lists.text(AREA.key, town))
