"""Reading schemes, and what each would make of a year's members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select

from liaison.access import Actor
from liaison.core.db import db
from liaison.performance.models import PUBLISHED, Scheme, SchemeItem
from liaison.performance.queries.acts import acts_of
from liaison.performance.queries.facts import YearFacts
from liaison.performance.rules.deeds import Act
from liaison.performance.rules.grading import Result, results_of
from liaison.performance.rules.schemes import PARTS, Rulebook
from liaison.performance.rules.scoring import Entry, entries_of
from liaison.performance.rules.writing import book_of


def schemes_of(year: int) -> Sequence[Row[Any]]:
    """The versions of a year, latest first, with how many items each has."""
    statement = (
        select(Scheme.id, Scheme.number, Scheme.name, Scheme.state, Scheme.made_by, Scheme.made_at,
               Scheme.published_by, Scheme.published_at, func.count(SchemeItem.id).label("items"))
        .outerjoin(Scheme.items).where(Scheme.year == year).group_by(Scheme.id).order_by(Scheme.number.desc())
    )  # fmt: skip
    return db.session.execute(statement).all()


def scheme_for(_actor: Actor, scheme_id: int) -> Scheme | None:
    """The scheme; whoever may see schemes sees all."""
    return db.session.get(Scheme, scheme_id)


def item_for(_actor: Actor, item_id: int) -> SchemeItem | None:
    """A line of a scheme."""
    return db.session.get(SchemeItem, item_id)


def scheme_in_force(year: int) -> Scheme | None:
    """The last published version of a year."""
    statement = select(Scheme).where(Scheme.year == year, Scheme.state == PUBLISHED).order_by(Scheme.number.desc())
    return db.session.scalars(statement.limit(1)).first()


def schemes_to_follow() -> Sequence[Row[Any]]:
    """All schemes, latest year and version first."""
    statement = select(Scheme.id, Scheme.year, Scheme.number, Scheme.name, Scheme.state)
    return db.session.execute(statement.order_by(Scheme.year.desc(), Scheme.number.desc())).all()


def scheme_beside(scheme: Scheme, wanted: int | None, year: int) -> Scheme | None:
    """What a scheme is compared with over a year: the one asked for, else the one by which that year was scored, else
    the one in force of its own year; never itself."""
    usual = scheme_in_force(year) or scheme_in_force(scheme.year)
    other = db.session.get(Scheme, wanted) if wanted else usual
    return None if other is None or other.id == scheme.id else other


def items_by_part(scheme: Scheme) -> list[tuple[str, list[SchemeItem]]]:
    """(part, its lines) of each part that has any, in the order of the parts."""
    return [(part, own) for part in PARTS if (own := [item for item in scheme.items if item.part == part])]


def rulebook(scheme: Scheme) -> Rulebook:
    """What a scheme means."""
    return book_of(scheme, scheme.items)


def reckoned(book: Rulebook, facts: YearFacts, acts: Sequence[Act]) -> dict[int, list[Entry]]:
    """`{member: entries}` of each member of the year."""
    own: dict[int, list[Act]] = {member.id: [] for member in facts.members}
    for act in acts:
        own.setdefault(act.member_id, []).append(act)
    standing = {member.id: member.is_standing for member in facts.members}
    return {one.id: entries_of(book, one.id, standing[one.id], own[one.id]) for one in facts.members}


@dataclass(frozen=True)
class Compared:
    """What one scheme makes of a member, beside another."""

    member: Any
    then: Result
    now: Result | None = None

    @property
    def change(self) -> Decimal | None:
        """How much more he gets."""
        return self.then.total - self.now.total if self.now else None

    @property
    def is_regraded(self) -> bool:
        """Whether his grade is another one."""
        return bool(self.now and self.now.grade != self.then.grade)


def preview(scheme: Scheme, facts: YearFacts, beside: Scheme | None = None) -> list[Compared]:
    """What a scheme makes of the year's members, best first; beside: the scheme that it is compared with, and then
    those for whom it changes most come first."""
    acts = acts_of(facts)
    then = results_by(scheme, facts, acts)
    now: Mapping[int, Result] = results_by(beside, facts, acts) if beside else {}
    rows = [Compared(member, then[member.id], now.get(member.id)) for member in facts.members]
    return sorted(rows, key=lambda row: (-abs(row.change or 0), -row.then.total, row.member.no))


@dataclass(frozen=True)
class WhatIf:
    """Last year by a scheme: beside which one, and of whom points or grade would be others, the biggest first."""

    year: int
    beside: Scheme
    changed: list[Compared]


def what_if(scheme: Scheme, facts: YearFacts) -> WhatIf | None:
    """If the year of these facts had been scored by a scheme; None where there is nothing to compare it with."""
    beside = scheme_beside(scheme, None, facts.year)
    if beside is None:
        return None
    changed = [row for row in preview(scheme, facts, beside) if row.change or row.is_regraded]
    return WhatIf(facts.year, beside, changed)


def results_by(scheme: Scheme, facts: YearFacts, acts: Sequence[Act]) -> dict[int, Result]:
    """`{member: result}` by a scheme."""
    book = rulebook(scheme)
    return results_of(book, reckoned(book, facts, acts))


def spread(rows: Sequence[Compared], book: Rulebook) -> list[tuple[str, int, int | None]]:
    """(grade, how many by this scheme, how many by the other) of each grade."""
    grades = [grade.name for grade in book.grades]
    is_beside = any(row.now for row in rows)
    grades += sorted({row.now.grade for row in rows if row.now} - set(grades))
    return [
        (name, sum(row.then.grade == name for row in rows),
         sum(row.now.grade == name for row in rows if row.now) if is_beside else None)
        for name in grades
    ]  # fmt: skip
