"""The facts of a year: its members, contacts and cases, read in a handful of statements however many there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, true

from liaison.access import SYSTEM, Actor, Role
from liaison.assignment.models import DRAFT, Plan
from liaison.assignment.queries import fixed_pairs
from liaison.casework.models import Case, Rating, UrgingNotice
from liaison.casework.queries import counts_as_urging
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.contacts.rules import VOID
from liaison.core.db import db
from liaison.orgs.models import Organisation, Sector
from liaison.performance.rules import CaseFact, ContactFact, Figures, RatingFact, by_member
from liaison.performance.rules.deeds import EACH_QUARTER
from liaison.roster.models import Member, Representative

SEES_ALL = frozenset({Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.SYSTEM})
AT_COMMITTEE = frozenset({Role.CLERK, Role.DIRECTOR})
VOIDED = CASEWORK.by_verb["void"].target
MEMBER = (
    Member.id, Member.no, Member.name, Member.gender, Member.duty, Member.sector_id, Member.organisation_id,
    Member.left_on, Member.left_reason, Member.is_standing, Sector.name.label("sector"),
    Organisation.name.label("organisation"),
)  # fmt: skip


@dataclass(frozen=True)
class YearFacts:
    """A year up to a day; since: where only a part of it is asked for, from which day on.

    members: rows in the order of 委员编号; fives: `{member: his representatives}` of the plan of fives_year, which is
    another year only where this one has no plan.
    """

    year: int
    until: date
    members: list[Row[Any]]
    contacts: list[ContactFact]
    cases: list[CaseFact]
    fives: Mapping[int, set[int]]
    fives_year: int
    since: date | None = None

    @property
    def first_day(self) -> date:
        """From which day on it counts."""
        return self.since or date(self.year, 1, 1)

    def due_each_quarter(self, member_id: int) -> int:
        """How many of his own a member is to meet in every quarter; none where the year has no plan."""
        return min(len(self.fives.get(member_id, ())), EACH_QUARTER) if self.fives_year == self.year else 0

    def by_member(self) -> dict[int, Figures]:
        """`{member: figures}`."""
        ids = (member.id for member in self.members)
        return by_member(ids, self.contacts, self.cases, self.fives, self.until)


def members_counted_for(actor: Actor) -> ColumnElement[bool]:
    """Whose figures an actor sees: the office, leaders and supervisors all, a committee its own, a member himself."""
    if actor.role in SEES_ALL:
        return true()
    if actor.role in AT_COMMITTEE and actor.organisation_id:
        return Member.organisation_id == actor.organisation_id
    if actor.role is Role.MEMBER and actor.member_id:
        return Member.id == actor.member_id
    return false()


def counted_member(actor: Actor, member_id: int) -> Member | None:
    """The member, if the actor sees his figures."""
    return db.session.scalar(select(Member).where(Member.id == member_id, members_counted_for(actor)))


def year_facts(year: int, until: date, actor: Actor = SYSTEM, since: date | None = None) -> YearFacts:
    """The facts of a year that an actor sees, of contacts up to a day. Seven statements.

    since: only of contacts from this day on.
    """
    seen, first = members_counted_for(actor), since or date(year, 1, 1)
    counted = and_(seen, Contact.contacted_on >= first, Contact.contacted_on <= until, Contact.state != VOID)
    fives_year = plan_year(year)
    return YearFacts(
        year, until, members_of(year, seen, counted), contacts_of(counted), cases_of(counted),
        fixed_pairs(fives_year), fives_year, since,
    )  # fmt: skip


def plan_year(year: int) -> int:
    """The year whose pairs count: this one, or where it has no plan the nearest that has one, rather a later."""
    known = db.session.scalars(select(Plan.year).where(Plan.state != DRAFT).distinct())
    return min(known, key=lambda other: (abs(other - year), -other), default=year)


def members_of(year: int, seen: ColumnElement[bool], counted: ColumnElement[bool]) -> list[Row[Any]]:
    """Who served in the year, or was counted in it."""
    met = select(Contact.member_id).join(Contact.member).where(counted)
    served = or_(Member.left_on.is_(None), Member.left_on >= date(year, 1, 1), Member.id.in_(met.correlate(None)))
    statement = select(*MEMBER).join(Member.sector).outerjoin(Member.organisation).where(seen, served)
    return list(db.session.execute(statement.order_by(Member.no)))


def contacts_of(counted: ColumnElement[bool]) -> list[ContactFact]:
    """The contacts that count."""
    statement = (
        select(
            Contact.id, Contact.member_id, Contact.representative_id, Contact.contacted_on, Contact.channel_id,
            Representative.area_id, Contact.task_id,
        )
        .join(Contact.member).join(Contact.representative).where(counted).order_by(Contact.contacted_on, Contact.id)
    )  # fmt: skip
    return [ContactFact(*row) for row in db.session.execute(statement)]


def cases_of(counted: ColumnElement[bool]) -> list[CaseFact]:
    """The cases that came of these contacts and are not void."""
    wanted = and_(counted, Case.state != VOIDED)
    ratings, urgings = ratings_of(wanted), urgings_of(wanted)
    statement = (
        select(
            Case.id, Case.contact_id, Contact.member_id, Contact.contacted_on, Contact.channel_id,
            Representative.area_id, Case.category_id, Case.unit_id, Case.transferred_on, Case.approved_on,
            Case.handled_on, Case.first_due_on, Case.round, Case.extended_due_on, Case.rated_on, Case.rating,
        )
        .join(Case.contact).join(Contact.member).join(Contact.representative)
        .where(wanted).order_by(Contact.contacted_on, Contact.id, Case.id)
    )  # fmt: skip
    return [
        CaseFact(*row[:-2], ratings=tuple(ratings.get(row.id) or own_rating(row)), urged_on=urgings.get(row.id, ()))
        for row in db.session.execute(statement)
    ]


def own_rating(row: Row[Any]) -> list[RatingFact]:
    """What a ledger's row says of a rating of which no step tells."""
    return [RatingFact(row.rated_on, row.round, row.rating)] if row.rated_on and row.rating else []


def ratings_of(wanted: ColumnElement[bool]) -> dict[int, list[RatingFact]]:
    """`{case: its ratings}`, oldest first; of one round the asker's own is the last."""
    statement = (
        select(Rating.case_id, Rating.rated_on, Rating.round, Rating.outcome)
        .join(Rating.case).join(Case.contact).join(Contact.member)
        .where(wanted).order_by(Rating.round, Rating.id)
    )  # fmt: skip
    found: dict[int, list[RatingFact]] = {}
    for case_id, day, number, grade in db.session.execute(statement):
        found.setdefault(case_id, []).append(RatingFact(day, number, grade))
    return found


def urgings_of(wanted: ColumnElement[bool]) -> dict[int, tuple[date, ...]]:
    """`{case: days of its notices}`, those that the program issued and nobody printed left out."""
    statement = (
        select(UrgingNotice.case_id, UrgingNotice.issued_on)
        .join(UrgingNotice.case).join(Case.contact).join(Contact.member)
        .where(wanted, counts_as_urging())
    )  # fmt: skip
    found: dict[int, tuple[date, ...]] = {}
    for case_id, day in db.session.execute(statement):
        found[case_id] = (*found.get(case_id, ()), day)
    return found


def years_with_contacts() -> list[int]:
    """The years from the first contact that counts to the last, latest first."""
    days = select(func.min(Contact.contacted_on), func.max(Contact.contacted_on)).where(Contact.state != VOID)
    first, last = db.session.execute(days).one()
    return list(range(last.year, first.year - 1, -1)) if first else []
