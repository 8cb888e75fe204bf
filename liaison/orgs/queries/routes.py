"""Where a request goes: the committee that receives it, the units that may handle it and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Row, select

from liaison.core.db import db
from liaison.core.text import same_word
from liaison.orgs.models import Category, Organisation, words_of
from liaison.orgs.rules import keyed, weight, words_said

MOST_WORDS_SHOWN = 3


@dataclass(frozen=True)
class Suggestion:
    """A unit that may handle a request. why: one line for the clerk."""

    unit_id: int
    name: str
    why: str


@dataclass(frozen=True)
class Field:
    """A category as routing needs it. words: keyed, its own name among them; unit_id None: the town's own matter."""

    id: int
    name: str
    topic: str
    words: tuple[tuple[str, str], ...]
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
            {row.id: field_of(row) for row in rows},
            {unit.id: unit.name for unit in units},
            {unit.area_id: unit.id for unit in units if unit.kind == "town" and unit.area_id},
        )

    def spoken(self, text: str, topic: str = "") -> list[tuple[Field, list[str]]]:
        """`(field, the words of it that the text says)`, the field that most speaks for first; none without words."""
        key = same_word(text)
        said = [(one, words_said(key, one.words)) for one in self.fields.values() if topic in ("", one.topic)]
        return sorted(filter(itemgetter(1), said), key=lambda pair: -weight(pair[1]))

    def category(self, text: str, topic: str = "") -> int | None:
        """The field that a text most likely belongs to, within a topic of the member's phone where one is given."""
        likeliest = self.spoken(text, topic)
        return likeliest[0][0].id if likeliest else None


@lru_cache(maxsize=1000)
def field_of(row: Row[Any]) -> Field:
    """The field that a row of the category list describes; a row that was met before is not taken apart again."""
    return Field(row.id, row.name, row.topic, keyed([*words_of(row.words), row.name]), row.unit_id)


def quoted(words: list[str]) -> str:
    """The first few words, each in quotation marks."""
    return "".join(f"“{word}”" for word in words[:MOST_WORDS_SHOWN])


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
