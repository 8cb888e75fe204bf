"""How often the right unit is suggested: the past year in its order and in folds, and the same matters reworded.

`python -m tests.bench.routing` prints the figures.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from liaison.casework.rules.routing import TOWN, Past, learn
from liaison.orgs.rules import keyed, weight, words_said

ROOT = Path(__file__).parents[2]
TRUTH = ROOT / "tests" / "data" / "haian" / "truth" / "requests_expected.csv"
REWORDED = ROOT / "tests" / "data" / "routing" / "reworded.csv"
KEPT = ROOT / "tests" / "data" / "routing" / "kept.csv"  # written after the lists of words; no word of it was added
FOLDS = 5

Order = Callable[["Asked"], Sequence[int]]


@dataclass(frozen=True)
class Field:
    """A category as routing needs it."""

    id: int
    name: str
    words: tuple[tuple[str, str], ...]
    unit_id: int | None


class Asked(NamedTuple):
    """A request with the unit that is right for it."""

    category_id: int
    unit_id: int
    text: str

    @property
    def past(self) -> Past:
        """The request once it was decided."""
        return Past(self.category_id, self.unit_id, None, self.text)


class Hits(NamedTuple):
    """How many of how many were right at the first place, and within the first three."""

    first: int
    three: int
    number: int

    def __str__(self) -> str:
        return f"top-1 {self.first / self.number:6.1%}   top-3 {self.three / self.number:6.1%}   of {self.number}"


def rows(path: Path) -> list[dict[str, str]]:
    """The lines of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def shipped_fields() -> dict[int, Field]:
    """The categories as they are shipped; units are numbered in their order, 0 is the town's own."""
    lines = rows(ROOT / "seed" / "categories.csv")
    units = {name: place for place, name in enumerate(sorted({line["默认承办单位"] for line in lines} - {""}), 1)}
    names = ((place, line, keyed([*line["关键词"].split("；"), line["子类"]])) for place, line in enumerate(lines, 1))
    return {place: Field(place, line["子类"], words, units.get(line["默认承办单位"])) for place, line, words in names}


def the_year(fields: dict[int, Field]) -> list[Asked]:
    """The requests of the past year, oldest first."""
    named = {one.name: one for one in fields.values()}
    lines = sorted(rows(TRUTH), key=lambda line: line["contact_no"])
    return [asked(named[line["l2"]], line["title"], line["text"]) for line in lines]


def reworded(fields: dict[int, Field], path: Path = REWORDED) -> list[Asked]:
    """The same kinds of matters in other words."""
    named = {one.name: one for one in fields.values()}
    return [asked(named[line["子类"]], line["标题"], line["内容"]) for line in rows(path)]


def asked(field: Field, title: str, text: str) -> Asked:
    """A request of a field; its right unit is the field's own."""
    return Asked(field.id, field.unit_id or TOWN, f"{title} {text}")


def learned(fields: dict[int, Field], pasts: Iterable[Asked], *, is_told: bool = False) -> Order:
    """What learning suggests. is_told: whether it is told the field."""
    lessons = learn(fields, [one.past for one in pasts])
    return lambda one: [
        guess.unit_id for guess in lessons.guesses(one.text, one.category_id if is_told else None, None)
    ]  # fmt: skip


def by_list(fields: dict[int, Field]) -> Order:
    """What the office's words alone suggest, without learning."""

    def order(one: Asked) -> list[int]:
        said = [(field, words_said(one.text, field.words)) for field in fields.values()]
        best = sorted((pair for pair in said if pair[1]), key=lambda pair: -weight(pair[1]))
        return list(dict.fromkeys(field.unit_id or TOWN for field, _ in best))[:3]

    return order


def hits(order: Order, requests: Sequence[Asked]) -> Hits:
    """How often the right unit comes first, and within three."""
    orders = [(order(one), one.unit_id) for one in requests]
    return Hits(sum(right in found[:1] for found, right in orders), sum(right in found for found, right in orders),
                len(requests))  # fmt: skip


def hits_in_order(fields: dict[int, Field], year: Sequence[Asked], first: int) -> Hits:
    """Learn from the first so many, be measured on all that came later."""
    return hits(learned(fields, year[:first]), year[first:])


def hits_in_folds(fields: dict[int, Field], year: Sequence[Asked]) -> Hits:
    """Each fifth of the year's order measured by what the other four teach."""
    size = -(-len(year) // FOLDS)
    found: list[Any] = []
    for start in range(0, len(year), size):
        others = [*year[:start], *year[start + size :]]
        found.append(hits(learned(fields, others), year[start : start + size]))
    return Hits(*map(sum, zip(*found, strict=True)))


def figures() -> dict[str, Hits]:
    """`{what was measured: hits}`."""
    fields = shipped_fields()
    year, other, kept = the_year(fields), reworded(fields), reworded(fields, KEPT)
    return {
        "list of words, the year": hits(by_list(fields), year),
        "learned from nothing, the year": hits(learned(fields, []), year),
        **{f"learned from the first {n}, the later ones": hits_in_order(fields, year, n) for n in (100, 200, 350, 500)},
        "learned in five folds": hits_in_folds(fields, year),
        "told the field, learned from the first 350": hits(learned(fields, year[:350], is_told=True), year[350:]),
        "list of words, reworded": hits(by_list(fields), other),
        "learned from nothing, reworded": hits(learned(fields, []), other),
        "learned from the first 350, reworded": hits(learned(fields, year[:350]), other),
        "learned from the year, reworded": hits(learned(fields, year), other),
        "list of words, kept wording": hits(by_list(fields), kept),
        "learned from nothing, kept wording": hits(learned(fields, []), kept),
        "learned from the year, kept wording": hits(learned(fields, year), kept),
        "told the field, kept wording": hits(learned(fields, year, is_told=True), kept),
    }  # fmt: skip


if __name__ == "__main__":
    for what, number in figures().items():
        print(f"{what:<46}{number}")  # noqa: T201
