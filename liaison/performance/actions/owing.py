"""Reminding those who owe a report of their year: once before the last day, once after it."""

from __future__ import annotations

from liaison.access import SYSTEM, Actor
from liaison.core import clock
from liaison.core.db import transaction
from liaison.jobs.actions import every
from liaison.jobs.rules import DIGEST_TIME
from liaison.notices.actions import tell
from liaison.performance.queries.ledger import closed_year
from liaison.performance.queries.reports import last_day, must_report, users_owing
from liaison.performance.rules.reports import is_just_over, is_nearly_over, title_of

DUE, MISSED = "report_due", "report_missed"
PAGE = "/performance/mine/reports/{}"


def remind_of_reports(actor: Actor) -> int:
    """Tell the standing members who have not filed how long they may, or that it is too late; gives how many.

    Each is told once of a last day before it, and once after it; of a new last day again.
    """
    today = clock.today()
    return sum(remind_of_year(year, actor) for year in (today.year - 1, today.year))


def remind_of_year(year: int, actor: Actor) -> int:
    """The same of one year; nobody where its day is far, nobody must, or the year is closed."""
    today, until = clock.today(), last_day(year)
    is_due, is_missed = is_nearly_over(until, today), is_just_over(until, today)
    if not (is_due or is_missed) or closed_year(year) or not must_report(year):
        return 0
    day, kind = f"{until.year}年{until.month}月{until.day}日", DUE if is_due else MISSED
    title = f"请在 {day}以前交 {title_of(year)}" if is_due else f"{title_of(year)}已经截止，还没有收到您的"
    body = "点开就能写，也可以把写好的拍照传上来。" if is_due else "还要交的，请告诉办公室。"
    return tell(users_owing(year), kind, title, body, PAGE.format(year), actor, key=f"{kind} {year} {until}")


@every("performance.remind_of_reports", "提醒常委交履职报告", DIGEST_TIME)
def remind_by_the_clock() -> str:
    """As `remind_of_reports`, by the clock."""
    with transaction():
        told = remind_of_reports(SYSTEM)
    return f"提醒了 {told} 人" if told else "没有要提醒的"
