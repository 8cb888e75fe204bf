"""Cases as they stood at the end of a day, told by their step records.

A record keeps how its case stood before it: the first one after the day tells how it stood then. The records of a past
ledger keep no such thing; they are gone through again up to the day. A case to which nothing was done since stands
as its last record left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, func, or_, select

from liaison.audit.models import Event
from liaison.casework.models import Case, StepRecord
from liaison.casework.rules.replay import DAYS, Replay, Told, holder_in, replayed, state_by_days
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.db import Moment, db

Cells = dict[str, Any]
VOIDED = CASEWORK.by_verb["void"].target
CARRIED = "case.carry_over"
# What a ledger's row tells of a step, by the column of the day on which the step was done.
TOLD_WITH = {
    "transferred_on": ("unit_id", "due_on", "first_due_on"), "approved_on": ("section_id", "section_name"),
    "handled_on": ("result",), "replied_on": ("reply_text",), "rated_on": ("rating",),
}  # fmt: skip
LEDGER_CELLS = (
    Case.id, Case.state, Case.committee_id, *(getattr(Case, key) for key in DAYS),
    *(getattr(Case, key) for keys in TOLD_WITH.values() for key in keys),
)  # fmt: skip


def existed_on(day: date) -> ColumnElement[bool]:
    """The cases that had been opened by the end of a day; those of a ledger on the day of their contact."""
    later = select(StepRecord.case_id).where(
        StepRecord.step == 1, StepRecord.acted_on > day, ~StepRecord.is_imported
    )
    return and_(Case.raised_on <= day, Case.id.not_in(later))


def past_of_cases(day: date) -> dict[int, Cells]:
    """`{case: {column: value at the end of the day}}` of all cases to which something was done since.

    Five statements. co_unit_ids is among the columns.
    """
    snapshots = snapshots_after(day)
    past = {one: cells_before(before) | {"co_unit_ids": before.get("co_unit_ids", [])}
            for one, before in snapshots.items()}  # fmt: skip
    replays = replays_until(day)
    for row in db.session.execute(select(*LEDGER_CELLS).where(Case.id.in_(going_on(day)))):
        base = dict(row._mapping) | past.get(row.id, {})
        past[row.id] = past.get(row.id, {}) | as_replayed(base, replays[row.id], day)
    for row in db.session.execute(without_steps(day)):
        past[row.id] = as_replayed(dict(row._mapping), Replay(), day)
    for one, name in former_members(day).items():
        past.setdefault(one, {})["member"] = name
    return past


def snapshots_after(day: date) -> dict[int, Mapping[str, Any]]:
    """`{case: its cells as the first record after a day found them}` of those raised by then."""
    first = (
        select(StepRecord.case_id, func.min(StepRecord.seq).label("seq")).join(StepRecord.case)
        .where(StepRecord.acted_on > day, ~StepRecord.is_imported, Case.raised_on <= day)
        .group_by(StepRecord.case_id).subquery()
    )  # fmt: skip
    same = and_(StepRecord.case_id == first.c.case_id, StepRecord.seq == first.c.seq)
    return dict(db.session.execute(select(StepRecord.case_id, StepRecord.before).join(first, same)).all())


def cells_before(before: Mapping[str, Any]) -> Cells:
    """What a record keeps of its case, each cell in its column's own type."""
    return {
        column.key: typed(column.type, before[column.key]) for column in Case.__table__.columns if column.key in before
    }


def typed(kind: Any, value: Any) -> Any:
    """A value out of JSON in the column's own type."""
    if isinstance(value, str) and isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(value, str) and isinstance(kind, Date) else value


def going_on(day: date) -> Select[tuple[int]]:
    """The cases raised by a day of which a ledger tells steps after it."""
    later = (StepRecord.is_imported, StepRecord.acted_on > day, Case.raised_on <= day)
    return select(StepRecord.case_id).join(StepRecord.case).where(*later).distinct()


def replays_until(day: date) -> dict[int, Replay]:
    """`{case: what its ledger's steps amount to at the end of a day}` of those that went on after it."""
    rows = db.session.execute(
        select(StepRecord.case_id, StepRecord.seq, StepRecord.step, StepRecord.acted_on, StepRecord.note)
        .where(StepRecord.is_imported, StepRecord.case_id.in_(going_on(day))).order_by(StepRecord.case_id)
    )  # fmt: skip
    return {
        one: replayed((Told(row.seq, row.step, row.acted_on, row.note or "") for row in found), until=day)
        for one, found in groupby(rows, key=lambda row: row.case_id)
    }


def without_steps(day: date) -> Select[Any]:
    """The cases of a ledger that told no steps, raised by this day and with a day after it."""
    later = or_(*(getattr(Case, key) > day for key in DAYS))
    told = select(StepRecord.case_id).where(StepRecord.case_id == Case.id).exists()
    return select(*LEDGER_CELLS).where(Case.is_imported, Case.raised_on <= day, later, ~told)


def as_replayed(row: Mapping[str, Any], replay: Replay, day: date) -> Cells:
    """The cells of a ledger's case at the end of a day: what its steps and its own days tell by then."""
    days: dict[str, date | None] = {key: row[key] if row[key] and row[key] <= day else None for key in DAYS}
    days |= {key: said for key, (said, _seq) in replay.days.items()}
    told = {key: row[key] if days[of] else None for of, keys in TOLD_WITH.items() for key in keys}
    rating = replay.last_rating
    state = VOIDED if row["state"] == VOIDED else replay.state or state_by_days(days)
    return {
        **days, **told, "rating": rating.note if rating else told["rating"], "state": state, "round": replay.round,
        "holder_organisation_id": holder_in(state, row["committee_id"], told["unit_id"]), "step_due_on": None,
        **({} if days["transferred_on"] else {"co_unit_ids": []}),
    }  # fmt: skip


def former_members(day: date) -> dict[int, str]:
    """`{case: whose it was}` of those that were carried over to another member since a day."""
    since = (Event.thing == Case.__tablename__, Event.verb == CARRIED, Event.at >= clock.end_of(day))
    rows = db.session.execute(select(Event.thing_id, Event.changes).where(*since).order_by(Event.id.desc()))
    return {one: changes["member"][0] for one, changes in rows}


def as_then(rows: Iterable[Any], past: Mapping[int, Cells]) -> list[Cells]:
    """Rows with an id as cells of that day; columns that a row has not got are left out."""
    return [{**row._mapping, **{k: v for k, v in past.get(row.id, {}).items() if k in row._mapping}} for row in rows]
