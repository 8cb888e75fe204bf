"""Reading contacts: who sees which, lists, drafts, and a member's year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, false, func, or_, select, true
from sqlalchemy.orm import aliased, joinedload

from liaison.access import Actor, Role
from liaison.assignment.models import Pairing
from liaison.contacts import rules
from liaison.contacts.models import Contact, Draft
from liaison.core import clock
from liaison.core.db import db
from liaison.files.queries import seen_through
from liaison.orgs.models import Area, Category, Channel, IdentityType, Task
from liaison.roster.models import Member, Representative

EVERYTHING = (Role.OFFICE, Role.SUPERVISOR, Role.LEADER)
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


def contacts_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Which contacts an actor sees; the same clause serves list, page, count and search.

    A member his own; clerk and director those of their committee's members or with people of their town;
    office, supervisor and leader all.
    """
    if actor.role in EVERYTHING:
        return true()
    if actor.role is Role.MEMBER and actor.member_id:
        return Contact.member_id == actor.member_id
    if actor.role in (Role.CLERK, Role.DIRECTOR) and actor.organisation_id:
        members = select(Member.id).where(Member.organisation_id == actor.organisation_id)
        people = select(Representative.id).where(Representative.area_id == actor.area_id)
        return or_(Contact.member_id.in_(members), Contact.representative_id.in_(people))
    return false()


def contact_for(actor: Actor, number: str) -> Contact | None:
    """The contact of this number, within the actor's sight."""
    return seen(actor, Contact.number == number)


def contact_with_id(actor: Actor, id: int) -> Contact | None:  # noqa: A002
    """The contact of this id, within the actor's sight."""
    return seen(actor, Contact.id == id)


def seen(actor: Actor, wanted: ColumnElement[bool]) -> Contact | None:
    """One contact with the people in it."""
    people = (joinedload(Contact.member), joinedload(Contact.representative), joinedload(Contact.channel))
    return db.session.scalar(select(Contact).where(wanted, contacts_visible_to(actor)).options(*people))


seen_through(Contact.__tablename__, contact_with_id)


def contacts_listed(actor: Actor, **chosen: Any) -> Select[Any]:
    """The list of contacts as columns, newest first.

    chosen: any of since, until (days), member_id, town_id, channel_id, state, word (number or part of a name).
    """
    return (
        select(
            Contact.number, Contact.contacted_on, Contact.topics, Contact.talk, Contact.has_request, Contact.state,
            Contact.recorded_by, Contact.recorded_at, Contact.is_imported, Member.name.label("member"),
            Representative.name.label("representative"), Area.name.label("town"), Channel.short.label("channel"),
        )  # fmt: skip
        .join(Contact.member).join(Contact.representative).join(Representative.area).join(Contact.channel)
        .where(contacts_visible_to(actor), *chosen_clauses(**chosen))
        .order_by(Contact.contacted_on.desc(), Contact.id.desc())
    )  # fmt: skip


def chosen_clauses(**chosen: Any) -> list[ColumnElement[bool]]:
    """One clause for each filter that is set; voided contacts show only where they are asked for."""
    columns = {
        "member_id": Contact.member_id, "town_id": Representative.area_id, "channel_id": Contact.channel_id,
    }  # fmt: skip
    clauses = [column == chosen[key] for key, column in columns.items() if chosen.get(key)]
    if chosen.get("since"):
        clauses.append(Contact.contacted_on >= chosen["since"])
    if chosen.get("until"):
        clauses.append(Contact.contacted_on <= chosen["until"])
    if chosen.get("word"):
        clauses.append(named(chosen["word"]))
    return [*clauses, Contact.state == (chosen.get("state") or rules.VALID)]


def named(word: str) -> ColumnElement[bool]:
    """Contacts whose number or people carry this word."""
    columns = (Contact.number, Member.name, Representative.name, Member.pinyin, Representative.pinyin)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


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


def counted_in(year: int) -> tuple[ColumnElement[bool], ...]:
    """The contacts that count in a year: dated in it and not voided."""
    return (
        Contact.contacted_on >= date(year, 1, 1), Contact.contacted_on <= date(year, 12, 31),
        Contact.state != rules.VOID,
    )  # fmt: skip


def same_of_late(member: Member, people: list[int], actor: Actor, **cells: Any) -> Contact | None:
    """A contact with the same cells that the same person saved within the last two minutes."""
    fresh = select(Contact).where(
        Contact.member_id == member.id, Contact.representative_id.in_(people), Contact.state == rules.VALID,
        Contact.recorder_id == actor.user_id, Contact.recorded_at > clock.now() - rules.TIME_TO_REPEAT,
    )  # fmt: skip
    return db.session.scalars(fresh.filter_by(**cells).limit(1)).first()


def last_channel_of(actor: Actor) -> int | None:
    """The way of contact that this person used last."""
    mine = select(Contact.channel_id).where(Contact.recorder_id == actor.user_id).order_by(Contact.id.desc())
    return db.session.scalar(mine.limit(1))


def topics() -> list[str]:
    """What one can talk about: the chips of the member's phone, 其他 last."""
    found = select(Category.topic).where(Category.is_active).group_by(Category.topic).order_by(func.min(Category.id))
    return sorted(db.session.scalars(found), key=lambda topic: topic == "其他")


def usual_task_id(has_request: bool) -> int | None:
    """The task that a contact serves when nobody says: 反映社情民意 with a request, else 广泛凝聚共识."""
    name = rules.TASK_WITH_REQUEST if has_request else rules.TASK_WITHOUT
    return db.session.scalar(select(Task.id).where(Task.name == name))


def draft_of(actor: Actor, page: str) -> Draft | None:
    """What this person was typing on this page."""
    return db.session.scalar(select(Draft).where(Draft.user_id == actor.user_id, Draft.page == page))


def drafts_of(actor: Actor) -> list[Draft]:
    """Everything this person left half typed, newest first."""
    mine = select(Draft).where(Draft.user_id == actor.user_id).order_by(Draft.saved_at.desc())
    return list(db.session.scalars(mine))
