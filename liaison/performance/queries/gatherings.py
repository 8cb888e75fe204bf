"""Reading activities, and who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, extract, false, func, select, true

from liaison.access import Actor
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Organisation
from liaison.performance.models import VALID, Deed, Gathering
from liaison.performance.queries.deeds import members_to_record
from liaison.performance.queries.facts import AT_COMMITTEE, SEES_ALL
from liaison.performance.rules.gatherings import KINDS, is_good, is_signed, parts_of
from liaison.roster.models import Member


@dataclass(frozen=True)
class Scanned:
    """What a member's phone has read: an activity, and whether the code is still good."""

    gathering: Gathering
    is_good: bool


def gatherings_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Whose activities an actor sees: the office, leaders and supervisors all, a committee its own."""
    if actor.role in SEES_ALL:
        return true()
    is_own = actor.role in AT_COMMITTEE and actor.organisation_id is not None
    return Gathering.organisation_id == actor.organisation_id if is_own else false()


def gathering_for(actor: Actor, gathering_id: int) -> Gathering | None:
    """An activity, if the actor sees it."""
    return db.session.scalar(select(Gathering).where(Gathering.id == gathering_id, gatherings_seen_by(actor)))


def gathering_by_code(_actor: Actor, code: str) -> Scanned | None:
    """The activity of a code that we have signed; None for any other."""
    parts = parts_of(code)
    found = db.session.get(Gathering, parts[0]) if parts else None
    if parts is None or found is None or not is_signed(found.token, *parts):
        return None
    return Scanned(found, is_good(parts[1], clock.now(), is_changing=found.is_changing))


def gatherings_listed(actor: Actor, year: int) -> Select[Any]:
    """The activities of a year that an actor sees, latest first, with how many were there."""
    there = func.count(case((Deed.result.in_({one for pair in KINDS.values() for one in pair}), Deed.id)))
    return (
        select(Gathering.id, Gathering.kind, Gathering.title, Gathering.place, Gathering.starts_at,
               Gathering.is_cancelled, Organisation.name.label("organisation"), there.label("there"))
        .outerjoin(Gathering.organisation)
        .outerjoin(Deed, (Deed.gathering_id == Gathering.id) & (Deed.state == VALID))
        .where(extract("year", Gathering.held_on) == year, gatherings_seen_by(actor))
        .group_by(Gathering.id, Organisation.name).order_by(Gathering.starts_at.desc(), Gathering.id)
    )  # fmt: skip


def attendance(gathering: Gathering) -> Sequence[Row[Any]]:
    """Who was there, had leave or was absent, in the order in which it was written down."""
    statement = (
        select(Deed.id, Deed.result, Deed.evidence, Deed.recorded_at, Member.no, Member.name,
               Organisation.name.label("organisation"))
        .join(Deed.member).outerjoin(Member.organisation)
        .where(Deed.gathering_id == gathering.id, Deed.state == VALID).order_by(Deed.id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def record_at(gathering: Gathering, member_id: int) -> Deed | None:
    """What is written down of a member at an activity; also what was entered by hand under the same name."""
    return db.session.scalar(
        select(Deed).where(Deed.member_id == member_id, Deed.kind == gathering.kind, Deed.title == gathering.title,
                           Deed.held_on == gathering.held_on, Deed.state == VALID)
    )  # fmt: skip


def not_written_down(gathering: Gathering, actor: Actor) -> list[Member]:
    """The members in the actor's sight of whom nothing is written down yet; of a 常委会议 the standing ones."""
    written = select(Deed.member_id).where(
        Deed.kind == gathering.kind, Deed.title == gathering.title, Deed.held_on == gathering.held_on,
        Deed.state == VALID,
    )  # fmt: skip
    known = set(db.session.scalars(written))
    return [one for one in members_to_record(actor, gathering.kind) if one.id not in known]
