"""Receipts of deadlines: each time a last day is set or changed, what it was derived from is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import bindparam, func, select

from liaison.casework.models import Case, DeadlineReceipt, StepRecord
from liaison.casework.rules.deadlines import HANDLING, LEDGER, LEDGER_RULE, STEP, Inputs, derive
from liaison.core import clock
from liaison.core.calendar import WorkingDays, working_days
from liaison.core.db import db

TAKEN_BACK = "take_back"
LAST_SEQ = select(func.max(StepRecord.seq)).where(StepRecord.case_id == bindparam("case"))


def newest(case: Case, what: str, before: int | None = None) -> DeadlineReceipt | None:
    """The receipt that holds, or the one that held before a step record of this number."""
    mine = select(DeadlineReceipt).where(DeadlineReceipt.case_id == case.id, DeadlineReceipt.what == what)
    mine = mine.where(DeadlineReceipt.seq < before) if before is not None else mine
    return db.session.scalars(mine.order_by(DeadlineReceipt.id.desc()).limit(1)).first()


def inputs_of(case: Case) -> Inputs:
    """Out of what the present limit of handling was derived; a ledger's own day is taken as it stands."""
    receipt = newest(case, HANDLING)
    if receipt is None or receipt.round != case.round:
        return as_given(case.due_on)
    return Inputs.from_json(receipt.inputs)


def as_given(due_on: date | None) -> Inputs:
    """The day of a past ledger."""
    return Inputs(given=due_on, source=LEDGER, rule=LEDGER_RULE)


def keep_handling(
    case: Case, inputs: Inputs, cause: str, calendar: WorkingDays | None = None, seq: int | None = None
) -> None:
    """Let the limit of handling follow from these inputs.

    The first round keeps its day without 延期 as well; once the result is out, what it is measured by stays.
    """
    calendar = calendar or days_for(inputs)
    receipt = derive(inputs, calendar)
    case.due_on = receipt.due_on
    if case.round == 1 and not inputs.given and not case.handled_on:
        case.first_due_on = derive(inputs.unextended, calendar).due_on
        case.extended_due_on = receipt.due_on if inputs.extended_to else None
    add(case, HANDLING, None, cause, receipt.as_json(), seq)


def days_for(inputs: Inputs) -> WorkingDays:
    """The calendar as far as these inputs need it: from their first day on."""
    return working_days() if inputs.given or not inputs.start else working_days(inputs.start)


def keep_step(
    case: Case, inputs: Inputs, cause: str, calendar: WorkingDays | None = None, seq: int | None = None
) -> None:
    """Let the limit of the step that the case stands in follow from these inputs."""
    receipt = derive(inputs, calendar or days_for(inputs))
    case.step_due_on = receipt.due_on
    add(case, STEP, case.state, cause, receipt.as_json(), seq)


def add(case: Case, what: str, state: str | None, cause: str, inputs: dict[str, object], seq: int | None) -> None:
    """Write a receipt down. seq: of the record it came with; the one that is being written unless given."""
    db.session.add(DeadlineReceipt(
        case_id=case.id, what=what, state=state, round=case.round, seq=next_seq(case) if seq is None else seq,
        cause=cause, inputs=inputs, due_on=case.due_on if what == HANDLING else case.step_due_on, made_at=clock.now(),
    ))  # fmt: skip


def last_seq(case: Case) -> int:
    """The number of the case's last step record."""
    return db.session.scalar(LAST_SEQ, {"case": case.id}) or 0


def next_seq(case: Case) -> int:
    """The number that the step record has which is being written."""
    return last_seq(case) + 1


def put_back(case: Case, seq: int) -> None:
    """After a 撤回 of record `seq`: what held before it holds again, by the calendar as it stands now."""
    kept: dict[str, Callable[..., None]] = {HANDLING: keep_handling, STEP: keep_step}
    for what, keep in kept.items():
        latest, held = newest(case, what), newest(case, what, seq)
        if latest is None or latest.seq < seq:
            continue
        due_on = case.due_on if what == HANDLING else case.step_due_on
        if due_on:
            keep(case, Inputs.from_json(held.inputs) if held else as_given(due_on), TAKEN_BACK)
        else:
            add(case, what, case.state if what == STEP else None, TAKEN_BACK, {}, None)
