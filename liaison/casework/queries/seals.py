"""Whether the step records still hold what was written into them."""

from __future__ import annotations

from sqlalchemy import select

from liaison.casework.models import Case, StepRecord
from liaison.casework.models.seals import seal_of
from liaison.casework.workflow import title_of
from liaison.core.db import db

AT_ONCE = 500
CELLS = tuple(StepRecord.__table__.columns)


def faults() -> list[str]:
    """For `flask check`: one sentence for each step record that was changed after it was written."""
    wanted = select(Case.number.label("number_of_case"), *CELLS).join(Case, Case.id == StepRecord.case_id)
    rows = db.session.execute(wanted.order_by(StepRecord.id).execution_options(yield_per=AT_ONCE))
    return [
        f"{row.number_of_case} 的第 {row.seq} 条环节记录（{title_of(row.verb)}）写下以后被改过。"
        "请先备份，再和操作日志、纸质件核对。"
        for row in rows
        if row.seal != seal_of({cell.key: row._mapping[cell] for cell in CELLS})
    ]
