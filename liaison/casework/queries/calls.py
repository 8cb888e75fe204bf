"""The calls promised to those who wrote through a station's code: whose they are, and which wait too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select
from sqlalchemy.orm import joinedload

from liaison.access import Actor, Role
from liaison.casework.models import Case, PublicRequest, TimeLimit
from liaison.casework.queries.public import DESK, requests_visible_to
from liaison.casework.rules.public import USUAL_DAYS, WAITING
from liaison.casework.workflow import OPEN_STATES, STATES
from liaison.core import clock
from liaison.core.db import db
from liaison.roster.models import Member

CALLS = "calls"
BEFORE_TELLING = tuple(state.code for state in STATES if state.code in OPEN_STATES and state.step < 8)
COLUMNS = (
    PublicRequest.id, PublicRequest.call_due_on, Case.number, Case.title, Case.asker_name,
    Member.name.label("member"),
)  # fmt: skip


def promised_days() -> dict[str, int]:
    """`{limit: working days}` of what the public form promises, as the office settled it."""
    settled = select(TimeLimit.key, TimeLimit.days).where(TimeLimit.key.in_(USUAL_DAYS))
    return {**USUAL_DAYS, **dict(db.session.execute(settled).all())}


def is_to_call() -> ColumnElement[bool]:
    """Askers whom nobody has called, of cases that are still on their way."""
    return PublicRequest.call_due_on.is_not(None) & PublicRequest.called_on.is_(None) & Case.state.in_(BEFORE_TELLING)


def is_without_caller() -> ColumnElement[bool]:
    """The member has no account, or serves no longer: the committee calls."""
    return or_(Member.user_id.is_(None), Member.left_on.is_not(None))


def calls_of(actor: Actor, day: date) -> ColumnElement[bool]:
    """The calls that are this person's: a member's own; of a committee those nobody else makes, and late ones."""
    if actor.role is Role.MEMBER:
        return is_to_call() & (Case.member_id == actor.member_id)
    if actor.role not in DESK:
        return false()
    return is_to_call() & requests_visible_to(actor) & or_(is_without_caller(), PublicRequest.call_due_on < day)


def joined(*columns: Any) -> Select[Any]:
    """Requests with their case and its member."""
    return select(*columns).select_from(PublicRequest).join(PublicRequest.case).join(Case.member)


def call_rows(actor: Actor) -> Sequence[Any]:
    """(id, call_due_on, number, title, asker_name, member) of the calls to make, what is due first before the rest."""
    rows = joined(*COLUMNS).where(calls_of(actor, clock.today()))
    return db.session.execute(rows.order_by(PublicRequest.call_due_on, PublicRequest.id)).all()


def call_count(actor: Actor, day: date) -> Select[Any]:
    """Part of the count of open work: (key, number, 0)."""
    return joined(literal(CALLS), func.count(), literal(0)).where(calls_of(actor, day))


def asked_of(actor: Actor, request_id: int) -> PublicRequest | None:
    """An accepted request whose asker is to be called, within sight of his member and his committee."""
    seen = Case.member_id == actor.member_id if actor.role is Role.MEMBER else requests_visible_to(actor)
    wanted = joined(PublicRequest).where(PublicRequest.id == request_id, PublicRequest.call_due_on.is_not(None), seen)
    return db.session.scalar(wanted.options(joinedload(PublicRequest.case).joinedload(Case.member)))


def scan_of(case: Case) -> PublicRequest | None:
    """What somebody wrote that became this case; None where a member came upon it."""
    if not case.is_scanned:
        return None
    wanted = select(PublicRequest).where(PublicRequest.case_id == case.id)
    return db.session.scalar(wanted.options(joinedload(PublicRequest.code)))


def calls_due(day: date) -> Sequence[PublicRequest]:
    """The requests whose asker is to be called by that day or was to be called before."""
    wanted = joined(PublicRequest).where(is_to_call(), PublicRequest.call_due_on <= day)
    with_case = joinedload(PublicRequest.case).joinedload(Case.member)
    return db.session.scalars(wanted.options(with_case).order_by(PublicRequest.id)).all()


def left_in_quarantine(moment: Any) -> Sequence[Any]:
    """(committee, how many, the latest of them) of what came in before a moment and nobody has looked at."""
    late = select(PublicRequest.committee_id, func.count().label("number"), func.max(PublicRequest.id).label("latest"))
    old = late.where(PublicRequest.state == WAITING, PublicRequest.made_at < moment)
    return db.session.execute(old.group_by(PublicRequest.committee_id).order_by(PublicRequest.committee_id)).all()
