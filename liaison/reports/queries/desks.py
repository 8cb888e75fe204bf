"""What the office's desk and the leaders' dashboard show: numbers, and where things are stuck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy import case as sql_case

from liaison.access import Actor
from liaison.assignment.models import Pairing
from liaison.casework.models import Case
from liaison.casework.queries import cases_visible_to, overdue
from liaison.casework.workflow import CASEWORK, CLOCK_STATES, OPEN_STATES, STEPS
from liaison.core.db import db
from liaison.orgs.models import Organisation
from liaison.roster.models import Member
from liaison.roster.queries import waiting_count

MOST_ATTENTION = 6


@dataclass(frozen=True)
class Desk:
    """What the office's desk shows: numbers of today, and where things are stuck."""

    open_cases: int
    late_cases: int
    waiting_rows: int
    short_members: int
    late_by_unit: Sequence[Any]


def desk_of(actor: Actor) -> Desk:
    """The office's numbers: open and late cases, rows that wait, members with fewer than five."""
    visible = cases_visible_to(actor)
    late = func.coalesce(func.sum(sql_case((overdue(), 1), else_=0)), 0)
    open_cases, late_cases = db.session.execute(
        select(func.count(), late).select_from(Case).where(visible, Case.state.in_(OPEN_STATES))
    ).one()
    return Desk(open_cases, late_cases, waiting_count(actor), short_members(), late_by_unit(actor))


def short_members() -> int:
    """How many active members keep fewer than five representatives."""
    kept = (
        select(func.count()).select_from(Pairing)
        .where(Pairing.member_id == Member.id, Pairing.is_current).correlate(Member).scalar_subquery()
    )  # fmt: skip
    return db.session.scalar(select(func.count()).select_from(Member).where(Member.left_on.is_(None), kept < 5)) or 0


def late_by_unit(actor: Actor) -> Sequence[Any]:
    """(unit id, name, late cases) where handling is late, most first."""
    statement = (
        select(Organisation.id, Organisation.name, func.count().label("late"))
        .join(Case, Case.unit_id == Organisation.id)
        .where(cases_visible_to(actor), overdue())
        .group_by(Organisation.id, Organisation.name)
        .order_by(func.count().desc(), Organisation.id)
        .limit(10)
    )
    return db.session.execute(statement).all()


@dataclass(frozen=True)
class StepLoad:
    """How many open cases stand in one of the eight steps, and how many of them are late."""

    step: int
    title: str
    cases: int
    late: int


def load_by_step(actor: Actor) -> list[StepLoad]:
    """The open cases in sight, by step; steps without cases are there with 0."""
    late = func.sum(sql_case((overdue(), 1), else_=0))
    statement = (
        select(Case.state, func.count(), late)
        .where(cases_visible_to(actor), Case.state.in_(OPEN_STATES))
        .group_by(Case.state)
    )
    sums = {step: [0, 0] for step in STEPS if step > 1}
    for state, cases, late_cases in db.session.execute(statement):
        found = sums[CASEWORK.by_code[state].step]
        found[0] += cases
        found[1] += late_cases
    return [StepLoad(step, STEPS[step], cases, late_cases) for step, (cases, late_cases) in sums.items()]


def nearest_due() -> ColumnElement[date | None]:
    """The limit that a list shows of a case; as `casework.rules.nearest_due`."""
    handling = sql_case((Case.state.in_(CLOCK_STATES), Case.due_on))
    is_first = or_(Case.step_due_on.is_(None), handling < Case.step_due_on)
    return sql_case((is_first, handling), else_=Case.step_due_on)


def wanting_attention(actor: Actor) -> Sequence[Any]:
    """Open cases that are late or in a further round, the longest overdue first."""
    statement = (
        select(
            Case.number, Case.title, Case.state, Case.due_on, Case.step_due_on, Case.handled_on, Case.first_due_on,
            Case.extended_due_on, Case.round, Organisation.short.label("unit"),
        )
        .outerjoin(Organisation, Organisation.id == Case.unit_id)
        .where(cases_visible_to(actor), Case.state.in_(OPEN_STATES), or_(overdue(), Case.round > 1))
        .order_by(nearest_due().nulls_last(), Case.id)
        .limit(MOST_ATTENTION)
    )
    return db.session.execute(statement).all()
