"""Reading the ledger: a year's account, what stands of it, and a member's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from liaison.access import Actor
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core.db import db
from liaison.orgs.models import Organisation, Sector
from liaison.performance.models import Deed, Exemption, Scheme, ScoreEntry, ScoreYear
from liaison.performance.queries.acts import acts_of
from liaison.performance.queries.facts import members_counted_for, year_facts
from liaison.performance.queries.schemes import reckoned, rulebook
from liaison.performance.rules.deeds import quarter_words
from liaison.performance.rules.grading import EXEMPT, Result, results_of
from liaison.performance.rules.ledger import Posting
from liaison.performance.rules.schemes import OTHER, ZERO
from liaison.performance.rules.scoring import Entry
from liaison.roster.models import Member

NAMED = {"contact": (Contact.id, Contact.number), "case": (Case.id, Case.number), "deed": (Deed.id, Deed.title)}
IN_OFFICE = "参加考核"
LINE = (
    ScoreEntry.id, ScoreEntry.member_id, ScoreEntry.scheme_id, ScoreEntry.item, ScoreEntry.part, ScoreEntry.source,
    ScoreEntry.points, ScoreEntry.reason, ScoreEntry.ceiling,
)  # fmt: skip


def year_of(year: int) -> ScoreYear | None:
    """The account of a year, once it was reckoned."""
    return db.session.scalar(select(ScoreYear).where(ScoreYear.year == year))


def closed_year(year: int) -> ScoreYear | None:
    """The same, if it is closed."""
    account = year_of(year)
    return account if account and account.is_closed else None


def standing_entries(year: int, up_to: int | None = None) -> Sequence[Row[Any]]:
    """The lines that nothing has reversed, in their order. up_to: as the ledger stood after this line."""
    return db.session.execute(unreversed(year, up_to)).all()


def unreversed(year: int, up_to: int | None = None) -> Select[Any]:
    """The statement of these lines."""
    later = aliased(ScoreEntry)
    taken_back = select(later.id).where(later.reverses_id == ScoreEntry.id)
    taken_back = taken_back.where(later.id <= up_to) if up_to else taken_back
    statement = select(*LINE).where(ScoreEntry.year == year, ScoreEntry.reverses_id.is_(None), ~taken_back.exists())
    statement = statement.where(ScoreEntry.id <= up_to) if up_to else statement
    return statement.order_by(ScoreEntry.id)


def year_results(account: ScoreYear, *, as_closed: bool = False) -> dict[int, Result]:
    """`{member: result}` of every member of a year's account. as_closed: without what was corrected since."""
    return results_from(account, standing_by_member(account, as_closed=as_closed))


def results_from(account: ScoreYear, entries: Mapping[int, Sequence[Entry]]) -> dict[int, Result]:
    """The same, of these lines; without grades while the year is not over."""
    away = exempt_in(account.year)
    found = {**{one: [] for one in away}, **entries}
    return results_of(rulebook(account.scheme), found, away, is_over=account.is_over)


def standing_by_member(account: ScoreYear, *, as_closed: bool = False) -> dict[int, list[Entry]]:
    """`{member: the lines that stand}` of a year's account."""
    entries: dict[int, list[Entry]] = {}
    for row in standing_entries(account.year, account.closed_entry_id if as_closed else None):
        found = entries.setdefault(row.member_id, [])
        found.append(Entry(row.member_id, row.item, row.part, row.source, row.points, row.reason, row.ceiling))
    return entries


def exempt_in(year: int) -> dict[int, str]:
    """`{member: reason}` of those who are not assessed."""
    return dict(db.session.execute(select(Exemption.member_id, Exemption.reason).where(Exemption.year == year)).all())


@dataclass(frozen=True)
class Scored:
    """A member and his result."""

    member: Any
    result: Result


def scored_members(account: ScoreYear, actor: Actor, *, as_closed: bool = False) -> list[Scored]:
    """Members in the actor's sight with their results, best first, those not assessed last; as_closed: see above."""
    results = year_results(account, as_closed=as_closed)
    statement = (
        select(Member.id, Member.no, Member.name, Sector.name.label("sector"), Organisation.name.label("organisation"))
        .join(Member.sector).outerjoin(Member.organisation)
        .where(members_counted_for(actor), Member.id.in_(results)).order_by(Member.no)
    )  # fmt: skip
    rows = [Scored(member, results[member.id]) for member in db.session.execute(statement)]
    return sorted(rows, key=lambda row: (row.result.grade == EXEMPT, -row.result.total))


