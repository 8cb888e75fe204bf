"""What waits on somebody's desk: whose turn it is, how much of it, and who could take it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, func, literal, not_, or_, select, true, union_all

from liaison.access import Actor, Role
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import held_now
from liaison.casework.models import Case, PublicRequest, UrgingNotice
from liaison.casework.queries.asides import aside_counts, asides_of
from liaison.casework.queries.calls import CALLS, call_count
from liaison.casework.queries.lists import LIST_COLUMNS, listed, overdue
from liaison.casework.queries.public import DESK, requests_visible_to
from liaison.casework.queries.sight import SEES_ALL, at_unit, cases_visible_to
from liaison.casework.rules.public import WAITING
from liaison.casework.workflow import MERGED, OPEN_STATES, STATES
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Section
from liaison.roster.models import Member

WAITING_FOR = {
    Role.MEMBER: ("to_consensus", "to_supplement", "to_confirm", "to_tell"),
    Role.CLERK: ("to_consensus", "to_hand_over", "to_check", "to_forward"),
    Role.DIRECTOR: ("to_sign_out", "declined"),
    Role.UNIT_LEADER: ("to_receive", "to_approve", "to_sign", "to_reply"),
    Role.HANDLER: ("handling", "to_reply"),
    Role.OFFICE: ("to_rule_finally", "to_decide"),
    Role.SUPERVISOR: ("to_check",),
}
NOTICES, LEFT_ALONE, SCANNED = "notices", "left_alone", "scanned"
# What the committee cannot do either where the member serves no longer.
WITHOUT_MEMBER = tuple(state for state in WAITING_FOR[Role.MEMBER] if state not in WAITING_FOR[Role.CLERK])
INBOX_STATES = ("to_consensus", "to_hand_over")
FIX_STATES = ("to_supplement",)
HANDED_OVER_STATES = tuple(s.code for s in STATES if s.code == MERGED or (s.step >= 4 and not s.is_end))


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """Cases in which it is this person's turn; the office acts for members who left."""
    here = Case.state.in_(WAITING_FOR.get(actor.role, ()))
    return and_(in_charge_of(actor), or_(here, left_alone()) if actor.role is Role.OFFICE else here)


def in_charge_of(actor: Actor) -> ColumnElement[bool]:
    """Cases within sight whose turns are this person's; not those in which his unit only helps."""
    seen = cases_visible_to(actor)
    return and_(seen, at_unit(actor)) if actor.role in (Role.UNIT_LEADER, Role.HANDLER) else seen


def left_alone() -> ColumnElement[bool]:
    """Cases in which it is the turn of a member who serves no longer."""
    gone = select(Member.id).where(Member.left_on.is_not(None))
    return and_(Case.state.in_(WITHOUT_MEMBER), Case.member_id.in_(gone))


def task_states(actor: Actor) -> tuple[str, ...]:
    """The states whose cases stand on the task page; what is handed over from the inbox stands there."""
    own = tuple(state for state in WAITING_FOR.get(actor.role, ()) if state not in INBOX_STATES)
    return own + WITHOUT_MEMBER if actor.role is Role.OFFICE else own


def task_count(actor: Actor, counts: dict[str, int]) -> int:
    """How many cases stand on the task page, out of the counts of `open_work`."""
    if actor.role is Role.OFFICE:
        return waiting_count(actor, counts) + counts.get(LEFT_ALONE, 0)
    return sum(counts.get(key, 0) for key in (*task_states(actor), CALLS, *(aside.key for aside in asides_of(actor))))


def task_rows(actor: Actor) -> Sequence[Any]:
    """What waits for this person outside the inbox, what is due first before the rest."""
    statement = listed(select(*LIST_COLUMNS)).where(waiting_for(actor), Case.state.in_(task_states(actor)))
    limit = func.coalesce(Case.step_due_on, Case.due_on)
    return db.session.execute(statement.order_by(limit.is_(None), limit, Case.id)).all()


def open_work(actor: Actor) -> dict[str, int]:
    """What every page's menu counts within sight: `{state: open cases}`, `late` ones, open `notices`. One query."""
    counts, all_late = {}, 0
    for key, number, late_number in db.session.execute(open_work_statement(actor, clock.today())):
        counts[key] = number
        all_late += late_number or 0
    return {**counts, "late": all_late}


