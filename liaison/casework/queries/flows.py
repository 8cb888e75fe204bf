"""Versions of the flow chart: the one that new cases follow, those in use, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from liaison.casework.models import Case, TimeLimit
from liaison.casework.models.flows import FlowVersion
from liaison.casework.queries.desk import WAITING_FOR
from liaison.casework.rules.flow_problems import flow_problems, missing_limits, problems_of, unknown_verbs
from liaison.casework.rules.flows import PRESENT
from liaison.casework.workflow import CASEWORK, OPEN_STATES
from liaison.core.db import db

MOST_NAMED = 10


def latest_version(flow: str = CASEWORK.name) -> FlowVersion | None:
    """The version that new cases follow; None before the first is registered."""
    latest = select(FlowVersion).where(FlowVersion.flow == flow).order_by(FlowVersion.number.desc())
    return db.session.scalars(latest.limit(1)).first()


def days_by_limit() -> dict[str, int]:
    """`{key of a time limit: working days}`."""
    return dict(db.session.execute(select(TimeLimit.key, TimeLimit.days)).all())


def versions_in_use() -> Sequence[FlowVersion]:
    """The versions that cases follow, and the one that new ones will follow."""
    used = select(Case.id).where(Case.flow_version_id == FlowVersion.id).exists()
    latest = select(func.max(FlowVersion.id)).group_by(FlowVersion.flow)
    wanted = select(FlowVersion).where(or_(used, FlowVersion.id.in_(latest))).order_by(FlowVersion.id)
    return db.session.scalars(wanted).all()


def problems() -> list[str]:
    """Why the program cannot work: one sentence for each thing wrong in its own chart or in a version in use."""
    own = [f"程序自己的流程：{sentence}" for sentence in flow_problems(CASEWORK, WAITING_FOR)]
    kept = [
        f"流程定义{version}：{sentence}"
        for version in versions_in_use() if version.digest != PRESENT
        for sentence in problems_of(version.definition, WAITING_FOR)
    ]  # fmt: skip
    return own + kept


def faults() -> list[str]:
    """For `flask check`: what `problems` says, limits that are not there, and moves that the program makes no more."""
    keys, found = days_by_limit(), problems()
    for version in versions_in_use():
        limits = missing_limits(version.definition, keys)
        found += [f"流程定义{version}：“{title}”的时限不在办理时限里，请运行 flask setup。" for title in limits]
        verbs = unknown_verbs(version.definition)
        if verbs:
            found.append(f"流程定义{version}的“{'、'.join(verbs)}”，程序里没有了：{open_cases_of(version)}")
    return found


def open_cases_of(version: FlowVersion) -> str:
    """The open cases of a version, by number; the first few."""
    wanted = select(Case.number).where(Case.flow_version_id == version.id, Case.state.in_(OPEN_STATES))
    numbers = db.session.scalars(wanted.order_by(Case.id).limit(MOST_NAMED + 1)).all()
    more = "等" if len(numbers) > MOST_NAMED else ""
    return f"还在办的 {'、'.join(numbers[:MOST_NAMED])}{more} 不能再这样办。" if numbers else "没有还在办的诉求要用。"
