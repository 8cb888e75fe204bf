"""What a deed leaves behind in the database: nothing at all where it was refused."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select

from liaison.audit.models import Event
from liaison.casework.models import Case, CoUnit, DeadlineReceipt, Rating, RatingCode, StepRecord, UrgingNotice
from liaison.core.counters import Counter
from liaison.files.models import Attachment
from liaison.notices.models import Message, Outgoing
from tests.model.asking import asked

OF_CASES = (StepRecord, CoUnit, DeadlineReceipt, Rating, RatingCode, UrgingNotice)
ELSEWHERE = (Message, Outgoing, Attachment)
DEEDS = Event.verb != "access.refuse"  # that somebody stood before a shut gate is noted, and nothing else
MARKS = select(
    func.coalesce(func.sum(Case.version), 0), func.count(Case.id),
    select(func.coalesce(func.sum(Counter.value), 0)).scalar_subquery(),
    select(func.count(Message.read_at)).scalar_subquery(), select(func.count(RatingCode.used_at)).scalar_subquery(),
    select(func.count()).select_from(Event).where(DEEDS).scalar_subquery(),
    select(func.max(Event.id)).where(DEEDS).scalar_subquery(),
    *(select(func.count()).select_from(one).scalar_subquery() for one in (*OF_CASES, *ELSEWHERE)),
    *(select(func.max(one.id)).scalar_subquery() for one in (*OF_CASES, *ELSEWHERE)),
)  # fmt: skip
ROWS = (
    select(Case.__table__).where(Case.id == bindparam("case")),
    *(select(one.__table__).where(one.case_id == bindparam("case")).order_by(one.id) for one in OF_CASES),
    select(Message.__table__).where(Message.link == bindparam("link")).order_by(Message.id),
    select(Outgoing.__table__).where(Outgoing.link == bindparam("link")).order_by(Outgoing.id),
)


def marks() -> tuple[Any, ...]:
    """How many rows there are of all that a deed can write, the newest of each, and what is counted on: one query."""
    return tuple(asked(MARKS).one())


def whole(case_id: int, number: str) -> list[Any]:
    """Each row of a case as it stands, in all tables, with what people were told of it."""
    where = {"case": case_id, "link": f"/cases/{number}"}
    return [tuple(row) for rows in ROWS for row in asked(rows, where)]
