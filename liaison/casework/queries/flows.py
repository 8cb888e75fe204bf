"""Versions of the flow chart: the one that new cases follow, those in use, and what is wrong with them."""

from __future__ import annotations

from sqlalchemy import select

from liaison.casework.models import TimeLimit
from liaison.casework.models.flows import FlowVersion
from liaison.casework.workflow import CASEWORK
from liaison.core.db import db


def latest_version(flow: str = CASEWORK.name) -> FlowVersion | None:
    """The version that new cases follow; None before the first is registered."""
    latest = select(FlowVersion).where(FlowVersion.flow == flow).order_by(FlowVersion.number.desc())
    return db.session.scalars(latest.limit(1)).first()


def days_by_limit() -> dict[str, int]:
    """`{key of a time limit: working days}`."""
    return dict(db.session.execute(select(TimeLimit.key, TimeLimit.days)).all())
