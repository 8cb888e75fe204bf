"""Reading members' reports on their own years: one's own, those of a year, and until when they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.core.db import db
from liaison.files.models import Attachment
from liaison.files.queries import seen_through
from liaison.performance.models import ReportDay, YearReport
from liaison.performance.queries.facts import members_counted_for
from liaison.performance.rules.reports import usual_last_day
from liaison.roster.models import Member


def last_day(year: int) -> date:
    """Until when members may report of a year."""
    return db.session.scalar(select(ReportDay.until).where(ReportDay.year == year)) or usual_last_day(year)


def report_of(member: Member, year: int) -> YearReport | None:
    """What a member reported of a year."""
    return db.session.scalar(select(YearReport).where(YearReport.member_id == member.id, YearReport.year == year))


def report_with_id(actor: Actor, report_id: int) -> YearReport | None:
    """A report, if the actor may read its member's dossier."""
    own = joinedload(YearReport.member)
    found = db.session.scalar(select(YearReport).where(YearReport.id == report_id).options(own))
    return found if found and allowed(actor, "dossier.view", found.member) else None


seen_through(YearReport.__tablename__, report_with_id)


def reports_of(ids: Sequence[int], years: Sequence[int] | None = None) -> Sequence[Row[Any]]:
    """(id, member_id, year, text, filed_at, filed_by, files) of these members' reports, by year. files: how many."""
    files = (
        select(func.count(Attachment.id))
        .where(Attachment.thing == YearReport.__tablename__, Attachment.thing_id == YearReport.id)
        .correlate(YearReport).scalar_subquery()
    )  # fmt: skip
    statement = select(
        YearReport.id, YearReport.member_id, YearReport.year, YearReport.text, YearReport.filed_at, YearReport.filed_by,
        files.label("files"),
    ).where(YearReport.member_id.in_(ids))  # fmt: skip
    wanted = statement.where(YearReport.year.in_(years)) if years is not None else statement
    return db.session.execute(wanted.order_by(YearReport.year)).all()


def members_reporting(actor: Actor, year: int) -> Sequence[Row[Any]]:
    """(id, no, name, is_standing, filed_at) of those who report of a year: who filed, and who serves, standing first.

    Who has not filed comes before who has.
    """
    own = and_(YearReport.member_id == Member.id, YearReport.year == year)
    statement = (
        select(Member.id, Member.no, Member.name, Member.is_standing, YearReport.filed_at)
        .outerjoin(YearReport, own)
        .where(members_counted_for(actor), or_(YearReport.id.is_not(None), Member.left_on.is_(None)))
        .order_by(Member.is_standing.desc(), YearReport.id.is_not(None), Member.no)
    )
    return db.session.execute(statement).all()
