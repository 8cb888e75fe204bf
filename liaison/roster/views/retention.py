"""Data whose time is over: the list for the office, its word, and the work by the clock."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app, g, redirect, render_template, request, url_for

from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.rewriting import sweep
from liaison.jobs.actions import every
from liaison.jobs.actions.runs import Run, works
from liaison.jobs.rules import FIRST_OF_WEEK, NIGHTLY
from liaison.roster.actions import retention as actions
from liaison.roster.queries.rights import due_people, has_erased_since
from liaison.roster.rules.rights import AT_ONCE, months_before
from liaison.roster.views.blueprint import pages
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.route("/retention", methods=["GET", "POST"])
@gate("person.erase")
def retention() -> Any:
    """Whose data are due; POST: erase whoever stands on the list that was seen."""
    until = due_until()
    if request.method == "POST":
        seen = request.form.get("until", until, type=date.fromisoformat)
        job = actions.erase_due_later(min(seen, until), g.actor)
        return redirect(url_for("jobs.job", job=job.id))
    months = current_app.config["RETENTION_MONTHS"]
    return render_template("roster/retention.html", page=page_of(due_people(until)), until=until, months=months)


def due_until() -> Any:
    """Whoever left on this day or before is due."""
    return months_before(clock.today(), current_app.config["RETENTION_MONTHS"])


@works(actions.JOB)
def erase_due(run: Run, until: str) -> None:
    """Erase them, a few in one transaction, so that nobody waits long for it."""
    folder: Path = current_app.config["INSTANCE"]
    with transaction(write=False):
        people = actions.due_until(date.fromisoformat(until))
    for place in range(0, len(people), AT_ONCE):
        run.tell(place, len(people))
        with transaction():
            actions.erase_some(people[place : place + AT_ONCE], run.actor, folder)


@every("roster.sweep", "删除个人信息以后，收拾数据库文件", NIGHTLY)
def sweep_after_erasing() -> str:
    """Leave nothing between the rows of the file of what was erased since yesterday."""
    with transaction(write=False):
        is_due = has_erased_since(clock.now() - timedelta(hours=25))
    return "收拾好了" if is_due and sweep() else "不用收拾"


@every("roster.tell_due", "个人资料保存期满，提醒办公室", FIRST_OF_WEEK)
def tell_of_due() -> str:
    """Tell the office once a month how many are due."""
    with transaction():
        told = actions.tell_office_of_due(due_until())
    return f"告诉了 {told} 人" if told else "没有新期满的"
