"""Drawing the cases of a quarter to revisit, and what was found."""

from __future__ import annotations

from sqlalchemy import select

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework.models import Case, Revisit, SampleDraw
from liaison.casework.queries.ladder import thresholds
from liaison.casework.queries.sampling import closed_in, draw_of
from liaison.casework.rules import sampling as rules
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused


def draw_sample(quarter: str, actor: Actor, *, public_number: str) -> SampleDraw:
    """Draw a quarter's sample, once: a second draw could pick what it likes."""
    days = rules.days_of(quarter)
    if days is None or clock.today() < days[1]:
        raise Refused("这个季度还没有结束，结束以后再抽。")
    if draw_of(quarter):
        raise Refused("这个季度已经抽过，不能重抽。")
    cases = closed_in(quarter)
    if not cases:
        raise Refused("这个季度没有办结的诉求，不用抽。")
    draw = SampleDraw(
        quarter=quarter, public_number=public_number, percent=thresholds().sample_percent, population=len(cases),
        population_sum=rules.sum_of(number for number, _unit in cases), drawn_at=clock.now(),
        drawn_by=f"{actor.organisation} {actor.signature}".strip(),
    )  # fmt: skip
    db.session.add(draw)
    db.session.flush()
    keep_drawn(draw, rules.drawn(quarter, public_number, draw.percent, cases))
    record("sample.draw", draw, actor, label=quarter, changes={"count": [None, len(cases)]})
    return draw


def keep_drawn(draw: SampleDraw, found: list[rules.Drawn]) -> None:
    """A row for each case that was drawn."""
    wanted = select(Case.number, Case.id).where(Case.number.in_([one.number for one in found]))
    ids = dict(db.session.execute(wanted).all())
    db.session.add_all(
        Revisit(draw_id=draw.id, case_id=ids[one.number], place=one.place, unit=one.unit) for one in found
    )


def record_revisit(revisit: Revisit, actor: Actor, **filled: object) -> Revisit:
    """What was found when a drawn case was looked at again; once."""
    if revisit.recorded_at:
        raise Refused("这件已经记过回访结果。")
    for name, value in filled.items():
        setattr(revisit, name, value)
    revisit.recorded_at = clock.now()
    revisit.revisited_by = f"{actor.organisation} {actor.signature}".strip()
    record("revisit.record", revisit, actor, label=revisit.case.number, changes={"state": [None, revisit.finding]})
    return revisit
