"""What was done to one case: its records, notices and ratings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.core.db import db


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
