"""The year's figures: what each contact and each case counts for on a day, added up by whatever one asks for.

Source: 履职考核 口径; every figure counts what had happened by the end of that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import date
from operator import add
from typing import Any, NamedTuple

from liaison.core import clock

SATISFIED, BASICALLY, UNSATISFIED = "满意", "基本满意", "不满意"
FIVE = 5
RATE_DIGITS = 4


class ContactFact(NamedTuple):
    """A contact that is not void. area_id: the representative's town."""

    id: int
    member_id: int
    representative_id: int
    day: date
    channel_id: int
    area_id: int
    task_id: int | None


class RatingFact(NamedTuple):
    """A rating, of the round it was given for."""

    day: date
    round: int
    grade: str


class CaseFact(NamedTuple):
    """A case that is not void, with its contact's day, way and town.

    transferred_on and approved_on: the last time; handled_on: the first; due_on: of the first round;
    round: the one it is in; extended_on: the day to which the limit of the first round was extended;
    ratings: in their order; urged_on: days of the notices that people issued.
    """

    id: int
    contact_id: int
    member_id: int
    day: date
    channel_id: int
    area_id: int
    category_id: int | None
    unit_id: int | None
    transferred_on: date | None
    approved_on: date | None
    handled_on: date | None
    due_on: date | None
    round: int
    extended_on: date | None = None
    ratings: tuple[RatingFact, ...] = ()
    urged_on: tuple[date, ...] = ()


class Figures(NamedTuple):
    """Numbers that can be added up; rates follow from the sums.

    members: how many are added up here; reached_any: those with at least one contact; all_five: those who met all five.
    """

    members: int = 0
    reached_any: int = 0
    contacts: int = 0
    contacts_fixed: int = 0
    fixed_reached: int = 0
    all_five: int = 0
    reps_reached: int = 0
    requests: int = 0
    transferred: int = 0
    received: int = 0
    handled: int = 0
    on_time: int = 0
    overdue_open: int = 0
    on_time_first: int = 0
    overdue_first: int = 0
    closed: int = 0
    satisfied: int = 0
    basically: int = 0
    unsatisfied: int = 0
    supervised: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*map(add, self, other))

    @property
    def on_time_rate(self) -> float | None:
        """按期率: of those done or overdue, the share done in time; None where there is none."""
        return rate(self.on_time, self.handled + self.overdue_open)

    @property
    def on_time_rate_first(self) -> float | None:
        """不算延期的按期率: as on_time_rate, by the limit that a case had before it was extended."""
        return rate(self.on_time_first, self.handled + self.overdue_first)

    @property
    def satisfaction_rate(self) -> float | None:
        """满意率: of those rated, the share 满意 and 基本满意; None where nobody rated."""
        return rate(self.satisfied + self.basically, self.rated)

    @property
    def rated(self) -> int:
        """How many have a rating that counts."""
        return self.satisfied + self.basically + self.unsatisfied


GRADE_FIELDS: Mapping[str, str] = {SATISFIED: "satisfied", BASICALLY: "basically", UNSATISFIED: "unsatisfied"}


def rate(part: int, whole: int) -> float | None:
    """A share of one, to four digits; None of nothing."""
    return round(part / whole, RATE_DIGITS) if whole else None


def last_day(year: int) -> date:
    """The day by which a year is counted: its last one, or today while it runs."""
    return min(date(year, 12, 31), max(clock.today(), date(year, 1, 1)))


def happened(day: date | None, until: date) -> bool:
    """Whether something had happened by the end of a day."""
    return day is not None and day <= until


def is_on_time(case: CaseFact, until: date) -> bool:
    """Done by the day, within the limit of the first round as extended; the very day of the limit is on time."""
    return is_done_by(case.extended_on or case.due_on, case, until)


def is_done_by(due_on: date | None, case: CaseFact, until: date) -> bool:
    """Done by the day, and not after a limit."""
    return happened(case.handled_on, until) and due_on is not None and case.handled_on <= due_on


def is_overdue(case: CaseFact, until: date) -> bool:
    """Not done by the day, and the limit had run out before it."""
    return is_past(case.extended_on or case.due_on, case, until)


