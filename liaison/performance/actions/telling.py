"""Telling members and the office where a year's account stands, in the same transaction. No names stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from liaison.access import Actor
from liaison.contacts.queries import office_users
from liaison.core.db import db
from liaison.notices.actions import settle, tell
from liaison.performance.models import Objection, ScoreEntry, ScoreYear
from liaison.roster.models import Member

OPENED, CLOSED, RAISED, ANSWERED = "score_open", "score_closed", "objection", "objection_answered"
OWN = "/performance/mine/scores?year={}"


def tell_of_opening(account: ScoreYear, actor: Actor) -> int:
    """Tell every member of the account that he can look at it, and object until a day; gives how many were told."""
    until = account.objections_until
    body = f"每一分都有来处。有不对的，{until.month}月{until.day}日以前提异议。"
    key = f"{OPENED} {account.year} {until}"
    title = f"{account.year} 年的积分公示了"
    return tell(members_of(account), OPENED, title, body, OWN.format(account.year), actor, key=key, is_noted=False)


def tell_of_closing(account: ScoreYear, actor: Actor) -> int:
    """Tell every member that his result stands; that it was laid open is no longer of interest."""
    link = OWN.format(account.year)
    settle([OPENED], link)
    title, key = f"{account.year} 年的考核结果定了", f"{CLOSED} {account.year}"
    return tell(members_of(account), CLOSED, title, "点开看总分、等次和每一分。", link, actor, key=key, is_noted=False)


def members_of(account: ScoreYear) -> Sequence[int]:
    """The users of the members who have an account of that year."""
    scored = select(ScoreEntry.member_id).where(ScoreEntry.year == account.year)
    statement = select(Member.user_id).where(Member.user_id.is_not(None), Member.id.in_(scored))
    return db.session.scalars(statement.order_by(Member.id)).all()


def tell_of_objection(row: Objection, actor: Actor) -> int:
    """Tell the office that a member objects."""
    title = f"有委员对 {row.year} 年的积分提了异议"
    return tell(office_users(), RAISED, title, "答复以后，这一年才能锁定。", page_of(row), actor, is_noted=False)


def tell_of_answer(row: Objection, actor: Actor) -> int:
    """Tell the member what he asked was answered; nobody of the office need look any more."""
    settle([RAISED], page_of(row))
    users = [row.member.user_id] if row.member.user_id else []
    title = f"您对 {row.year} 年积分的异议有答复了"
    return tell(users, ANSWERED, title, "点开看答复。", OWN.format(row.year), actor, is_noted=False)


def page_of(row: Objection) -> str:
    """Where the office answers."""
    return f"/performance/objections/{row.id}"
