"""Filing one's report on a year, changing it until the last day, and setting that day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import extract, select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files
from liaison.performance.models import VALID, Deed, ReportDay, YearReport
from liaison.performance.queries.ledger import closed_year
from liaison.performance.queries.reports import last_day, report_of
from liaison.performance.rules.reports import FILED, KIND, counted_on, title_of
from liaison.roster.models import Member

TOO_EARLY = "{} 年还没有开始，请到那一年再写。"
TOO_LATE = "{} 年的履职报告已经截止，没有存。还要交的，请告诉办公室。"


def file_report(member: Member, year: int, text: str, actor: Actor, files: Bundle | None = None) -> YearReport:
    """Hand in a member's report on a year, or change it; it counts in the assessment as 履职报告·提交, once.

    Raises Refused before the year, after the last day, and once the year is closed.
    """
    refuse_untimely(year)
    report = report_of(member, year)
    verb, before = ("report.change", report.text) if report else ("report.file", None)
    deed = standing_deed(member, year) or new_deed(member, year, actor)
    if report is None:
        report = YearReport(year=year, member_id=member.id)
        db.session.add(report)
    report.text, report.filed_at, report.filed_by, report.deed_id = text, clock.now(), actor.signature, deed.id
    db.session.flush()
    if files:
        keep_files(report, files, actor, label=title_of(year))
    record(verb, report, actor, label=f"{member.name} {title_of(year)}", changes={"text": [before, text]})
    return report


def refuse_untimely(year: int) -> None:
    """Refuse a year that has not begun, and one for which it is too late."""
    today = clock.today()
    if year > today.year:
        raise Refused(TOO_EARLY.format(year))
    if today > last_day(year) or closed_year(year):
        raise Refused(TOO_LATE.format(year))


def standing_deed(member: Member, year: int) -> Deed | None:
    """The record of a member's report on a year, perhaps written down by the office from paper."""
    statement = select(Deed).where(
        Deed.member_id == member.id, Deed.kind == KIND, Deed.state == VALID, extract("year", Deed.held_on) == year
    )
    return db.session.scalars(statement.order_by(Deed.id)).first()


def new_deed(member: Member, year: int, actor: Actor) -> Deed:
    """That the report was filed, as the assessment counts it."""
    deed = Deed(
        member_id=member.id, kind=KIND, result=FILED, title=title_of(year), held_on=counted_on(year, clock.today()),
        organisation_id=actor.organisation_id, recorded_by=actor.signature, recorder_id=actor.user_id,
        recorded_at=clock.now(),
    )  # fmt: skip
    db.session.add(deed)
    db.session.flush()
    return deed


def set_last_day(year: int, until: date, actor: Actor) -> ReportDay:
    """Say until when members may report of a year. Raises Refused for a day before that year."""
    if until < date(year, 1, 1):
        sentence = f"请选 {year} 年以后的日子"
        raise Refused(sentence, {"until": sentence})
    before, row = last_day(year), db.session.scalar(select(ReportDay).where(ReportDay.year == year))
    if row is None:
        row = ReportDay(year=year)
        db.session.add(row)
    row.until = until
    db.session.flush()
    record("report.set_day", row, actor, changes={"due_on": [before, until]})
    return row
