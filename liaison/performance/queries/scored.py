"""What the ledger adds to the year's tables: of each member the count and points of every item, and his result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from liaison.core.db import db
from liaison.performance.models import VALID, Deed, ScoreYear
from liaison.performance.queries.acts import told_days
from liaison.performance.queries.facts import YearFacts
from liaison.performance.queries.ledger import Scored, results_from, standing_by_member, year_of
from liaison.performance.queries.schemes import rulebook
from liaison.performance.rules import happened
from liaison.performance.rules.grading import EXEMPT, Result
from liaison.performance.rules.schemes import ZERO, Rulebook
from liaison.performance.rules.scoring import Entry
from liaison.roster.models import Member

Cells = dict[str, Any]


@dataclass(frozen=True)
class ItemSum:
    """One item of one member: how many rows earned it, and what they came to with caps and reversals."""

    count: int = 0
    points: Decimal = ZERO

    def plus(self, entry: Entry) -> ItemSum:
        """With one line more."""
        return ItemSum(self.count + bool(entry.source), self.points + entry.points)


@dataclass(frozen=True)
class YearScores:
    """A year's points of the members of some facts. items: `{member: {item: its sum}}`;

    told: `{case: day}` on which the asker was told, or rated before anybody told him;
    due: `{member: how many of his own he is to meet in every quarter}`.
    """

    account: ScoreYear
    book: Rulebook
    results: Mapping[int, Result]
    entries: Mapping[int, list[Entry]]
    items: Mapping[int, Mapping[str, ItemSum]]
    told: Mapping[int, date]
    due: Mapping[int, int]
    ranked: list[Scored]

    def item_of(self, member_id: int, item: str) -> ItemSum:
        """What an item came to for a member."""
        return self.items.get(member_id, {}).get(item, ItemSum())


def year_scores(facts: YearFacts) -> YearScores | None:
    """The points of a year, as far as they do not tell more than its facts; None where it was never reckoned."""
    account = year_of(facts.year)
    if account is None or account.until > facts.until or facts.since:
        return None
    book, entries = rulebook(account.scheme), standing_by_member(account)
    results = results_from(account, entries)
    return YearScores(
        account, book, results, entries, {one: item_sums(lines) for one, lines in entries.items()},
        told_by(facts, account.until), {one.id: facts.due_each_quarter(one.id) for one in facts.members},
        ranked_members(facts, results),
    )  # fmt: skip


def item_sums(entries: Iterable[Entry]) -> dict[str, ItemSum]:
    """`{item: its sum}` of one member's lines."""
    found: dict[str, ItemSum] = {}
    for entry in entries:
        found[entry.item] = found.get(entry.item, ItemSum()).plus(entry)
    return found


def ranked_members(facts: YearFacts, results: Mapping[int, Result]) -> list[Scored]:
    """The members of the facts with their results, best first, those not assessed last."""
    rows = [Scored(member, results[member.id]) for member in facts.members if member.id in results]
    return sorted(rows, key=lambda row: (row.result.grade == EXEMPT, -row.result.total))


def deeds_counted(facts: YearFacts) -> list[Cells]:
    """The records of these days that are not void, of these members, oldest first."""
    statement = (
        select(Deed.id.label("deed_id"), Member.id, Member.no, Member.name, Deed.kind, Deed.result,
               Deed.title, Deed.held_on, Deed.place,
               Deed.authors, Deed.amount, Deed.evidence, Deed.recorded_by)
        .join(Deed.member)
        .where(Deed.state == VALID, Deed.held_on >= facts.first_day, Deed.held_on <= facts.until)
        .order_by(Deed.held_on, Deed.id)
    )  # fmt: skip
    seen = {member.id for member in facts.members}
    return [dict(row._mapping) for row in db.session.execute(statement) if row.id in seen]


def told_by(facts: YearFacts, until: date) -> dict[int, date]:
    """`{case: day}` of those whose asker had been told, or had rated, by a day."""
    told = told_days(facts.cases)
    days = {case.id: [told.get(case.id), *(one.day for one in case.ratings[:1])] for case in facts.cases}
    first = {case: min((day for day in found if day), default=None) for case, found in days.items()}
    return {case: day for case, day in first.items() if day and happened(day, until)}
