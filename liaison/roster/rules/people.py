"""Who is one person, whose word counts, and which row of a book may go in: pure rules of the libraries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liaison.core.intake import REJECTED, REVIEW
from liaison.core.text import same_word

SHOWN = (
    "gender", "ethnic", "birth", "party", "education", "sector_id", "identity_type_id", "unit_title", "area_id",
    "village_id", "remark",
)  # fmt: skip
PARTS = ("unit", "title")
FIELDS = (*SHOWN, *PARTS)

# A row with only such faults waits for the office; any other fault refuses it (DECISIONS 1).
REVIEWED = frozenset({
    "PHONE_CONFLICT", "PHONE_CHANGED", "PHONE_LANDLINE", "TYPE_UNKNOWN", "TYPE_OTHER_SECTOR", "GENDER_UNKNOWN",
    "VILLAGE_UNKNOWN", "PERSON_LEFT", "PERSON_UNKNOWN",
})  # fmt: skip

SAME, ANOTHER, DROP = "same", "another", "drop"
DECISIONS = {SAME: "是同一个人", ANOTHER: "是另一个人", DROP: "不收这一行"}


def spellings(*lines: str) -> dict[str, str]:
    """`{other spelling: the office's word}` of lines such as `大专：专科 大学专科`."""
    pairs = (line.split("：") for line in lines)
    return {same_word(other): word for word, others in pairs for other in (word, *others.split())}


GENDERS = spellings("男：男性 先生", "女：女性 女士")
PARTIES = spellings(
    "群众：非党 非党员 无 普通群众",
    "中共党员：党员 共产党员 中国共产党党员 中共",
    "中共预备党员：预备党员",
    "共青团员：团员",
    "无党派人士：无党派",
    "民革党员：民革",
    "民盟盟员：民盟",
    "民建会员：民建",
    "民进会员：民进",
    "农工党党员：农工党 农工",
    "致公党党员：致公党 致公",
    "九三学社社员：九三学社 九三",
    "台盟盟员：台盟",
)
EDUCATIONS = spellings(
    "大专：专科 大学专科",
    "本科：大学本科 大学 学士",
    "研究生：硕士 博士 硕士研究生 博士研究生",
    "高中（中专）：高中 中专 职高 技校",
)


def usual_word(word: str | None, words: Mapping[str, str]) -> str | None:
    """The word the office uses for this one; an unknown word stays as it is."""
    return words.get(same_word(word), word) if word else None


def usual_nation(word: str | None) -> str | None:
    """An ethnic group with its 族: `汉` → `汉族`."""
    return word if not word or word.endswith("族") or len(word) > 5 else f"{word}族"


@dataclass
class Person:
    """A representative as an import knows him. differing: `{library id: {field: what that book says}}`.

    A field missing in `differing` is as shown; None there means that the book leaves it blank.
    """

    id: int | None
    name: str
    phone: str
    shown: dict[str, Any]
    differing: dict[int, dict[str, Any]] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    left_on: date | None = None
    left_reason: str | None = None

    @property
    def origin(self) -> tuple[str, Any, Any]:
        """What stays when somebody changes his number: name, month of birth, town."""
        return self.name, self.shown.get("birth"), self.shown.get("area_id")

    def identity_in(self, library_id: int) -> tuple[str, str]:
        """The name and number by which the book of a library knows him; a correction by hand leaves it there."""
        differing = self.differing[library_id]
        return differing.get("name", self.name), differing.get("phone", self.phone)

    def said(self, library_id: int, key: str) -> Any:
        """What the book of a library says of a field."""
        return self.differing[library_id].get(key, self.shown.get(key))


def hear(person: Person, library_id: int, values: Mapping[str, Any], ranks: Mapping[int, int]) -> dict[str, list[Any]]:
    """Let one library's book speak of a person; gives what changed in what is shown, `{field: [before, after]}`.

    A blank says nothing. What the book has said before is not said anew, so later corrections stay.
    ranks: `{library id: rank}`, lowest first. Source: DECISIONS 2.
    """
    if library_id not in person.differing:
        person.differing[library_id] = dict.fromkeys(FIELDS)
    changes = {}
    for key in FIELDS:
        value = values.get(key)
        if value is None or value == person.said(library_id, key):
            continue
        person.differing[library_id][key] = value
        if value != person.shown.get(key) and outranks(person, library_id, key, ranks):
            changes[key] = [person.shown.get(key), value]
            show(person, key, value)
    tidy(person)
    return changes


def heed(person: Person, library_id: int, values: Mapping[str, Any], ranks: Mapping[int, int]) -> dict[str, list[Any]]:
    """Let the office's own book speak of a person; as `hear`, but what the libraries' books said stays theirs.

    So their books, read again, take nothing back. library_id: the highest library that the row names.
    """
    changes = {}
    for key in FIELDS:
        value = values.get(key)
        if value is None or value == person.shown.get(key):
            continue
        if outranks(person, library_id, key, ranks):
            changes[key] = [person.shown.get(key), value]
            show(person, key, value)
        else:
            person.differing[library_id][key] = value
    tidy(person)
    return changes


def outranks(person: Person, library_id: int, key: str, ranks: Mapping[int, int]) -> bool:
    """Whether no library of higher standing says anything of this field."""
    above = (other for other in person.differing if ranks[other] < ranks[library_id])
    return all(person.said(other, key) is None for other in above)


def show(person: Person, key: str, value: Any) -> None:
    """Show another value; each book keeps what it said before."""
    for said in person.differing.values():
        said.setdefault(key, person.shown.get(key))
    person.shown[key] = value


def tidy(person: Person) -> None:
    """Keep only what really differs from what is shown."""
    for library_id, said in person.differing.items():
        person.differing[library_id] = {k: v for k, v in said.items() if v != person.shown.get(k)}


@dataclass
class KnownPeople:
    """Everybody whom an import may meet, found by identity, by phone or by origin.

    marks: names and numbers of those who turned out to be somebody else; seen: whom this file has named already.
    """

    by_identity: dict[tuple[str, str], Person] = field(default_factory=dict)
    by_phone: dict[str, Person] = field(default_factory=dict)
    by_origin: dict[tuple[str, Any, Any], Person] = field(default_factory=dict)
    marks: set[tuple[str, str]] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    def add(self, person: Person) -> None:
        """Make a person known."""
        self.by_identity[person.name, person.phone] = person
        self.by_phone.setdefault(person.phone, person)
        if person.origin[1] and person.origin[2]:
            self.by_origin.setdefault(person.origin, person)

    def add_mark(self, name: str, phone: str, keeper: Person) -> None:
        """Let the name and number of somebody who was merged mean whoever he turned out to be."""
        self.by_identity.setdefault((name, phone), keeper)
        self.by_phone.setdefault(phone, keeper)
        self.marks.add((name, phone))


def likely_person(known: KnownPeople, entry: Person) -> tuple[str, Person] | None:
    """The person a new row might mean though its name or phone differs, with the cause; None when he is new."""
    by_phone = known.by_phone.get(entry.phone)
    if by_phone:
        return "PHONE_CONFLICT", by_phone
    by_origin = known.by_origin.get(entry.origin)
    return ("PHONE_CHANGED", by_origin) if by_origin else None


def verdict(codes: Iterable[str]) -> str:
    """`review` when the office can settle every fault, else `rejected`."""
    return REVIEW if all(code in REVIEWED for code in codes) else REJECTED


def fingerprint(library: str, code: str, cells: Mapping[str, Any]) -> str:
    """What a decision is remembered by: library, cause, name and phone; all cells where one of these is missing."""
    name, phone = cells.get("name") or cells.get("no"), cells.get("phone")
    words = [name, phone] if name and phone else sorted(f"{key}={value}" for key, value in cells.items())
    told = [same_word(str(word)) for word in words]
    return hashlib.sha256(json.dumps([library, code, *told], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class KnownLibrary:
    """A library as a file may name it. words: its name and those of its owner."""

    id: int
    code: str
    words: tuple[str, ...]
    sector_id: int | None = None
    area_id: int | None = None


def library_of_file(file_name: str, libraries: Iterable[KnownLibrary]) -> KnownLibrary | None:
    """The library whose code begins the file's name: `M03_…`, `Z06 …`."""
    name = same_word(file_name)
    for library in libraries:
        code = same_word(library.code)
        after = name[len(code):len(code) + 1]
        if name.startswith(code) and not (after.isascii() and after.isalnum()):
            return library
    return None


def library_of_title(titles: Iterable[str], libraries: Iterable[KnownLibrary]) -> KnownLibrary | None:
    """The library, or the owner, that a title row names; the longest name wins, two equal ones name none."""
    text = same_word("".join(titles))
    named = sorted(
        ((len(word), library.code, library) for library in libraries for word in map(same_word, library.words)
         if word and word in text),
        key=lambda hit: -hit[0],
    )  # fmt: skip
    if not named or any(hit[0] == named[0][0] and hit[1] != named[0][1] for hit in named):
        return None
    return named[0][2]


def joined(unit: str | None, title: str | None) -> str | None:
    """工作单位及职务 of its two parts."""
    return f"{unit or ''}{title or ''}" or None