def is_past(due_on: date | None, case: CaseFact, until: date) -> bool:
    """Not done by the day, and a limit had run out before it."""
    return not happened(case.handled_on, until) and due_on is not None and due_on < until


def rating_on(case: CaseFact, until: date) -> RatingFact | None:
    """The last rating given by the day."""
    return next((one for one in reversed(case.ratings) if one.day <= until), None)


def is_closed(case: CaseFact, until: date) -> bool:
    """Rated by the day, and no further round was opened; one counts as opened on the day of the 不满意."""
    return ends(rating_on(case, until), case)


def ends(rating: RatingFact | None, case: CaseFact) -> bool:
    """Whether this rating is the last word of its case."""
    return rating is not None and rating.round >= case.round


def of_case(case: CaseFact, until: date) -> Figures:
    """What one case counts for on a day."""
    return of_cases((case,), until)


def of_cases(cases: Collection[CaseFact], until: date) -> Figures:
    """What cases count for on a day, added up."""
    ratings = [rating_on(case, until) for case in cases]
    grades = Counter(GRADE_FIELDS[rating.grade] for rating in ratings if rating)
    return Figures(
        requests=len(cases), transferred=sum(happened(case.transferred_on, until) for case in cases),
        received=sum(happened(case.approved_on, until) for case in cases),
        handled=sum(happened(case.handled_on, until) for case in cases),
        on_time=sum(is_on_time(case, until) for case in cases),
        overdue_open=sum(is_overdue(case, until) for case in cases),
        on_time_first=sum(is_done_by(case.due_on, case, until) for case in cases),
        overdue_first=sum(is_past(case.due_on, case, until) for case in cases),
        closed=sum(ends(rating, case) for rating, case in zip(ratings, cases, strict=True)),
        supervised=sum(day <= until for case in cases for day in case.urged_on), **grades,
    )  # fmt: skip


def of_contacts(contacts: Collection[ContactFact], five: Collection[int]) -> Figures:
    """What the contacts of one member count for; five: his representatives of the year."""
    met = {contact.representative_id for contact in contacts}
    fixed = met & set(five)
    return Figures(
        members=1, reached_any=bool(contacts), contacts=len(contacts),
        contacts_fixed=sum(contact.representative_id in five for contact in contacts),
        fixed_reached=min(len(fixed), FIVE), all_five=len(fixed) >= FIVE, reps_reached=len(met),
    )  # fmt: skip


def gathered(things: Iterable[Any], key: Callable[[Any], Hashable]) -> dict[Any, list[Any]]:
    """Things by what they have in common."""
    found: dict[Any, list[Any]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


def by_member(
    members: Iterable[int], contacts: Iterable[ContactFact], cases: Iterable[CaseFact],
    fives: Mapping[int, Collection[int]], until: date,
) -> dict[int, Figures]:  # fmt: skip
    """`{member: figures}` for each of these members, those without any contact too."""
    met = gathered(contacts, lambda one: one.member_id)
    asked = gathered(cases, lambda one: one.member_id)
    return {
        one: of_contacts(met.get(one, ()), fives.get(one, ())) + of_cases(asked.get(one, ()), until)
        for one in members
    }  # fmt: skip


def by_key(
    contacts: Iterable[ContactFact], cases: Iterable[CaseFact], key: Callable[[Any], Hashable], until: date
) -> dict[Any, Figures]:
    """`{key: figures}` of contacts and cases; of people only how many representatives were met."""
    met, asked = gathered(contacts, key), gathered(cases, key)
    return {
        one: met_by(met.get(one, ())) + of_cases(asked.get(one, ()), until)
        for one in {**met, **asked}
    }  # fmt: skip


def met_by(contacts: Collection[ContactFact]) -> Figures:
    """What contacts of several members count for."""
    return Figures(contacts=len(contacts), reps_reached=len({contact.representative_id for contact in contacts}))


def total(figures: Iterable[Figures]) -> Figures:
    """The sum."""
    return sum(figures, Figures())


def month_of(fact: ContactFact | CaseFact) -> str:
    """2024-03."""
    return f"{fact.day:%Y-%m}"
