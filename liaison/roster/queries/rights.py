"""Reading requests about one's own data, and whose data have been kept long enough."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select, union_all
from sqlalchemy.orm import aliased

from liaison.access import Actor, Role
from liaison.core.db import db
from liaison.roster.models import Claim, Member, Representative, Tombstone
from liaison.roster.rules import rights


def claims(state: str = "") -> Select[Any]:
    """The register: Claim and who it is about, those that wait first, then the latest. state: only those."""
    person, member = aliased(Representative), aliased(Member)
    name = case((Claim.thing == "member", member.name), else_=person.name).label("name")
    statement = (
        select(Claim, name)
        .outerjoin(person, (Claim.thing == "representative") & (person.id == Claim.thing_id))
        .outerjoin(member, (Claim.thing == "member") & (member.id == Claim.thing_id))
        .order_by(Claim.state != rights.OPEN, Claim.due_on, Claim.id.desc())
    )  # fmt: skip
    return statement.where(Claim.state == state) if state in rights.STATES else statement


def claims_of(person: Any) -> list[Claim]:
    """What one person asked for, the latest first."""
    wanted = select(Claim).filter_by(thing=person.__tablename__, thing_id=person.id)
    return list(db.session.scalars(wanted.order_by(Claim.id.desc())))


def claim_for(actor: Actor, claim_id: int) -> Claim | None:
    """A request, for the office."""
    return db.session.get(Claim, claim_id) if actor.role is Role.OFFICE else None


def due_people(until: date) -> Select[Any]:
    """(thing, id, name, left_on) of everybody who left on this day or before, the longest ago first."""
    found = []
    for thing, model in (("member", Member), ("representative", Representative)):
        gone = exists().where(Tombstone.thing == thing, Tombstone.thing_id == model.id)
        rows = select(literal(thing).label("thing"), model.id, model.name, model.left_on)
        rows = rows.where(model.left_on <= until, ~gone)
        found.append(rows.where(Representative.merged_into_id.is_(None)) if model is Representative else rows)
    both = union_all(*found).subquery()
    return select(both).order_by(both.c.left_on, both.c.thing, both.c.id)


def has_erased_since(moment: datetime) -> bool:
    """Whether anybody was erased since then."""
    return db.session.scalar(select(Tombstone.id).where(Tombstone.erased_at >= moment).limit(1)) is not None


def erased_count() -> int:
    """How many people were erased until now."""
    return db.session.scalar(select(func.count()).select_from(Tombstone)) or 0
