"""A member's year: how many contacts, and when each of his five was last met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from liaison.assignment.models import Pairing
from liaison.contacts.models import Contact
from liaison.contacts.queries.sight import counted_in
from liaison.contacts.rules import ago
from liaison.core.db import db
from liaison.orgs.models import Area, Channel, IdentityType
from liaison.roster.models import Representative

VILLAGE = aliased(Area, name="village")


@dataclass(frozen=True)
class Kept:
    """One of a member's five. last_on: day of the last contact within the year; channel: how it was."""

    representative_id: int
    name: str
    phone: str
    identity_type: str
    village: str
    last_on: date | None
    channel: str | None

    def last_words(self, today: date) -> str:
        """When and how it was: 8 天前 电话."""
        return f"{ago(self.last_on, today)} {self.channel or ''}".strip() if self.last_on else ""


@dataclass(frozen=True)
class Year:
    """A member's year so far. five: his representatives in the order of their places."""

    contact_count: int
    five: tuple[Kept, ...]

    @property
    def reached(self) -> list[Kept]:
        """Those of the five whom he contacted in the year."""
        return [kept for kept in self.five if kept.last_on]

    @property
    def missing(self) -> list[Kept]:
        """Those of the five whom he did not contact yet."""
        return [kept for kept in self.five if not kept.last_on]


def year_of(member_id: int, year: int) -> Year:
    """A member's year: how many contacts, and for each of his five the last one. Two statements."""
    counted = select(func.count()).where(*counted_in(year), Contact.member_id == member_id)
    return Year(db.session.scalar(counted) or 0, tuple(five_of(member_id, year)))


def five_of(member_id: int, year: int) -> list[Kept]:
    """The five of a member in the order of their places, each with the last contact of that year."""
    statement = (
        select(
            Representative.id, Representative.name, Representative.phone, IdentityType.name,
            func.coalesce(VILLAGE.name, Area.name), last_contact(Contact.contacted_on, year),
            last_contact(Channel.short, year),
        )  # fmt: skip
        .join(Pairing, Pairing.representative_id == Representative.id)
        .join(Representative.identity_type).join(Representative.area).outerjoin(Representative.village.of_type(VILLAGE))
        .where(Pairing.member_id == member_id, Pairing.is_current)
        .order_by(Pairing.slot)
    )  # fmt: skip
    return [Kept(*row) for row in db.session.execute(statement)]


def is_fixed(member_id: int, representative_id: int) -> bool:
    """Whether this person is one of the member's five now."""
    pair = Pairing.member_id == member_id, Pairing.representative_id == representative_id, Pairing.is_current
    return db.session.scalar(select(Pairing.id).where(*pair).limit(1)) is not None


def last_contact(column: Any, year: int) -> ScalarSelect[Any]:
    """One column of the last contact within a pairing and a year, as a part of a larger select."""
    return (
        select(column).select_from(Contact).join(Contact.channel)
        .where(
            Contact.member_id == Pairing.member_id, Contact.representative_id == Pairing.representative_id,
            *counted_in(year),
        )  # fmt: skip
        .order_by(Contact.contacted_on.desc(), Contact.id.desc()).limit(1)
        .correlate(Pairing).scalar_subquery()
    )  # fmt: skip
