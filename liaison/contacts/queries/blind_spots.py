"""Blind spots (联系盲区): representatives whom their member has not contacted for so many days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_now
from liaison.assignment.models import Pairing
from liaison.assignment.queries import in_force_on, pairings_visible_to, settings_for
from liaison.contacts.models import Contact
from liaison.contacts.rules import VOID
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Organisation
from liaison.roster.models import Member, Representative

NO_COMMITTEE = "没有归工委"
DESKS = (Role.CLERK, Role.DIRECTOR)
Town, Village = aliased(Area), aliased(Area)


def usual_days() -> int:
    """After how many days without a contact somebody is a blind spot, as this year's settings say."""
    return settings_for(clock.today().year).blind_days


def blind_spots(actor: Actor, days: int, committee_id: int | None = None) -> Select[Any]:
    """The blind spots within sight, by committee, member and place.

    Columns: committee_id, committee, member_id, no, member, member_phone, representative_id, representative,
    identity_type, town, village, last_on (day of the last contact of the two, None where there never was one).
    """
    columns = (
        Organisation.id.label("committee_id"), func.coalesce(Organisation.name, NO_COMMITTEE).label("committee"),
        Member.id.label("member_id"), Member.no.label("no"), Member.name.label("member"),
        Member.phone.label("member_phone"), Representative.id.label("representative_id"),
        Representative.name.label("representative"), IdentityType.name.label("identity_type"), Town.name.label("town"),
        Village.name.label("village"), last_contact().label("last_on"),
    )  # fmt: skip
    statement = (
        select(*columns).join(Pairing.member).join(Pairing.representative).join(Representative.identity_type)
        .join(Town, Town.id == Representative.area_id).outerjoin(Village, Village.id == Representative.village_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .order_by(Organisation.code.is_(None), Organisation.code, Member.no, Pairing.slot)
    )  # fmt: skip
    return statement.where(*neglected(actor, days), *of_committee(committee_id))


def blind_spot_rows(actor: Actor, days: int, committee_id: int | None = None) -> list[dict[str, Any]]:
    """The same, all of them, with days: since the last contact, None where there never was one."""
    rows, today = db.session.execute(blind_spots(actor, days, committee_id)).mappings(), clock.today()
    return [{**row, "days": (today - row["last_on"]).days if row["last_on"] else None} for row in rows]


def blind_counts(actor: Actor, days: int) -> Sequence[Any]:
    """How many there are by committee: committee_id, committee, people, members (whose they are), in their order."""
    columns = (
        Organisation.id.label("committee_id"), func.coalesce(Organisation.name, NO_COMMITTEE).label("committee"),
        func.count(Pairing.id).label("people"), func.count(Pairing.member_id.distinct()).label("members"),
    )  # fmt: skip
    statement = (
        select(*columns).select_from(Pairing).join(Pairing.member).join(Pairing.representative)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id).where(*neglected(actor, days))
        .group_by(Organisation.id, Organisation.name, Organisation.code)
        .order_by(Organisation.code.is_(None), Organisation.code)
    )  # fmt: skip
    return db.session.execute(statement).all()


def of_committee(committee_id: int | None) -> list[ColumnElement[bool]]:
    """The members of one committee or working group, where one is asked for."""
    return [Member.organisation_id == committee_id] if committee_id else []


def neglected(actor: Actor, days: int) -> tuple[ColumnElement[bool], ...]:
    """Pairs of today within sight, in force for so many days already, of two who are there, with no contact since."""
    limit = clock.today() - timedelta(days=days)
    two = (Pairing.member_id, Pairing.representative_id)
    was_in_force = tuple_(*two).in_(select(*two).where(in_force_on(limit)).correlate(None))
    in_touch = exists().where(of_these_two(), Contact.contacted_on > limit)
    there = (Member.left_on.is_(None), Representative.left_on.is_(None))
    return pairings_visible_to(actor), Pairing.is_current, *there, was_in_force, ~in_touch


def of_these_two() -> ColumnElement[bool]:
    """The contacts of a pair that count."""
    same = (Contact.member_id == Pairing.member_id, Contact.representative_id == Pairing.representative_id)
    return and_(*same, Contact.state != VOID)


def last_contact() -> ScalarSelect[Any]:
    """The day of the last contact of a pair, as a part of a larger select."""
    return select(func.max(Contact.contacted_on)).where(of_these_two()).correlate(Pairing).scalar_subquery()


def desks_of(committee_ids: Iterable[int]) -> dict[int, list[int]]:
    """`{organisation id: user ids}` of the clerks and directors of these committees who sit there today."""
    ids = list(committee_ids)
    statement = select(Seat.organisation_id, Seat.user_id).join(User, User.id == Seat.user_id).where(
        Seat.role.in_(DESKS), Seat.organisation_id.in_(ids), held_now()
    )  # fmt: skip
    desks: dict[int, list[int]] = {one: [] for one in ids}
    for organisation_id, user_id in db.session.execute(statement):
        desks[organisation_id].append(user_id)
    return desks


def office_users() -> Sequence[int]:
    """Those who sit in the office today."""
    return db.session.scalars(select(Seat.user_id).where(Seat.role == Role.OFFICE, held_now())).all()
