"""Reading the records of what members did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, extract, func, or_, select

from liaison.access import Actor
from liaison.core.db import db
from liaison.files.models import Attachment
from liaison.performance.models import VALID, Deed, Gathering, SharedProof
from liaison.performance.queries.facts import members_counted_for
from liaison.performance.rules.deeds import Act
from liaison.roster.models import Member

OF_STANDING = "常委会议"


def members_to_record(actor: Actor, kind: str = "", words: Collection[str] = ()) -> Sequence[Member]:
    """The serving members whom an actor may write records of; of a 常委会议 the standing ones; words: only those whose
    name or number is among them."""
    statement = select(Member).where(Member.left_on.is_(None), members_counted_for(actor)).order_by(Member.no)
    statement = statement.where(or_(Member.name.in_(words), Member.no.in_(words))) if words else statement
    return db.session.scalars(statement.where(Member.is_standing) if kind == OF_STANDING else statement).all()


def deeds_listed(actor: Actor, year: int, kind: str = "", word: str = "", state: str = VALID) -> Select[Any]:
    """The records of a year that an actor sees, latest first. word: a member's name or number, or part of a title."""
    statement = (
        select(Deed.id, Deed.kind, Deed.result, Deed.title, Deed.held_on, Deed.place, Deed.authors, Deed.amount,
               Deed.evidence, Deed.recorded_by, Deed.recorded_at, Deed.state, Deed.void_reason, Deed.organisation_id,
               Member.name, Member.no, files_count().label("files"))
        .join(Deed.member)
        .where(extract("year", Deed.held_on) == year, members_counted_for(actor), Deed.state == state)
        .order_by(Deed.held_on.desc(), Deed.kind, Deed.title, Member.no)
    )  # fmt: skip
    statement = statement.where(Deed.kind == kind) if kind else statement
    named = or_(Member.name == word, Member.no == word, Deed.title.contains(word, autoescape=True))
    return statement.where(named) if word else statement


def files_count() -> ColumnElement[int]:
    """How many files prove a record, as a column beside it: its own, those that came with it, its activity's."""
    places = ((Deed, Deed.id), (SharedProof, Deed.proof_id), (Gathering, Deed.gathering_id))
    one, two, three = (
        select(func.count(Attachment.id))
        .where(Attachment.thing == model.__tablename__, Attachment.thing_id == column)
        .correlate(Deed).scalar_subquery()
        for model, column in places
    )
    return one + two + three


def deed_for(actor: Actor, deed_id: int) -> Deed | None:
    """A record, if the actor sees its member."""
    return db.session.scalar(select(Deed).join(Deed.member).where(Deed.id == deed_id, members_counted_for(actor)))


def recorded_acts(year: int, until: date, member_id: int | None = None) -> list[Act]:
    """The acts of the records of a year, up to a day; member_id: only his."""
    statement = select(
        Deed.id, Deed.member_id, Deed.kind, Deed.result, Deed.held_on, Deed.place, Deed.authors, Deed.amount
    ).where(Deed.state == VALID, Deed.held_on >= date(year, 1, 1), Deed.held_on <= until)
    statement = statement.where(Deed.member_id == member_id) if member_id else statement
    return [Act(f"deed:{row[0]}", *row[1:]) for row in db.session.execute(statement.order_by(Deed.id))]
