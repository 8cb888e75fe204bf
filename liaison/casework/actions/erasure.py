"""What cases say when a person is erased: not while one of his is open; changed step records are sealed anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update

from liaison.casework.models import Case, StepRecord
from liaison.casework.models.seals import seal_of
from liaison.casework.rules.flows import state_title
from liaison.casework.workflow import OPEN_STATES
from liaison.core.db import db
from liaison.roster.actions.erasing import declare_obstacle, declare_seal
from liaison.roster.models import Representative
from liaison.roster.queries.holdings import declare_holding

RECORDS = StepRecord.__table__


@declare_obstacle
def open_cases(person: Any) -> str | None:
    """A case that is still handled needs to know whose it is."""
    whose = Case.representative_id if isinstance(person, Representative) else Case.member_id
    count = db.session.scalar(select(func.count()).where(whose == person.id, Case.state.in_(OPEN_STATES)))
    return f"还有 {count} 件诉求没有办结，请办结以后再删除。" if count else None


@declare_holding("诉求", ("编号", "日期", "标题", "内容", "反映人", "现在到哪一步", "答复"))
def cases_of(person: Any) -> list[tuple[Any, ...]]:
    """What came of his contacts."""
    whose = Case.representative_id if isinstance(person, Representative) else Case.member_id
    rows = db.session.scalars(select(Case).where(whose == person.id).order_by(Case.raised_on, Case.id))
    return [
        (one.number, one.raised_on, one.title, one.text, one.asker_name, state_title(one), one.reply_text)
        for one in rows
    ]


@declare_seal("step_record")
def seal_again(ids: Iterable[int]) -> None:
    """Seal records anew whose texts were changed for an erasure; the log says that it was done."""
    rows = db.session.execute(select(RECORDS).where(RECORDS.c.id.in_(list(ids)))).mappings().all()
    for row in rows:
        seal = seal_of({cell.key: row[cell] for cell in RECORDS.columns})
        db.session.execute(update(RECORDS).where(RECORDS.c.id == row["id"]).values(seal=seal))
