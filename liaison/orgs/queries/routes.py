"""Where a request goes: the committee that receives it, the units that may handle it and why."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from liaison.core.db import db
from liaison.orgs.models import Category, Organisation, words_of
from liaison.orgs.rules import TOPICS, weight, words_said

OTHER_TOPIC = TOPICS[-1]
MOST_WORDS_SHOWN = 3


@dataclass(frozen=True)
class Suggestion:
    """A unit that may handle a request. why: one line for the clerk."""

    unit_id: int
    name: str
    why: str


@dataclass(frozen=True)
class Field:
    """A category as routing needs it. unit_id None: the town's own matter."""

    id: int
    name: str
    topic: str
    words: tuple[str, ...]
    unit_id: int | None


@dataclass(frozen=True)
class Routes:
    """The lists that decide where requests go; load it once for a whole inbox.

    unit_names: `{unit: name}`; town_units: `{town: its own unit}`.
    """

    fields: dict[int, Field]
    unit_names: dict[int, str]
    town_units: dict[int, int]

    @classmethod
    def load(cls) -> Routes:
        """Read the categories and units in use: two queries."""
        columns = (Category.id, Category.name, Category.topic, Category.words, Category.unit_id)
        rows = db.session.execute(select(*columns).where(Category.is_active).order_by(Category.id))
        kinds = (Organisation.id, Organisation.kind, Organisation.area_id, Organisation.name)
        wanted = Organisation.is_active, Organisation.kind.in_(("town", "department"))
        units = db.session.execute(select(*kinds).where(*wanted)).all()
        return cls(
            {row.id: Field(row.id, row.name, row.topic, tuple(words_of(row.words)), row.unit_id) for row in rows},
            {unit.id: unit.name for unit in units},
            {unit.area_id: unit.id for unit in units if unit.kind == "town" and unit.area_id},
        )

    def category(self, text: str, topic: str = "") -> int | None:
        """The field that a text most likely belongs to, within a topic of the member's phone where one is given."""
        said = {one.id: self.score(one, text) for one in self.fields.values() if not topic or one.topic == topic}
        best = max(said, key=lambda identity: said[identity], default=None)
        return best if best is not None and said[best] else None

    def score(self, one: Field, text: str) -> int:
        """How much a text speaks for a field: its key words and its own name."""
        return weight(words_said(text, (*one.words, one.name)))

    def units(self, text: str, category_id: int | None, area_id: int | None, most: int = 3) -> list[Suggestion]:
        """Units for a request, the likeliest first: the field's own, those the text speaks for, the town itself."""
        own = self.fields.get(category_id or 0)
        ranked = sorted(self.fields.values(), key=lambda one: -self.score(one, text))
        named = [(one, self.reason(one, text)) for one in ranked if self.score(one, text)]
        if own:
            named.insert(0, (own, f"“{own.name}”一般由它办"))
        found: dict[int, Suggestion] = {}
        for one, why in named:
            unit = one.unit_id or self.town_units.get(area_id or 0)
            if unit in self.unit_names and unit not in found:
                found[unit] = Suggestion(unit, self.unit_names[unit], why)
        town = self.town_units.get(area_id or 0)
        if town and town not in found:
            found = dict(list(found.items())[: most - 1])
            found[town] = Suggestion(town, self.unit_names[town], "区镇自己办")
        return list(found.values())[:most]

    def reason(self, one: Field, text: str) -> str:
        """Which of a field's words the text says."""
        said = words_said(text, (*one.words, one.name))[:MOST_WORDS_SHOWN]
        return "提到" + "".join(f"“{word}”" for word in said)


def receiving_committee(category_id: int | None, area_id: int | None) -> int | None:
    """Who receives a request: the working group of the category's unit, else the committee of this town.

    area_id: the representative's town. None where the town has no committee in use.
    Source: 市政协 转办规则; 邻里纠纷 and 村务公开 have no unit and stay with the town.
    """
    group = select(Organisation.working_group_id).join(Category, Category.unit_id == Organisation.id)
    through = db.session.scalar(group.where(Category.id == category_id)) if category_id else None
    if through:
        return through
    own = select(Organisation.id).where(Organisation.kind == "committee", Organisation.area_id == area_id)
    return db.session.scalar(own.where(Organisation.is_active).order_by(Organisation.id))


def suggested_units(text: str, category_id: int | None = None, area_id: int | None = None) -> list[Suggestion]:
    """Units for one request; for a list of requests load `Routes` once instead."""
    return Routes.load().units(text, category_id, area_id)
