"""Reading what members hold against their accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from liaison.access import Actor
from liaison.core.db import db
from liaison.performance.models import Objection, ScoreEntry
from liaison.performance.queries.facts import members_counted_for
from liaison.performance.queries.ledger import sources_named
from liaison.roster.models import Member


def objections_of(actor: Actor, year: int, member_id: int | None = None) -> Sequence[Objection]:
    """Those of a year that an actor sees, open ones first; member_id: only his."""
    statement = (
        select(Objection).join(Objection.member).where(Objection.year == year, members_counted_for(actor))
        .order_by(Objection.answered_at.is_not(None), Objection.id).options(contains_eager(Objection.member))
    )  # fmt: skip
    return db.session.scalars(statement.where(Member.id == member_id) if member_id else statement).all()


def objection_for(actor: Actor, objection_id: int) -> Objection | None:
    """One of them, if the actor sees its member."""
    statement = select(Objection).join(Objection.member).where(Objection.id == objection_id)
    return db.session.scalar(statement.where(members_counted_for(actor)))


def begun_with(year: int, member_id: int, source: str) -> str | None:
    """How an objection to what one of his records earned begins: which line it is. source: e.g. `deed:17`."""
    line = select(ScoreEntry.item, ScoreEntry.reason, ScoreEntry.source).where(
        ScoreEntry.year == year, ScoreEntry.member_id == member_id, ScoreEntry.source == source
    ).order_by(ScoreEntry.id.desc()).limit(1)  # fmt: skip
    found = db.session.execute(line).first() if source else None
    if found is None:
        return None
    name = sources_named([found]).get(source, ("", ""))[1]
    return f"“{found.item}”里的“{found.reason}”" + (f"（{name}）：" if name else "：")


def open_objections(year: int) -> int:
    """How many of a year wait for an answer."""
    waiting = select(func.count(Objection.id)).where(Objection.year == year, Objection.answered_at.is_(None))
    return db.session.scalar(waiting) or 0
