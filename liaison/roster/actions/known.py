"""Whom an import may meet: those in the libraries whose name or number its book has, or who are known by another."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from liaison.core.db import db, let_go
from liaison.roster.actions.books import Book
from liaison.roster.models import Membership, Representative, WaitingRow
from liaison.roster.rules import FIELDS, SAME, KnownPeople, Person

# A longer book is compared with everybody: databases take only so many values in one statement.
MOST_ASKED_FOR = 10_000
IDENTITY = (
    Representative.id, Representative.name, Representative.phone, Representative.left_on, Representative.left_reason,
)  # fmt: skip
MERGED = select(Representative.name, Representative.phone, Representative.merged_into_id).where(
    Representative.merged_into_id.is_not(None)
)
SETTLED = select(WaitingRow.aliases, WaitingRow.candidate_id).where(WaitingRow.decision == SAME)
SAID = (Membership.representative_id, Membership.library_id, Membership.differing, Membership.ended_on)


def known_people(book: Book | None = None) -> KnownPeople:
    """People in the libraries, with what each book says, and the identities that the office has settled.

    book: only those whom one of its rows may mean; without it everybody.
    """
    known, by_id, meant = KnownPeople(), {}, may_be_meant_by(book)
    columns = [getattr(Representative, key) for key in FIELDS]
    people = db.session.execute(select(*IDENTITY, *columns).where(meant).order_by(Representative.id)).all()
    memberships = db.session.execute(select(*SAID).join(Membership.representative).where(meant)).all()
    settled, merged = (db.session.execute(wanted).all() for wanted in (SETTLED, MERGED))
    let_go()
    for row in people:
        one, name, phone, left_on, reason, *values = row
        shown = dict(zip(FIELDS, values, strict=True))
        by_id[one] = Person(one, name, phone, shown, left_on=left_on, left_reason=reason)
        known.add(by_id[one])
    for row in memberships:
        add_membership(known, by_id[row.representative_id], row)
    for aliases, person_id in settled:
        for name, phone in aliases or ():
            known.by_identity.setdefault((name, phone), by_id[person_id])
    for name, phone, keeper_id in merged:
        known.add_mark(name, phone, by_id[keeper_id])
    return known


def add_membership(known: KnownPeople, person: Person, row: Any) -> None:
    """What one book says, and by which name and number it knows a person whom somebody has corrected since."""
    person.differing[row.library_id] = dict(row.differing or {})
    if row.ended_on:
        person.ended.add(row.library_id)
    known.by_identity.setdefault(person.identity_in(row.library_id), person)


def may_be_meant_by(book: Book | None) -> ColumnElement[bool]:
    """Those with a name or number of the book, and those whom a book, a decision or a merge knows by another one."""
    living = Representative.merged_into_id.is_(None)
    if book is None or len(book.entries) > MOST_ASKED_FOR:
        return living
    names, phones = ({entry.values.get(key) for entry in book.entries} - {None} for key in ("name", "phone"))
    differing = (Membership.differing[key].as_string().is_not(None) for key in ("name", "phone"))
    elsewhere = select(Membership.representative_id).where(or_(*differing))
    settled = select(WaitingRow.candidate_id).where(WaitingRow.decision == SAME)
    merged = MERGED.with_only_columns(Representative.merged_into_id)
    return living & or_(
        Representative.name.in_(names), Representative.phone.in_(phones),
        *(Representative.id.in_(ids.correlate(None)) for ids in (elsewhere, settled, merged)),
    )  # fmt: skip
