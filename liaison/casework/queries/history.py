"""What was done to one case: its records, notices and ratings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from liaison.access import Actor
from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.casework.queries.desk import NOTICE_TABS, notices_visible_to
from liaison.core.db import db
from liaison.orgs.models import Organisation


def history_of(case: Case) -> Sequence[StepRecord]:
    """Its step records, oldest first."""
    return db.session.scalars(select(StepRecord).where(StepRecord.case_id == case.id).order_by(StepRecord.seq)).all()


def notices_of(case: Case) -> Sequence[UrgingNotice]:
    """Its notices, newest first."""
    statement = select(UrgingNotice).where(UrgingNotice.case_id == case.id).order_by(UrgingNotice.id.desc())
    return db.session.scalars(statement).all()


def ratings_of(case: Case) -> Sequence[Rating]:
    """Its ratings, oldest first."""
    return db.session.scalars(select(Rating).where(Rating.case_id == case.id).order_by(Rating.id)).all()


NOTICE_COLUMNS = (
    UrgingNotice.number, UrgingNotice.level, UrgingNotice.cause, UrgingNotice.demand, UrgingNotice.issued_on,
    UrgingNotice.issued_by, UrgingNotice.answer_by, UrgingNotice.answer, UrgingNotice.answered_at,
    UrgingNotice.closed_at, Case.number.label("case_number"), Case.title, Organisation.short.label("unit"),
)  # fmt: skip


def notice_rows(actor: Actor, tab: str) -> Select[Any]:
    """Rows of the list of notices, newest first. tab: open / answered / closed."""
    return (
        select(*NOTICE_COLUMNS)
        .join(Case, Case.id == UrgingNotice.case_id)
        .outerjoin(Organisation, Organisation.id == UrgingNotice.unit_id)
        .where(notices_visible_to(actor), NOTICE_TABS[tab])
        .order_by(UrgingNotice.issued_at.desc(), UrgingNotice.id.desc())
    )
