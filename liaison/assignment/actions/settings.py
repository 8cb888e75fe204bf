"""Saving what counts how much in a year, and reckoning beforehand what that would move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select

from liaison.access import Actor
from liaison.assignment import queries
from liaison.assignment.actions.drafts import PERCENT, checked_task, refuse_odd_year
from liaison.assignment.models import PlanPreview, PlanSetting
from liaison.assignment.queries import Proposal
from liaison.assignment.rules import Settings
from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db, transaction
from liaison.core.errors import Refused
from liaison.jobs.actions import Run, submit, works

PREVIEW = "assignment.preview"


def save_setting(year: int, values: Mapping[str, Any], note: str, actor: Actor) -> PlanSetting:
    """Store a new version of what counts in a year; plans that stand stay as they are.

    Raises Refused for values that cannot be, and for those that hold already.
    """
    refuse_odd_year(year, actor)
    settings = Settings.from_json(values)
    if settings == queries.settings_for(year):
        raise Refused("没有改动，和现在的设置一样。")
    last = db.session.scalar(select(func.max(PlanSetting.number)).where(PlanSetting.year == year)) or 0
    setting = PlanSetting(
        year=year, number=last + 1, values=settings.as_json(), note=note.strip(), made_at=clock.now(),
        made_by=actor.name,
    )  # fmt: skip
    db.session.add(setting)
    db.session.flush()
    record("plan_setting.save", setting, actor, changes={"note": [None, setting.note]})
    return setting


def preview_setting(year: int, values: Mapping[str, Any], actor: Actor, back: str) -> PlanPreview:
    """Hand in the reckoning of what a setting would move; one that the same person asked for before makes room.

    back: where to go afterwards, with {} for the id of the preview. Raises Refused for values that cannot be.
    """
    refuse_odd_year(year, actor)
    settings = Settings.from_json(values)
    db.session.execute(delete(PlanPreview).where(PlanPreview.made_by_id == actor.user_id, PlanPreview.year == year))
    preview = PlanPreview(
        year=year, values=settings.as_json(), made_at=clock.now(), made_by=actor.name, made_by_id=actor.user_id
    )  # fmt: skip
    db.session.add(preview)
    db.session.flush()
    job = submit(PREVIEW, f"试算 {year} 年设置", actor, back.format(preview.id), preview_id=preview.id)
    db.session.flush()
    preview.job_id = job.id
    return preview


@works(PREVIEW)
def preview_in_background(run: Run, preview_id: int) -> None:
    """Solve with the setting that holds and with the other one; what moves between the two is kept, no plan is."""
    with transaction(write=False):
        preview = db.session.get(PlanPreview, preview_id, populate_existing=True)
        if preview is None or preview.is_known:
            return
        now = checked_task(preview.year)
        then = checked_task(preview.year, settings=Settings.from_json(preview.values))
    before = queries.propose(now, lambda done: run.tell(round(done * PERCENT / 2), PERCENT))
    after = queries.propose(then, lambda done: run.tell(round((1 + done) * PERCENT / 2), PERCENT))
    with transaction():
        keep_preview(preview_id, before, after)


def keep_preview(preview_id: int, before: Proposal, after: Proposal) -> None:
    """Store what was reckoned, unless nobody wants to see it any more."""
    preview = db.session.get(PlanPreview, preview_id, populate_existing=True)
    if preview is None:
        return
    old, new = set(before.solution.pairs), set(after.solution.pairs)
    preview.figures = {"before": before.as_json(), "after": after.as_json()}
    preview.moves = {"ended": as_lists(old - new), "new": as_lists(new - old)}
    db.session.flush()


def as_lists(pairs: set[tuple[int, int]]) -> list[list[int]]:
    """Pairs in order, as JSON has them."""
    return [list(pair) for pair in sorted(pairs)]
