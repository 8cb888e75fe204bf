"""Keeping the ledger: reckoning a year, laying it open, closing it, and what comes after."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from liaison.access import Actor, same_person
from liaison.audit.actions import record
from liaison.audit.heads import head_words
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import db, insert_rows
from liaison.core.errors import Refused
from liaison.performance.actions.deeds import members_named
from liaison.performance.actions.telling import tell_of_closing, tell_of_opening
from liaison.performance.models import Exemption, ScoreEntry, ScoreYear
from liaison.performance.queries.ledger import closed_year, standing_entries, wanted_postings, year_of
from liaison.performance.queries.objections import open_objections
from liaison.performance.queries.schemes import scheme_in_force
from liaison.performance.rules.closing import why_not_close, why_not_open
from liaison.performance.rules.figures import last_day
from liaison.performance.rules.ledger import Posting, difference

OBJECTION_DAYS = 5  # working days
REVERSED = "冲回："


def compute_year(year: int, actor: Actor, why: str = "") -> ScoreYear:
    """Reckon a year from scratch and bring the ledger to it: new lines are added, what is no longer so is reversed.

    why: needed once the year is closed; every line then is a correction.
    """
    account = closed_year(year) or reckoned_now(year, actor)
    if account.is_closed and not why.strip():
        raise Refused("这一年已经锁定，更正请写原因", {"why": "这一年已经锁定，更正请写原因"})
    added, reversed_count = post(account, actor, why.strip() or None)
    numbers = {"count": [None, added], "reversed": [None, reversed_count]}
    reason = {"reason": [None, why.strip()]} if account.is_closed else {}
    record("score.compute", account, actor, label=str(account), changes=numbers | reason)
    return account


def reckoned_now(year: int, actor: Actor) -> ScoreYear:
    """The account of a year that is still open, reckoned by the scheme in force, by whom and up to which day."""
    scheme = scheme_in_force(year)
    if scheme is None:
        raise Refused(f"{year} 年还没有发布考核方案，请先发布。")
    account = year_of(year) or ScoreYear(year=year)
    account.scheme, account.until = scheme, last_day(year)
    account.computed_by, account.computed_by_id, account.computed_at = actor.name, actor.user_id, clock.now()
    db.session.add(account)
    db.session.flush()
    return account


def post(account: ScoreYear, actor: Actor, why: str | None) -> tuple[int, int]:
    """Write what the ledger lacks and reverse what it has too much; gives how many of each."""
    db.session.refresh(account, with_for_update=True)  # two who reckon at once do it one after the other
    wanted = wanted_postings(account.scheme, account.year, account.until)
    standing = standing_entries(account.year)
    lacking, surplus = difference(wanted, [(row.id, Posting(*row[1:9])) for row in standing])
    same = {"year": account.year, "why": why, "made_at": clock.now(), "made_by": actor.name,
            "made_by_id": actor.user_id}  # fmt: skip
    rows = [line(one, same, None) for one in lacking]
    rows += [line(one.reverse(REVERSED), same, entry_id) for entry_id, one in surplus]
    insert_rows(ScoreEntry.__table__, rows)
    return len(lacking), len(surplus)


def line(one: Posting, same: dict[str, Any], reverses: int | None) -> dict[str, Any]:
    """A row of the ledger."""
    return {**one._asdict(), **same, "reverses_id": reverses}


def lay_open(account: ScoreYear, actor: Actor, late_until: date | None = None) -> ScoreYear:
    """Let members see that their account is final unless they object within five working days.

    late_until: 补录 is taken up to this day.
    """
    refuse_closed(account)
    if told := opening_problem(account):
        raise Refused(told)
    account.objections_until = working_days().add(clock.today(), OBJECTION_DAYS)
    account.late_until = late_until
    days = {"due_on": [None, account.objections_until.isoformat()]}
    record("score.lay_open", account, actor, label=str(account), changes=days)
    tell_of_opening(account, actor)
    return account


def opening_problem(account: ScoreYear) -> str:
    """What to do before a year may be laid open; nothing where it may."""
    return why_not_open(account.year, account.until, clock.today())


def closing_problem(account: ScoreYear, actor: Actor) -> str:
    """What to do before an actor may close a year; nothing where he may, unless records have overtaken it."""
    is_own, waiting = same_person(actor, account.computed_by_id), open_objections(account.year)
    return opening_problem(account) or why_not_close(account.objections_until, is_own, waiting, clock.today())


def close_year(account: ScoreYear, actor: Actor) -> ScoreYear:
    """Freeze a year with the head of the log: another person than the one who reckoned it, after the objections.

    Raises Refused when the ledger is not what a reckoning from scratch gives.
    """
    refuse_closed(account)
    if told := closing_problem(account, actor):
        raise Refused(told)
    refuse_stale(account)
    account.closed_by, account.closed_by_id, account.closed_at = actor.name, actor.user_id, clock.now()
    account.closed_entry_id = db.session.scalar(select(func.max(ScoreEntry.id)).where(ScoreEntry.year == account.year))
    account.closed_head = head_words()
    record("score.close", account, actor, label=str(account), changes={"state": [None, "已锁定"]})
    tell_of_closing(account, actor)
    return account


def refuse_stale(account: ScoreYear) -> None:
    """Refuse a ledger that records have overtaken since it was reckoned."""
    scheme = scheme_in_force(account.year)
    wanted = wanted_postings(scheme, account.year, last_day(account.year)) if scheme else []
    standing = [(row.id, Posting(*row[1:9])) for row in standing_entries(account.year)]
    if any(difference(wanted, standing)):
        raise Refused("计算以后记录又有变动，请重新计算、公示，再锁定。")


def refuse_closed(account: ScoreYear) -> None:
    """Refuse a year that is frozen."""
    if account.is_closed:
        raise Refused("这一年已经锁定。")


def exempt(year: int, who: str, reason: str, actor: Actor) -> Exemption:
    """Leave a member out of a year's assessment; his points are kept, he gets no grade and no rank.

    who: his name or number.
    """
    if closed_year(year):
        raise Refused("这一年已经锁定，不能再改。")
    member = members_named(who, actor, "who")[0]
    row = Exemption(year=year, member_id=member.id, reason=reason, made_by=actor.name, made_at=clock.now())
    if db.session.scalar(select(Exemption.id).where(Exemption.year == year, Exemption.member_id == member.id)):
        raise Refused(f"{member.name}已经不参加 {year} 年的考核。")
    db.session.add(row)
    record("score.exempt", row, actor, label=member.name, changes={"reason": [None, reason]})
    return row


def include_again(row: Exemption, actor: Actor) -> None:
    """Assess a member after all."""
    if closed_year(row.year):
        raise Refused("这一年已经锁定，不能再改。")
    record("score.include", row, actor, label=row.member.name, changes={"reason": [row.reason, None]})
    db.session.delete(row)
