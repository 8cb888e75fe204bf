"""The lists an import needs at hand: what words mean, which libraries there are, how ids are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.core.db import db
from liaison.core.errors import FileRefused
from liaison.core.intake import Given
from liaison.core.sheets import Reading
from liaison.core.text import same_word
from liaison.orgs.models import SEPARATOR, Area, IdentityType, Organisation, Sector, words_of
from liaison.orgs.queries import Names
from liaison.roster.models import Library
from liaison.roster.rules import KnownLibrary, library_of_file, library_of_title
from liaison.roster.sheets import MEMBER_COLUMNS, TAKEN_COLUMNS

NAMED = {
    "sector_id": Sector, "identity_type_id": IdentityType, "area_id": Area, "village_id": Area, "home_area_id": Area,
    "home_village_id": Area, "work_area_id": Area, "organisation_id": Organisation,
}  # fmt: skip
TITLES = {column.key: column.title for column in (*MEMBER_COLUMNS, *TAKEN_COLUMNS)}


@dataclass
class Lists:
    """Loaded once for a command. texts: `{key of a column: {id: name}}`; ranks: main libraries first, then by code."""

    names: Names
    libraries: list[KnownLibrary]
    texts: dict[str, dict[int, str]]
    ranks: dict[int, int]

    @classmethod
    def load(cls) -> Lists:
        """One query for each list."""
        named = {model: dict(db.session.execute(select(model.id, model.name)).all()) for model in set(NAMED.values())}
        libraries = known_libraries()
        ranks = {library.id: rank for rank, library in enumerate(libraries)}
        return cls(Names.load(), libraries, {key: named[model] for key, model in NAMED.items()}, ranks)

    def text(self, key: str, value: Any) -> Any:
        """A value as people read it: ids become names."""
        return self.texts[key].get(value, value) if key in self.texts else value

    def library(self, code: str) -> KnownLibrary:
        """The library with this code; FileRefused when there is none."""
        for library in self.libraries:
            if same_word(library.code) == same_word(code):
                return library
        codes = "、".join(library.code for library in self.libraries)
        raise FileRefused("LIBRARY_UNKNOWN", f"没有编号为“{code}”的信息库，可以写：{codes}")

    @cached_property
    def library_words(self) -> dict[str, KnownLibrary]:
        """Every word that means one library."""
        return {same_word(word): library for library in self.libraries for word in (library.code, *library.words)}

    def libraries_named(self, words: Iterable[str]) -> list[KnownLibrary | str]:
        """The libraries that words name, by rank; a word that names none stays text."""
        found = {self.library_words.get(same_word(word), word) for word in words}
        return sorted(found, key=lambda one: -1 if isinstance(one, str) else self.ranks[one.id])

    def library_given(self, answers: Mapping[str, Any]) -> KnownLibrary | None:
        """The library of a whole book, as the answers tell it: its code, or else its id."""
        if answers.get("library"):
            return self.library(answers["library"])
        return next((one for one in self.libraries if one.id == answers.get("library_id")), None)

    @cached_property
    def names_of_libraries(self) -> dict[int, str]:
        """`{library id: its name}`."""
        return {library.id: library.words[0] for library in self.libraries}

    def library_names(self, ids: Iterable[int]) -> str:
        """Names of libraries in code order, joined by ；."""
        return SEPARATOR.join(self.names_of_libraries[one] for one in sorted(ids, key=self.ranks.__getitem__))


def in_words(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Changes as people read them: titles for keys, names for ids."""
    return {
        TITLES.get(key, key): [called(NAMED[key], value) for value in pair] if key in NAMED else pair
        for key, pair in changes.items()
    }


def called(model: Any, one: int | None) -> str | None:
    """The name of a row of a reference list."""
    return db.session.get(model, one).name if one else None


def library_told(reading: Reading, file_name: str, actor: Actor) -> dict[str, int]:
    """`{"library_id": the library that the file's name or title row tells}`; for a keeper who is not told, his own."""
    libraries = known_libraries()
    told = library_of_file(file_name, libraries) or library_of_title(reading.titles, libraries)
    found = told.id if told else actor.library_id
    return {"library_id": found} if found else {}


def lists_for(given: Given) -> Lists:
    """The lists, loaded once for all files of a command."""
    if "lists" not in given.shared:
        given.shared["lists"] = Lists.load()
    return given.shared["lists"]


def known_libraries() -> list[KnownLibrary]:
    """All libraries by rank, with every word that names one: its own names and those of its owner."""
    statement = (
        select(Library, Organisation.name, Organisation.short, Organisation.aliases)
        .outerjoin(Organisation, Library.owner_id == Organisation.id)
        .order_by(Library.kind != "主信息库", Library.code)
    )
    return [
        KnownLibrary(row.id, row.code, tuple(filter(None, (row.name, row.owner, name, *words_of(aliases)))),
                     row.sector_id, row.area_id)
        for row, name, _short, aliases in db.session.execute(statement)
    ]  # fmt: skip
