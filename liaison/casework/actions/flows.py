"""Registering the flow chart: a new version where the program's table has changed."""

from __future__ import annotations

from sqlalchemy import select, update

from liaison.casework.models import Case
from liaison.casework.models.flows import FlowVersion
from liaison.casework.queries.flows import latest_version
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.db import db
from liaison.core.definitions import definition_of, digest_of
from liaison.core.workflow import Flow


def register_flow(flow: Flow = CASEWORK) -> FlowVersion:
    """The version of this chart: the latest where nothing changed, else a new one. Cases without any keep the first."""
    definition = definition_of(flow)
    latest = latest_version(flow.name)
    if latest is None or latest.digest != digest_of(definition):
        number = latest.number + 1 if latest else 1
        latest = FlowVersion(
            flow=flow.name, number=number, digest=digest_of(definition), definition=definition, made_at=clock.now()
        )
        db.session.add(latest)
        db.session.flush()
    adopt(flow)
    return latest


def adopt(flow: Flow) -> None:
    """Let the cases from before versions were kept follow the first one."""
    first = select(FlowVersion.id).where(FlowVersion.flow == flow.name).order_by(FlowVersion.number).limit(1)
    if db.session.scalar(select(Case.id).where(Case.flow_version_id.is_(None)).limit(1)):
        db.session.execute(
            update(Case).where(Case.flow_version_id.is_(None)).values(flow_version_id=first.scalar_subquery()),
            execution_options={"synchronize_session": False},
        )