def corrections_count(account: ScoreYear) -> int:
    """How many lines were written since the year was closed."""
    later = ScoreEntry.id > (account.closed_entry_id or 0)
    statement = select(func.count()).where(ScoreEntry.year == account.year, later)
    return db.session.scalar(statement) if account.is_closed else 0


def entries_of_member(year: int, member_id: int) -> Sequence[Row[Any]]:
    """Every line of a member's account, reversed ones and what reversed them too, oldest first."""
    statement = (
        select(*LINE, ScoreEntry.reverses_id, ScoreEntry.why, ScoreEntry.made_at, ScoreEntry.made_by)
        .where(ScoreEntry.year == year, ScoreEntry.member_id == member_id).order_by(ScoreEntry.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def all_lines(account: ScoreYear, *, as_closed: bool = False) -> Sequence[Row[Any]]:
    """Every line of a year's ledger with its member, oldest first; as_closed: without what was corrected since."""
    statement = (
        select(*LINE, ScoreEntry.reverses_id, ScoreEntry.why, Member.no, Member.name)
        .join(ScoreEntry.member).where(ScoreEntry.year == account.year).order_by(ScoreEntry.id)
    )  # fmt: skip
    up_to = account.closed_entry_id if as_closed else None
    return db.session.execute(statement.where(ScoreEntry.id <= up_to) if up_to else statement).all()


def result_of_member(account: ScoreYear, member_id: int) -> Result | None:
    """One member's result; None where he has no line."""
    return year_results(account).get(member_id)


def exemptions_of(year: int) -> Sequence[Exemption]:
    """Who is not assessed in a year, and why."""
    statement = select(Exemption).join(Exemption.member).where(Exemption.year == year).order_by(Member.no)
    statement = statement.options(contains_eager(Exemption.member))
    return db.session.scalars(statement).all()


def exemption_for(_actor: Actor, exemption_id: int) -> Exemption | None:
    """One of them."""
    return db.session.get(Exemption, exemption_id)


def wanted_postings(scheme: Scheme, year: int, until: date) -> list[Posting]:
    """What the ledger of a year should hold, reckoned from scratch: a line for being in office, and each entry."""
    facts = year_facts(year, until)
    found = reckoned(rulebook(scheme), facts, acts_of(facts))
    titles = {member.id: "常委，当年在任" if member.is_standing else "当年在任" for member in facts.members}
    return [
        Posting(one.member_id, scheme.id, one.item, one.part, one.source, one.points, one.reason, one.ceiling)
        for member_id, entries in found.items()
        for one in (Entry(member_id, IN_OFFICE, OTHER, "", ZERO, titles[member_id]), *entries)
    ]  # fmt: skip


def lines_standing(lines: Sequence[Row[Any]]) -> list[Entry]:
    """Of a member's lines those that stand, as the rules know them."""
    gone = {line.reverses_id for line in lines}
    return [
        Entry(row.member_id, row.item, row.part, row.source, row.points, row.reason, row.ceiling)
        for row in lines if row.id not in gone and row.reverses_id is None
    ]  # fmt: skip


def sources_named(lines: Sequence[Row[Any]]) -> dict[str, tuple[str, str]]:
    """`{source: (what it is, its number or title)}` of the rows that earned these lines."""
    found: dict[str, tuple[str, str]] = {}
    for table, (column, name) in NAMED.items():
        ids = {int(line.source.partition(":")[2]) for line in lines if line.source.partition(":")[0] == table}
        rows = db.session.execute(select(column, name).where(column.in_(ids))) if ids else ()
        found |= {f"{table}:{one}": (table, words) for one, words in rows}
    return found | {line.source: ("quarter", words) for line in lines if (words := quarter_words(line.source))}


def latest_account() -> ScoreYear | None:
    """The account of the latest year that was reckoned."""
    return db.session.scalars(select(ScoreYear).order_by(ScoreYear.year.desc()).limit(1)).first()


def account_years() -> Sequence[int]:
    """The years that were reckoned, latest first."""
    return db.session.scalars(select(ScoreYear.year).order_by(ScoreYear.year.desc())).all()
