"""Reading members' reports on their own years: one's own, those of a year, and until when they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, extract, func, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor
from liaison.access.table import allowed
from liaison.core.db import db
from liaison.files.models import Attachment
from liaison.files.queries import seen_through
from liaison.performance.models import VALID, Deed, Exemption, ReportDay, YearReport
from liaison.performance.queries.facts import members_counted_for
from liaison.performance.queries.schemes import rulebook, scheme_in_force
from liaison.performance.rules.reports import KIND, usual_last_day
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
    """(id, no, name, is_standing, filed_at, has_filed, is_owing) of those who report of a year, and who serves.

    Who owes a report comes first, then the other standing members. filed_at: None where it came on paper.
    """
    own = and_(YearReport.member_id == Member.id, YearReport.year == year)
    filed, owing = Member.id.in_(filed_in(year)).label("has_filed"), is_owing(year).label("is_owing")
    statement = (
        select(Member.id, Member.no, Member.name, Member.is_standing, YearReport.filed_at, filed, owing)
        .outerjoin(YearReport, own)
        .where(members_counted_for(actor), or_(YearReport.id.is_not(None), Member.left_on.is_(None)))
        .order_by(owing.desc(), Member.is_standing.desc(), YearReport.id.is_not(None), Member.no)
    )
    return db.session.execute(statement).all()


def must_report(year: int) -> bool:
    """Whether standing members owe a report of a year: the office set a day for it, or the scheme counts it.

    Source: 常委年度履职报告.
    """
    if db.session.scalar(select(ReportDay.id).where(ReportDay.year == year)):
        return True
    scheme = scheme_in_force(year)
    items = rulebook(scheme).items_for(is_standing=True) if scheme else ()
    return any(worth.kind == KIND for item in items for worth in item.worths)


def users_owing(year: int) -> Sequence[int]:
    """The users of those who owe a report of a year."""
    statement = select(Member.user_id).where(is_owing(year), Member.user_id.is_not(None))
    return db.session.scalars(statement.order_by(Member.id)).all()


def is_owing(year: int) -> ColumnElement[bool]:
    """Standing members who serve, are assessed, and have filed neither here nor on paper."""
    away = select(Exemption.member_id).where(Exemption.year == year)
    return and_(
        Member.is_standing, Member.left_on.is_(None), Member.id.not_in(filed_in(year)), Member.id.not_in(away)
    )


def filed_in(year: int) -> Select[tuple[int]]:
    """The members with a record that their report of a year was handed in; each report of theirs makes one."""
    return select(Deed.member_id).where(
        Deed.kind == KIND, Deed.state == VALID, extract("year", Deed.held_on) == year
    )
