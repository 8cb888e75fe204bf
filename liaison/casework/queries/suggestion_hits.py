"""How often the suggestions were right: every earlier request guessed from those that came before its month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from liaison.casework.queries.routing import DECIDED, past_of, rule_changes
from liaison.casework.rules.routing import TOWN, Guess, Lessons, Past, learn
from liaison.core.db import db
from liaison.orgs.queries import Routes

MOST_MEASURED = 400
TOWNS_OWN = "区镇自己办的"


class Guessed(NamedTuple):
    """One earlier request: what it was, and at which place its unit stood (0: at none).

    told: knowing its field; untold: by its words alone; rule: whether its field's own unit was right.
    """

    past: Past
    told: int
    untold: int
    rule: bool


@dataclass(frozen=True)
class HitRate:
    """How many of how many were right: at the first place, within three, by the words alone, by the rule alone."""

    name: str
    number: int
    first: int
    three: int
    untold: int
    rule: int

    def percent(self, count: int) -> int:
        """A count in whole percents of all, cut off, so that 100 means all of them; 0 of none."""
        return 100 * count // self.number if self.number else 0


@dataclass(frozen=True)
class HitRates:
    """The rates altogether, by field and by unit, those with the most requests first."""

    overall: HitRate
    fields: Sequence[HitRate]
    units: Sequence[HitRate]


def hit_rates() -> HitRates:
    """The rates of the latest requests; three queries, measured anew only when a row changed."""
    routes, changed = Routes.load(), rule_changes()
    rows = db.session.execute(DECIDED).all()
    pasts = tuple((f"{row.raised_on:%Y-%m}", past_of(row, routes, changed.get(row.category_id))) for row in rows)
    guessed = measured(tuple(routes.fields.values()), tuple(reversed(pasts)))
    names = {TOWN: TOWNS_OWN, **routes.unit_names}
    return HitRates(
        rate_of("合计", guessed),
        rates_by(guessed, lambda one: one.past.category_id, {key: own.name for key, own in routes.fields.items()}),
        rates_by(guessed, lambda one: one.past.unit_id, names),
    )


@lru_cache(maxsize=2)
def measured(fields: tuple[Any, ...], pasts: tuple[tuple[str, Past], ...]) -> list[Guessed]:
    """The latest requests, each guessed from those of earlier months. pasts: `((month, request), …)`, oldest first."""
    by_id, before, found = {one.id: one for one in fields}, list[Past](), list[Guessed]()
    wanted = {id(pair) for pair in pasts[-MOST_MEASURED:]}
    for _month, group in groupby(pasts, key=lambda pair: pair[0]):
        pairs = list(group)
        asked = [past for pair in pairs if id(pair) in wanted for past in [pair[1]] if is_measurable(past, by_id)]
        if asked:
            lessons = learn(by_id, before)
            found += [guessed_of(past, lessons) for past in asked]
        before += [past for _, past in pairs]
    return found


def is_measurable(past: Past, fields: Mapping[int, Any]) -> bool:
    """Whether it is known who handled it, under the rule that still holds."""
    return past.unit_id is not None and past.category_id in fields


def guessed_of(past: Past, lessons: Lessons) -> Guessed:
    """One request guessed twice: knowing its field, and by its words alone."""
    by_words = lessons.likely_fields(past.text)
    orders = [lessons.ranked(by_words, asked) for asked in (past, past._replace(category_id=0))]
    told, untold = (place_of(past.unit_id, found) for found in orders)
    return Guessed(past, told, untold, (lessons.fields[past.category_id].unit_id or TOWN) == past.unit_id)


def place_of(unit_id: int | None, found: Sequence[Guess]) -> int:
    """At which place a unit stands; 0 where it is not among them."""
    return next((place for place, one in enumerate(found, 1) if one.unit_id == unit_id), 0)


def rate_of(name: str, guessed: Sequence[Guessed]) -> HitRate:
    """The rate of some requests."""
    return HitRate(
        name, len(guessed), sum(one.told == 1 for one in guessed), sum(one.told > 0 for one in guessed),
        sum(one.untold == 1 for one in guessed), sum(one.rule for one in guessed),
    )  # fmt: skip


def rates_by(guessed: Iterable[Guessed], key: Any, names: Mapping[int, str]) -> list[HitRate]:
    """The rates of the requests with the same key."""
    groups: dict[int, list[Guessed]] = defaultdict(list)
    for one in guessed:
        groups[key(one)].append(one)
    rates = [rate_of(names.get(which, "停用的"), ones) for which, ones in groups.items()]
    return sorted(rates, key=lambda rate: (-rate.number, rate.name))
