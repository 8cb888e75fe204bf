"""The closed cases of a quarter, those that were drawn to be revisited, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from liaison.access import Actor
from liaison.casework.models import Case, Revisit, SampleDraw
from liaison.casework.rules.sampling import days_of
from liaison.casework.workflow import CLOSED
from liaison.core.db import db
from liaison.orgs.models import Organisation

COLUMNS = (
    Revisit.id, Revisit.place, Revisit.unit, Revisit.finding, Revisit.is_satisfied, Revisit.words,
    Revisit.revisited_on, Revisit.revisited_by, Case.number, Case.title, Case.closed_on, Case.state,
)  # fmt: skip


def closed_in(quarter: str) -> list[tuple[str, str]]:
    """(number, unit) of the cases that a unit closed in a quarter, by number."""
    days = days_of(quarter)
    if days is None:
        return []
    closed = (
        select(Case.number, Organisation.name).join(Organisation, Organisation.id == Case.unit_id)
        .where(Case.state == CLOSED, Case.closed_on >= days[0], Case.closed_on < days[1]).order_by(Case.number)
    )  # fmt: skip
    return [(number, unit) for number, unit in db.session.execute(closed)]


def draw_of(quarter: str) -> SampleDraw | None:
    """The drawing of a quarter, None where nothing was drawn yet."""
    return db.session.scalar(select(SampleDraw).where(SampleDraw.quarter == quarter))


def draws() -> Sequence[Any]:
    """(quarter, drawn_at) of all drawings, latest first."""
    return db.session.execute(select(SampleDraw.quarter, SampleDraw.drawn_at).order_by(SampleDraw.quarter.desc())).all()


def revisit_rows(draw: SampleDraw) -> Sequence[Any]:
    """The cases that were drawn, in the order of the draw."""
    rows = select(*COLUMNS).join(Case, Case.id == Revisit.case_id).where(Revisit.draw_id == draw.id)
    return db.session.execute(rows.order_by(Revisit.place)).all()


def revisit_for(_actor: Actor, revisit: int) -> Revisit | None:
    """The drawn case with this id; whoever sees the sample sees all cases."""
    return db.session.get(Revisit, revisit)
