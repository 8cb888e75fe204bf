"""What waits for somebody beside the turn a case stands in: an extension to rule on, an opinion, a recheck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select

from liaison.access import Actor, Role
from liaison.accounts.models import Seat
from liaison.accounts.queries import held_now
from liaison.casework.models import Case, CoUnit
from liaison.casework.queries.handlers import without_handler
from liaison.casework.queries.lists import LIST_COLUMNS, listed
from liaison.casework.queries.sight import at_unit, cases_visible_to
from liaison.casework.workflow import HELPING, NEW_ROUNDS
from liaison.core import clock
from liaison.core.db import db

RULINGS = frozenset({"grant_extension", "refuse_extension"})
PARTS = (Role.UNIT_LEADER, Role.HANDLER)


@dataclass(frozen=True)
class Aside:
    """One sort of work beside the turns.

    key: its name in the counts; title: its heading; verb: what is to be done; roles: whose work it is;
    wanted: the cases on a day; due: the column of the day by which it is to be done.
    """

    key: str
    title: str
    verb: str
    roles: tuple[Role, ...]
    wanted: Callable[[Actor, date], ColumnElement[bool]]
    due: Callable[[Actor], Any]


def asked_for(actor: Actor, _day: date) -> ColumnElement[bool]:
    """Requests for an extension at the actor's committee that nobody has ruled on."""
    return and_(Case.extension_asked_until.is_not(None), Case.state == "handling", cases_visible_to(actor))


def own_part(actor: Actor) -> ColumnElement[bool]:
    """The part of the actor's unit in a case that it helps with."""
    return and_(CoUnit.case_id == Case.id, CoUnit.organisation_id == actor.organisation_id)


def to_answer(actor: Actor, _day: date) -> ColumnElement[bool]:
    """Cases in which the actor's unit helps and has given no opinion."""
    return and_(Case.state.in_(HELPING), exists().where(own_part(actor), CoUnit.given_at.is_(None)))


def own_due(actor: Actor) -> Any:
    """By when the opinion of the actor's unit is wanted."""
    return select(CoUnit.due_on).where(own_part(actor)).correlate(Case).scalar_subquery()


def to_recheck(actor: Actor, day: date) -> ColumnElement[bool]:
    """Closed cases of result B whose day has come."""
    return and_(Case.recheck_on <= day, at_unit(actor), cases_visible_to(actor))


def unmanned(actor: Actor, day: date) -> ColumnElement[bool]:
    """Cases of the actor's unit whose handler is gone."""
    return and_(at_unit(actor), without_handler(day))


ASIDES = (
    Aside("unmanned", "经办人不在了，请另定经办人", "pass_within", (Role.UNIT_LEADER,), unmanned,
          lambda _actor: Case.due_on),
    Aside("extensions", "等着批的延期", "grant_extension", (Role.DIRECTOR,), asked_for, lambda _actor: Case.due_on),
    Aside("co_work", "请本单位提协办意见", "co_opinion", PARTS, to_answer, own_due),
    Aside("rechecks", "到了复查的日子", "recheck", PARTS, to_recheck, lambda _actor: Case.recheck_on),
)  # fmt: skip


def asides_of(actor: Actor) -> list[Aside]:
    """The sorts of work beside the turns that this person may have."""
    return [aside for aside in ASIDES if actor.role in aside.roles]


def aside_rows(actor: Actor) -> list[tuple[Aside, Sequence[Any]]]:
    """`[(sort, rows with own_due_on, what is due first before the rest)]`, one statement each, none without rows."""
    today = clock.today()
    found = []
    for aside in asides_of(actor):
        due = aside.due(actor).label("own_due_on")
        statement = listed(select(*LIST_COLUMNS, due)).where(aside.wanted(actor, today))
        found.append((aside, db.session.execute(statement.order_by(due.is_(None), due, Case.id)).all()))
    return [(aside, rows) for aside, rows in found if rows]


def aside_counts(actor: Actor, day: date) -> list[Select[Any]]:
    """Parts of the count of open work: (key, number, 0)."""
    return [
        select(literal(aside.key), func.count(), literal(0)).where(aside.wanted(actor, day))
        for aside in asides_of(actor)
    ]  # fmt: skip


def waiting_beside(case: Case, verb: str) -> list[int]:
    """The users whom a move gives work or an answer beside the turn: ids, each once.

    ask_extension: the committee's directors; grant/refuse_extension: who asked; approve and a new round: leaders of the
    units that help, whose opinion is wanted from now on.
    """
    if verb in RULINGS:
        return [case.extension_asked_by_id] if case.extension_asked_by_id else []
    helping = [one.organisation_id for one in case.co_units if one.given_at is None]
    role, places = {
        "ask_extension": (Role.DIRECTOR, [case.committee_id]),
        **dict.fromkeys(("approve", *NEW_ROUNDS), (Role.UNIT_LEADER, helping)),
    }.get(verb, (Role.DIRECTOR, []))
    if not places:
        return []
    seats = select(Seat.user_id).where(Seat.role == role, Seat.organisation_id.in_(places), held_now())
    return list(db.session.scalars(seats.distinct().order_by(Seat.user_id)))


TRACKED_COLUMNS = (*LIST_COLUMNS, Case.recheck_on, Case.closed_on)


def tracked_cases(actor: Actor) -> Select[Any]:
    """长期跟踪: closed cases of result B within sight, what is to be looked at first before the rest."""
    rows = listed(select(*TRACKED_COLUMNS)).where(Case.recheck_on.is_not(None), cases_visible_to(actor))
    return rows.order_by(Case.recheck_on, Case.id)


def tracked_count(actor: Actor) -> int:
    """How many there are."""
    wanted = (Case.recheck_on.is_not(None), cases_visible_to(actor))
    return db.session.scalar(select(func.count()).select_from(Case).where(*wanted)) or 0
