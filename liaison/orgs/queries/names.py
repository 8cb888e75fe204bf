"""What the words of a file mean: names, short names and aliases of every list, looked up in memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from liaison.core.db import db
from liaison.orgs.models import (
    Area,
    Category,
    Channel,
    IdentityType,
    Organisation,
    Section,
    Sector,
    Task,
    words_of,
)
from liaison.orgs.rules import ALIAS, NAME, RETIRED, SHORT, Words, sector_key

KIND_GROUPS: dict[str, tuple[str, ...]] = {
    "organisation": ("town", "department", "committee", "working_group", "office"),
    "unit": ("town", "department"),
    "committee": ("committee", "working_group"),
    "working_group": ("working_group",),
}


@dataclass
class Names:
    """What the words of a file mean. Load it once for a whole file: each lookup is then a dictionary's.

    Every lookup gives an id, or None for a word that nothing, or more than one thing, goes by.
    type_sectors: `{identity type: its sector}`.
    """

    sectors: Words = field(default_factory=lambda: Words(sector_key))
    types: dict[Hashable, Words] = field(default_factory=dict)
    type_sectors: dict[int, int] = field(default_factory=dict)
    towns: Words = field(default_factory=Words)
    villages: dict[Hashable, Words] = field(default_factory=dict)
    organisations: dict[Hashable, Words] = field(default_factory=dict)
    sections: dict[Hashable, Words] = field(default_factory=dict)
    categories: dict[Hashable, Words] = field(default_factory=dict)
    channels: Words = field(default_factory=Words)
    tasks: Words = field(default_factory=Words)

    @classmethod
    def load(cls) -> Names:
        """Read all lists, retired rows too: one query for each."""
        names = cls()
        for load in LOADERS:
            load(names)
        return names

    def sector(self, word: str | None) -> int | None:
        """A sector; the ending 界 may be missing."""
        return self.sectors.find(word)

    def identity_type(self, word: str | None, sector_id: int | None = None) -> int | None:
        """An identity type of this sector, or of any sector where none is given."""
        return found(self.types, sector_id, word)

    def area(self, word: str | None) -> int | None:
        """A town, by name, short name or alias."""
        return self.towns.find(word)

    def village(self, word: str | None, area_id: int | None) -> int | None:
        """A village of this town, by name or short name."""
        return found(self.villages, area_id, word) if area_id else None

    def organisation(self, word: str | None) -> int | None:
        """Any organisation; 市 + short name is an alias of a department."""
        return found(self.organisations, "organisation", word)

    def unit(self, word: str | None) -> int | None:
        """A department or town that handles requests."""
        return found(self.organisations, "unit", word)

    def committee(self, word: str | None) -> int | None:
        """A town work committee or a working group."""
        return found(self.organisations, "committee", word)

    def working_group(self, word: str | None) -> int | None:
        """A working group."""
        return found(self.organisations, "working_group", word)

    def section(self, word: str | None, organisation_id: int | None) -> int | None:
        """A section of this unit."""
        return found(self.sections, organisation_id, word) if organisation_id else None

    def category(self, group: str | None, name: str | None) -> int | None:
        """A field of requests by its two levels; the upper one may be blank where the lower one is clear."""
        return found(self.categories, self.towns.key(group or ""), name)

    def channel(self, word: str | None) -> int | None:
        """A way of contact."""
        return self.channels.find(word)

    def task(self, word: str | None) -> int | None:
        """One of the five tasks."""
        return self.tasks.find(word)

    def meaning(self, source: str, word: str | None, within: int | None = None) -> int | None:
        """What a word means in a list. within: the sector of a type, the town of a village, the unit of a section."""
        look_up = getattr(self, source)
        return look_up(word, within) if source in NESTED else look_up(word)

    def doubtful(self) -> list[str]:
        """Words in use that mean several rows of one list at once."""
        single = [self.sectors, self.towns, self.channels, self.tasks]
        nested = [*self.villages.values(), *(w for sector, w in self.types.items() if sector), *self.sections.values()]
        return [word for words in (*single, *nested, self.organisations["organisation"]) for word in words.doubtful()]


NESTED = frozenset({"identity_type", "village", "section"})


def found(tables: dict[Hashable, Words], key: Hashable, word: str | None) -> int | None:
    """The id of a word in one of several tables."""
    return tables[key].find(word) if key in tables else None


def put(
    words: Words, row: Any, name: str, shorts: Iterable[str] = (), aliases: str = ""
) -> None:
    """Let a row's words mean it; those of a retired row give way to all others."""
    ranks = ((NAME, [name]), (SHORT, shorts), (ALIAS, words_of(aliases)))
    for rank, said in ranks:
        words.add(row.id, rank if row.is_active else RETIRED, said)


def load_sectors(names: Names) -> None:
    """The sectors' words."""
    for row in db.session.execute(select(Sector.id, Sector.is_active, Sector.name, Sector.aliases)):
        put(names.sectors, row, row.name, aliases=row.aliases)


def load_types(names: Names) -> None:
    """The identity types' words, by sector and in all."""
    kind = IdentityType
    for row in db.session.execute(select(kind.id, kind.is_active, kind.sector_id, kind.name, kind.aliases)):
        names.type_sectors[row.id] = row.sector_id
        for sector in (row.sector_id, None):
            put(names.types.setdefault(sector, Words()), row, row.name, aliases=row.aliases)


def load_areas(names: Names) -> None:
    """The towns' words, and the villages' by town."""
    columns = (Area.id, Area.is_active, Area.parent_id, Area.name, Area.short, Area.aliases)
    for row in db.session.execute(select(*columns)):
        words = names.villages.setdefault(row.parent_id, Words()) if row.parent_id else names.towns
        put(words, row, row.name, [row.short], row.aliases)


def load_organisations(names: Names) -> None:
    """The organisations' words, for each group of kinds; those of a town's unit are the town's own as well."""
    names.organisations.update({group: Words() for group in KIND_GROUPS})
    columns = (
        Organisation.id, Organisation.is_active, Organisation.kind, Organisation.name, Organisation.short,
        Organisation.aliases, Area.aliases.label("town_aliases"),
    )  # fmt: skip
    for row in db.session.execute(select(*columns).outerjoin(Organisation.area)):
        shorts = [row.short, f"市{row.short}"] if row.kind == "department" and row.short else [row.short]
        aliases = f"{row.aliases}；{row.town_aliases}" if row.kind == "town" else row.aliases
        for group, kinds in KIND_GROUPS.items():
            if row.kind in kinds:
                put(names.organisations[group], row, row.name, shorts, aliases)


def load_sections(names: Names) -> None:
    """The sections' words, by unit."""
    for row in db.session.execute(select(Section.id, Section.is_active, Section.organisation_id, Section.name)):
        put(names.sections.setdefault(row.organisation_id, Words()), row, row.name)


def load_categories(names: Names) -> None:
    """The categories' words, by upper level and in all."""
    for row in db.session.execute(select(Category.id, Category.is_active, Category.group_name, Category.name)):
        for group in (names.towns.key(row.group_name), ""):
            put(names.categories.setdefault(group, Words()), row, row.name)


def load_channels(names: Names) -> None:
    """The ways of contact and the five tasks."""
    for model, words in ((Channel, names.channels), (Task, names.tasks)):
        for row in db.session.execute(select(model.id, model.is_active, model.name, model.short)):
            put(words, row, row.name, [row.short])


LOADERS: tuple[Callable[[Names], None], ...] = (
    load_sectors, load_types, load_areas, load_organisations, load_sections, load_categories, load_channels,
)  # fmt: skip