@lru_cache(maxsize=256)
def open_work_statement(actor: Actor, day: date) -> CompoundSelect:
    """Kept for each seat and day: to put it together takes longer than to ask it."""
    late = func.sum(case((overdue(day), 1), else_=0))
    cases = select(Case.state, func.count(), late).where(in_charge_of(actor), Case.state.in_(OPEN_STATES))
    notices = select(literal(NOTICES), func.count(), literal(0)).where(notices_visible_to(actor), NOTICE_TABS["open"])
    parts = [cases.group_by(Case.state), notices]
    if actor.role is Role.OFFICE:
        parts.append(select(literal(LEFT_ALONE), func.count(), literal(0)).where(left_alone()))
    if actor.role in (*DESK, Role.MEMBER):
        parts.append(call_count(actor, day))
    if actor.role in DESK:
        scanned = requests_visible_to(actor), PublicRequest.state == WAITING
        parts.append(select(literal(SCANNED), func.count(), literal(0)).where(*scanned))
    return union_all(*parts, *aside_counts(actor, day))


def on_time_share(actor: Actor, since: date) -> float | None:
    """Of the cases within sight whose result was signed since a day, the share that was in time; None for none."""
    in_time = func.sum(case((Case.handled_on <= func.coalesce(Case.extended_due_on, Case.first_due_on), 1), else_=0))
    done = select(func.count(), in_time).where(cases_visible_to(actor), Case.handled_on >= since)
    number, good = db.session.execute(done).one()
    return (good or 0) / number if number else None


def handlers_of(unit_id: int) -> Sequence[Any]:
    """(user id, name, section name) of those who handle cases at a unit today."""
    statement = (
        select(User.id, User.name, Section.name)
        .join(Seat, Seat.user_id == User.id)
        .outerjoin(Section, Section.id == Seat.section_id)
        .where(Seat.organisation_id == unit_id, Seat.role.in_((Role.HANDLER, Role.UNIT_LEADER)), held_now())
        .where(User.is_active)
        .order_by(User.name)
    )
    return db.session.execute(statement).all()


def notices_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Notices of cases within sight; a unit sees those that went to it."""
    if actor.role in SEES_ALL:
        return true()
    return UrgingNotice.case_id.in_(select(Case.id).where(cases_visible_to(actor)))


def counts_as_urging() -> ColumnElement[bool]:
    """Notices that count as 督办: issued by a person, or numbered and printed; never an unattended 提醒."""
    by_itself = and_(UrgingNotice.is_automatic, or_(UrgingNotice.level == 1, UrgingNotice.printed_at.is_(None)))
    return not_(by_itself)


NOTICE_TABS = {
    "open": and_(UrgingNotice.answered_at.is_(None), UrgingNotice.closed_at.is_(None)),
    "answered": and_(UrgingNotice.answered_at.is_not(None), UrgingNotice.closed_at.is_(None)),
    "closed": UrgingNotice.closed_at.is_not(None),
}


LATE = "late"


def in_notice_tab(tab: str) -> ColumnElement[bool]:
    """The notices of a tab of the list; LATE: those whose answer is due longer ago."""
    return NOTICE_TABS[tab] if tab != LATE else and_(NOTICE_TABS["open"], UrgingNotice.answer_by < clock.today())


def notice_counts(actor: Actor) -> dict[str, int]:
    """`{tab: number of notices}` within sight: one query."""
    tabs = (*NOTICE_TABS, LATE)
    sums = [func.coalesce(func.sum(case((in_notice_tab(tab), 1), else_=0)), 0) for tab in tabs]
    row = db.session.execute(select(*sums).where(notices_visible_to(actor))).one()
    return dict(zip(tabs, row, strict=True))


def waiting_count(actor: Actor, counts: dict[str, int]) -> int:
    """How many cases wait for this person, out of the counts by state."""
    return counts.get(CALLS, 0) + sum(counts.get(state, 0) for state in WAITING_FOR.get(actor.role, ()))
