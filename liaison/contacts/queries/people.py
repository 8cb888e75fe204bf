"""With whom a contact can be recorded: members one may write for, and representatives one may choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.assignment.models import Pairing
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType
from liaison.roster.models import Member, Representative
from liaison.roster.queries import matching, members_matching, representatives_visible_to

MOST_FOUND = 30
MOST_OFFERED = 400
VILLAGE = aliased(Area, name="village")


def members_to_record_for(actor: Actor) -> ColumnElement[bool]:
    """Whose contacts an actor may write down: a member his own, a clerk his committee's, the office all."""
    serving = Member.left_on.is_(None)
    if actor.role is Role.OFFICE:
        return serving
    if actor.role is Role.MEMBER:
        return serving & (Member.id == actor.member_id)
    return serving & (Member.organisation_id == actor.organisation_id) if actor.organisation_id else false()


def member_to_record_for(actor: Actor, member_id: int | None) -> Member | None:
    """The member of this id, if the actor may write for him; a member need not name himself."""
    wanted = member_id or actor.member_id
    return db.session.scalar(select(Member).where(Member.id == wanted, members_to_record_for(actor)))


def members_found(actor: Actor, word: str) -> Sequence[Any]:
    """(id, name, no, unit) of members whom the actor may write for, by name, pinyin or number."""
    clause = members_matching(word) if word else true()
    statement = select(Member.id, Member.name, Member.no, Member.unit).where(members_to_record_for(actor), clause)
    return db.session.execute(statement.order_by(Member.no).limit(MOST_OFFERED)).all()


def five_ids(member: Member) -> Select[Any]:
    """The ids of the member's own five, as a part of a larger select."""
    return select(Pairing.representative_id).where(Pairing.member_id == member.id, Pairing.is_current)


def people_open_to(actor: Actor, member: Member) -> ColumnElement[bool]:
    """Whom a contact may be recorded with: the member's five, and whoever the actor may look up; nobody who left."""
    known = or_(Representative.id.in_(five_ids(member)), representatives_visible_to(actor))
    return Representative.left_on.is_(None) & known


def people_chosen(actor: Actor, member: Member, ids: Sequence[int]) -> list[Representative]:
    """The representatives of these ids in their order, each once; those who are not open to the actor are left out.

    An id of somebody merged meanwhile means whoever he turned out to be.
    """
    merged = select(Representative.id, Representative.merged_into_id)
    keepers = dict(
        db.session.execute(merged.where(Representative.id.in_(ids), Representative.merged_into_id.is_not(None))).all()
    )
    ids = [keepers.get(one, one) for one in ids]
    rows = select(Representative).where(Representative.id.in_(ids), people_open_to(actor, member)).options(
        joinedload(Representative.area), joinedload(Representative.village), joinedload(Representative.identity_type)
    )  # fmt: skip
    found = {person.id: person for person in db.session.scalars(rows)}
    return [found[i] for i in dict.fromkeys(ids) if i in found]


def people_with_ids(actor: Actor, member: Member, ids: Sequence[int]) -> Sequence[Any]:
    """(id, name, type, town, village) of the representatives of these ids."""
    if not ids:
        return ()
    return db.session.execute(person_rows().where(people_open_to(actor, member), Representative.id.in_(ids))).all()


def people_found(actor: Actor, member: Member, word: str) -> Sequence[Any]:
    """(id, name, type, town, village) of representatives by name, pinyin, initials or last four digits."""
    found = person_rows().where(people_open_to(actor, member), matching(word)).limit(MOST_FOUND)
    return db.session.execute(found).all()


def people_near(actor: Actor, member: Member) -> Sequence[Any]:
    """The member's five, then everybody of his town whom the actor may choose; rows as of `people_found`."""
    town_id = actor.area_id or member.home_area_id
    is_kept = Representative.id.in_(five_ids(member))
    near = person_rows().where(people_open_to(actor, member), or_(is_kept, Representative.area_id == town_id))
    five_first = near.order_by(None).order_by(is_kept.desc(), Representative.pinyin, Representative.id)
    return db.session.execute(five_first.limit(MOST_OFFERED)).all()


def person_rows() -> Select[Any]:
    """What one reads to know who is meant."""
    return (
        select(
            Representative.id, Representative.name, IdentityType.name.label("type"), Area.name.label("town"),
            VILLAGE.name.label("village"),
        )  # fmt: skip
        .join(Representative.identity_type).join(Representative.area).outerjoin(Representative.village.of_type(VILLAGE))
        .order_by(Representative.pinyin, Representative.name, Representative.id)
    )  # fmt: skip
