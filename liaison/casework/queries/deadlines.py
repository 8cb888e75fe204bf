"""Receipts of deadlines: of one case, of all that run, and those that do not agree with what was done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from liaison.accounts.models import User
from liaison.casework.models import Case, DeadlineReceipt, StepRecord
from liaison.casework.rules.deadlines import HANDLING, STEP, Inputs, Shift, clock_of, due_of, shifts
from liaison.casework.rules.story import standing
from liaison.casework.workflow import CASEWORK, OPEN_STATES, STATES
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.db import db
from liaison.orgs.models import Organisation
from liaison.roster.models import Member

# Until the check the unit may have to handle it again: so long its limit runs, even where the clock stands still.
HANDLED_IN = tuple(state.code for state in STATES if not state.is_end and state.step <= 6)
ROUND_VERBS = frozenset(move.verb for move in CASEWORK.moves if move.rounds)
WORDS = {HANDLING: "办理期限", STEP: "这一步的期限"}


def receipts_of(one: Case) -> Sequence[DeadlineReceipt]:
    """All receipts of a case, newest first."""
    mine = select(DeadlineReceipt).where(DeadlineReceipt.case_id == one.id)
    return db.session.scalars(mine.order_by(DeadlineReceipt.id.desc())).all()


def running() -> ColumnElement[bool]:
    """Receipts that hold and whose day may still move: never those of a case that has ended."""
    newest = (
        select(func.max(DeadlineReceipt.id)).join(DeadlineReceipt.case).where(Case.state.in_(OPEN_STATES))
        .group_by(DeadlineReceipt.case_id, DeadlineReceipt.what)
    )  # fmt: skip
    handling = and_(DeadlineReceipt.what == HANDLING, Case.state.in_(HANDLED_IN), Case.due_on.is_not(None))
    step = and_(DeadlineReceipt.state == Case.state, Case.step_due_on.is_not(None))
    return and_(DeadlineReceipt.id.in_(newest), or_(handling, step))


def running_rows() -> Sequence[Row[Any]]:
    """The receipts that hold of cases on their way, with what a page shows of these: one query."""
    handler, committee = aliased(User), aliased(Organisation)
    stored = case((DeadlineReceipt.what == HANDLING, Case.due_on), else_=Case.step_due_on).label("stored")
    statement = (
        select(
            DeadlineReceipt.case_id, DeadlineReceipt.what, DeadlineReceipt.inputs, DeadlineReceipt.due_on, stored,
            Case.number, Case.title, Case.state, Case.round, Organisation.short.label("unit"),
            committee.name.label("committee"), handler.name.label("handler"), Member.name.label("member"),
        )
        .join(DeadlineReceipt.case).join(Member, Member.id == Case.member_id)
        .outerjoin(Organisation, Organisation.id == Case.unit_id).outerjoin(handler, handler.id == Case.handler_id)
        .outerjoin(committee, committee.id == Case.committee_id)
        .where(running()).order_by(DeadlineReceipt.case_id)
    )  # fmt: skip
    return db.session.execute(statement).all()


def shifts_under(calendar: WorkingDays) -> list[Shift]:
    """Which last days of cases on their way another calendar moves."""
    return shifts(running_rows(), calendar, clock.today())


def mark_of(found: Sequence[Shift]) -> str:
    """A mark of these shifts: whoever confirms them has seen just these."""
    told = "\n".join(f"{one.case.case_id} {one.what} {one.old} {one.new}" for one in found)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def faults() -> list[str]:
    """For `flask check`: one sentence for each last day that does not follow from what was done."""
    return [*unfounded(), *differing()]


def unfounded() -> Iterator[str]:
    """Cases of the platform itself with a last day of which nobody knows where it comes from."""
    known = select(DeadlineReceipt.case_id)
    bare = select(Case.number).where(
        Case.state.in_(OPEN_STATES), ~Case.is_imported, Case.due_on.is_not(None), Case.id.not_in(known)
    )
    yield from (f"{number} 的期限没有算期限的依据" for number in db.session.scalars(bare.order_by(Case.id)))


def differing() -> Iterator[str]:
    """Cases on their way whose stored day is not the one that their history gives today."""
    calendar, rows = working_days(), running_rows()
    clocks = clocks_of({row.case_id for row in rows if row.what == HANDLING})
    for row in rows:
        inputs = Inputs.from_json(row.inputs)
        yield from told_faults(row, inputs, calendar)
        told = clocks.get(row.case_id)
        if row.what == HANDLING and inputs.start and told and told != (inputs.start, inputs.pauses):
            yield f"{row.number} 的办理期限从 {inputs.start} 算起，和环节记录（{told[0] or '没有转办'}）对不上"


def told_faults(row: Row[Any], inputs: Inputs, calendar: WorkingDays) -> Iterator[str]:
    """Where the stored day, the receipt and what is reckoned anew are not one and the same."""
    again = due_of(inputs, calendar)
    if not row.stored == row.due_on == again:
        yield f"{row.number} 的{WORDS[row.what]}存的是 {row.stored}，依据上是 {row.due_on}，重新算是 {again}"


def clocks_of(ids: set[int]) -> dict[int, tuple[Any, Any]]:
    """`{case: (since when its clock runs, when it stood still)}` by the step records of these cases."""
    columns = (StepRecord.case_id, StepRecord.seq, StepRecord.verb, StepRecord.acted_on)
    rows = db.session.execute(
        select(*columns).join(StepRecord.case).where(Case.state.in_(HANDLED_IN))
        .order_by(StepRecord.case_id, StepRecord.seq)
    )  # fmt: skip
    return {
        one: clock_of(standing(list(found)), ROUND_VERBS)
        for one, found in groupby(rows, key=lambda row: row.case_id) if one in ids
    }  # fmt: skip
