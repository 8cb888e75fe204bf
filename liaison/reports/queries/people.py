"""Search, and what homes and people's pages show, each within the sight of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.assignment.models import Pairing
from liaison.casework.models import Case
from liaison.casework.queries import case_rows, cases_visible_to, waiting_for
from liaison.contacts.models import Contact
from liaison.contacts.queries import contacts_visible_to
from liaison.core.db import db
from liaison.orgs.models import Channel
from liaison.roster.models import Member, Representative
from liaison.roster.queries import (
    matching,
    members_matching,
    members_visible_to,
    representatives_visible_to,
)

MOST_FOUND = 20
MOST_SHOWN = 50


@dataclass
class Found:
    """What one word finds. Each list is cut at MOST_FOUND rows."""

    cases: Sequence[Any] = field(default_factory=list)
    representatives: Sequence[Any] = field(default_factory=list)
    members: Sequence[Any] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.cases) + len(self.representatives) + len(self.members)


def found_by(actor: Actor, word: str) -> Found:
    """Cases, representatives and members that a word finds: number, name, pinyin, place, last four digits."""
    found = Found()
    if not word:
        return found
    if allowed(actor, "case.list"):
        found.cases = db.session.execute(case_rows(actor, word=word).limit(MOST_FOUND)).all()
    if allowed(actor, "representative.view"):
        found.representatives = people_found(actor, word)
    if allowed(actor, "member.view"):
        found.members = members_found(actor, word)
    return found


def people_found(actor: Actor, word: str) -> Sequence[Representative]:
    """Representatives in sight that a word finds."""
    statement = (
        select(Representative)
        .where(representatives_visible_to(actor), matching(word))
        .options(joinedload(Representative.identity_type), joinedload(Representative.area))
        .order_by(Representative.left_on.is_not(None), Representative.pinyin, Representative.id)
        .limit(MOST_FOUND)
    )
    return db.session.scalars(statement).all()


def members_found(actor: Actor, word: str) -> Sequence[Member]:
    """Members in sight that a word finds."""
    statement = (
        select(Member)
        .where(members_visible_to(actor), members_matching(word))
        .options(joinedload(Member.sector), joinedload(Member.organisation))
        .order_by(Member.no)
        .limit(MOST_FOUND)
    )
    return db.session.scalars(statement).all()


def todo_of(actor: Actor) -> Sequence[Case]:
    """The cases in which it is this person's turn, most urgent first."""
    statement = (
        select(Case)
        .where(waiting_for(actor))
        .options(joinedload(Case.representative), joinedload(Case.committee))
        .order_by(func.coalesce(Case.step_due_on, Case.due_on, date.max), Case.id)
        .limit(MOST_SHOWN)
    )
    return db.session.scalars(statement).all()


def case_counts(member_id: int, year: int) -> tuple[int, int]:
    """(handed over, closed) of the cases that a member himself raised in a year."""
    raised = (Contact.member_id == member_id, Case.raised_on >= date(year, 1, 1), Case.raised_on <= date(year, 12, 31))
    counted = select(func.count(Case.transferred_on), func.count(Case.closed_on)).join(Case.contact)
    statement = counted.where(
        *raised, Case.state.not_in(("voided", "refused"))
    )
    handed_over, closed = db.session.execute(statement).one()
    return handed_over, closed


def contacts_with(actor: Actor, **who: int) -> Sequence[Any]:
    """(number, day, channel, state, talk, member, representative) of a person's contacts in sight, newest first."""
    statement = (
        select(
            Contact.number, Contact.contacted_on, Channel.name.label("channel"), Contact.state, Contact.talk,
            Member.name.label("member"), Representative.name.label("representative"),
        )
        .join(Contact.channel).join(Contact.member).join(Contact.representative)
        .where(contacts_visible_to(actor), *(getattr(Contact, key) == value for key, value in who.items()))
        .order_by(Contact.contacted_on.desc(), Contact.id.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return db.session.execute(statement).all()


def cases_with(actor: Actor, **who: int) -> Sequence[Any]:
    """Rows of a person's cases in sight, newest first. who: member=… or representative=…"""
    if not allowed(actor, "case.list"):
        return []
    return db.session.execute(case_rows(actor, **who).where(cases_visible_to(actor)).limit(MOST_SHOWN)).all()


def pairings_of(*where: ColumnElement[bool], **who: int) -> Sequence[Pairing]:
    """A person's pairings, current ones first. who: member_id=… or representative_id=…; where: the sight of them."""
    statement = (
        select(Pairing)
        .filter_by(**who)
        .where(*where)
        .options(joinedload(Pairing.member), joinedload(Pairing.representative), joinedload(Pairing.plan))
        .order_by(Pairing.is_current.desc(), Pairing.started_on.desc(), Pairing.slot)
    )
    return [p for p in db.session.scalars(statement) if p.is_current or p.plan.state != "draft"]
