"""One story of the demo: a row of the table of cases, its people, and its case once that is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liaison.assignment.queries import current_five
from liaison.casework.models import Case
from liaison.core.db import db
from liaison.demo import sheets
from liaison.roster.models import Member, Representative


@dataclass
class Story:
    """What is told of one case. used: how many texts of each column; code: with which the asker rates."""

    row: Mapping[str, Any]
    member: Member
    person: Representative
    opened: Case | None = None
    code: str = ""
    used: Counter[str] = field(default_factory=Counter)

    @property
    def case(self) -> Case:
        """Its case, which its first act opened."""
        if self.opened is None:
            raise LookupError(f"{self.row['title']}: not opened yet")
        return self.opened

    def text(self, key: str) -> str:
        """The next text of a column that has one for each round; the last one again when all were told."""
        between = sheets.BETWEEN if key == "proposed" else sheets.ROUNDS
        texts = (self.row[key] or "").split(between)
        place = self.used[key]
        self.used[key] += 1
        return self.placed(texts[place] if place < len(texts) else texts[-1])

    def placed(self, words: str) -> str:
        """Words with the names of this representative's village and town."""
        village = self.person.village or self.person.area
        return words.replace("{村}", village.name).replace("{镇}", self.person.area.name)


def people_at(member: Member, slots: str) -> list[Representative]:
    """Those of a member's five who stand at these places."""
    five = {row.slot: row.representative_id for row in current_five(member.id)}
    return [db.session.get_one(Representative, five[int(slot)]) for slot in slots.split(sheets.BETWEEN)]
