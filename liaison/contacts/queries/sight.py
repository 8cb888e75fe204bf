"""Whose eyes see which contacts, and the list of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import joinedload

from liaison.access import Actor, Role
from liaison.contacts import rules
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.files.queries import seen_through
from liaison.orgs.models import Area, Channel
from liaison.roster.models import Member, Representative

EVERYTHING = (Role.OFFICE, Role.SUPERVISOR, Role.LEADER)


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
        listed().where(contacts_visible_to(actor), *chosen_clauses(**chosen))
        .order_by(Contact.contacted_on.desc(), Contact.id.desc())
    )  # fmt: skip


def listed() -> Select[Any]:
    """The columns of the list, joined with the people."""
    return (
        select(
            Contact.id, Contact.channel_id, Contact.number, Contact.contacted_on, Contact.topics, Contact.talk,
            Contact.has_request, Contact.state, Contact.recorded_by, Contact.recorded_at, Contact.is_imported,
            Member.name.label("member"), Representative.name.label("representative"), Area.name.label("town"),
            Channel.short.label("channel"),
        )  # fmt: skip
        .join(Contact.member).join(Contact.representative).join(Representative.area).join(Contact.channel)
    )  # fmt: skip


def chosen_clauses(**chosen: Any) -> list[ColumnElement[bool]]:
    """One clause for each filter that is set; voided contacts show only where they are asked for."""
    clauses = lasting_clauses(**chosen)
    if chosen.get("channel_id"):
        clauses.append(Contact.channel_id == chosen["channel_id"])
    if chosen.get("since"):
        clauses.append(Contact.contacted_on >= chosen["since"])
    if chosen.get("until"):
        clauses.append(Contact.contacted_on <= chosen["until"])
    return [*clauses, Contact.state == (chosen.get("state") or rules.VALID)]


def lasting_clauses(**chosen: Any) -> list[ColumnElement[bool]]:
    """The clauses of the filters that no correction of a contact touches: whose it is, with whom, where, its number."""
    columns = {"member_id": Contact.member_id, "town_id": Representative.area_id}
    clauses = [column == chosen[key] for key, column in columns.items() if chosen.get(key)]
    return [*clauses, named(chosen["word"])] if chosen.get("word") else clauses


def named(word: str) -> ColumnElement[bool]:
    """Contacts whose number or people carry this word."""
    columns = (Contact.number, Member.name, Representative.name, Member.pinyin, Representative.pinyin)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


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
