"""Taking the office's list of pairs in: it becomes the plan of its year, as it is; what that changed is noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from liaison.access import Actor
from liaison.assignment import queries, sheets
from liaison.assignment.actions.intake import NewPair, PairStaging, stage_pairs, year_named
from liaison.assignment.actions.plans import put_in_force
from liaison.assignment.models import ENDED, IMPORTED, PUBLISHED, SUPERSEDED, Pairing, Plan
from liaison.assignment.queries.points import member_points, representative_points
from liaison.assignment.rules import fact_of
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.core.sheets import Reading
from liaison.roster.actions.imports import ImportKind, Noted, declare, note
from liaison.roster.actions.imports.touches import rows_now
from liaison.roster.models import ImportBatch, Member, Representative

OF_WHICH_YEAR = Column("year", "年份", Kind.INTEGER, required=True, hint="这份名单是哪一年的方案")
ENDING = ("is_current", "ended_on", "end_reason")  # What changes of a pair when another plan takes its place.


def write_pairs(staging: PairStaging, batch: ImportBatch, actor: Actor) -> None:
    """Add the new pairs to the plan of the year, which is made where there is none.

    A plan that is made is in force, or ended where a later year's plan is.
    """
    plan = queries.recorded_plan(staging.year)
    is_new = plan is None
    if plan is None:
        plan = open_plan(staging.year, actor)
    figures, in_force = plan.figures, rows_in_force()
    statement = insert(Pairing).returning(Pairing.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, list(rows_of(plan, staging.found))).all()
    former = begin(plan, actor) if is_new else None
    plan.figures = queries.plan_figures(plan).as_json()
    record("plan.import", plan, actor, changes={"counts": [None, batch.counts]})
    labels = dict(zip(ids, (staging.labels[pair] for pair in staging.found), strict=True))
    noted = made_plan(plan) if is_new else changed_figures(plan, figures)
    note(batch, [*noted, *ended_plan(plan, former, in_force), *made_pairs(labels)])


def open_plan(year: int, actor: Actor) -> Plan:
    """The plan of a year, still without pairs."""
    plan = Plan(
        year=year, name=queries.next_name(year), source=IMPORTED, made_at=clock.now(), made_by=actor.name,
        made_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(plan)
    db.session.flush()
    return plan


def begin(plan: Plan, actor: Actor) -> Plan | None:
    """Put a new plan in force, or on record where a later one is; gives the plan that it takes the place of."""
    if queries.later_plan(plan.year):
        plan.state, plan.published_at, plan.published_by = ENDED, clock.now(), actor.name
        db.session.flush()
        return None
    former = queries.published_plan()
    put_in_force(plan, actor)
    return former


def rows_of(plan: Plan, found: list[NewPair]) -> Iterator[dict[str, Any]]:
    """The new pairs as rows, in force like their plan, or ended with its year like those of the past."""
    members = {one.id: one for one in member_points(Member.id.in_({pair[0] for pair in found}))}
    people = {one.id: one for one in representative_points(Representative.id.in_({pair[2] for pair in found}))}
    is_past = plan.state == ENDED or queries.later_plan(plan.year) is not None
    over = {"ended_on": date(plan.year, 12, 31), "end_reason": SUPERSEDED} if is_past else {}
    for member_id, slot, representative_id in found:
        fact = fact_of(members[member_id], people[representative_id])
        yield {
            "plan_id": plan.id, "member_id": member_id, "representative_id": representative_id, "slot": slot,
            "km": fact.km, "is_same_sector": fact.is_same_sector, "started_on": date(plan.year, 1, 1),
            "is_current": plan.is_published, **over,
        }  # fmt: skip


def rows_in_force() -> dict[int, dict[str, Any]]:
    """`{id: cells}` of the pairs in force, as far as another plan would change them."""
    columns = (getattr(Pairing, name) for name in ENDING)
    rows = db.session.execute(select(Pairing.id, *columns).where(Pairing.is_current))
    return {row.id: {name: getattr(row, name) for name in ENDING} for row in rows}


def unit_of(plan: Plan) -> str:
    """What is taken back together: a plan, and that another one made room for it."""
    return f"{Plan.__tablename__}:{plan.id}"


def made_plan(plan: Plan) -> Iterator[Noted]:
    """The plan itself."""
    for one, cells in rows_now(Plan.__table__, [plan.id]):
        yield Noted(unit_of(plan), str(plan), Plan.__tablename__, one, None, cells)


def changed_figures(plan: Plan, figures: dict[str, Any]) -> Iterator[Noted]:
    """What a longer list did to a plan that stood."""
    yield Noted(unit_of(plan), str(plan), Plan.__tablename__, plan.id, {"figures": figures}, {"figures": plan.figures})


def ended_plan(plan: Plan, former: Plan | None, in_force: dict[int, dict[str, Any]]) -> Iterator[Noted]:
    """The plan that was in force before, and its pairs."""
    if former is None:
        return
    states = ({"state": former_state} for former_state in (PUBLISHED, former.state))
    yield Noted(unit_of(plan), str(plan), Plan.__tablename__, former.id, *states)
    for one, cells in rows_now(Pairing.__table__, in_force):
        after = {name: cells[name] for name in ENDING}
        yield Noted(unit_of(plan), str(plan), Pairing.__tablename__, one, in_force[one], after)


def made_pairs(labels: dict[int, str]) -> Iterator[Noted]:
    """The new pairs, each a thing of its own."""
    for one, cells in rows_now(Pairing.__table__, labels):
        yield Noted(f"{Pairing.__tablename__}:{one}", labels[one], Pairing.__tablename__, one, None, cells)


def year_told(reading: Reading, file_name: str, _actor: Actor) -> dict[str, Any]:
    """The year that the file names, else this one."""
    return {"year": year_named(reading, file_name) or clock.today().year}


PAIR_LIST = declare(ImportKind(
    "assignments", "委员联系名单", sheets.ASSIGNMENTS, "plan.change", stage_pairs, write_pairs,
    questions=(OF_WHICH_YEAR,), guess=year_told,
))  # fmt: skip
