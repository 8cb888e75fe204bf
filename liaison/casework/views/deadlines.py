"""Why something is due on a day, and the working-day calendar changed with a look at what moves first."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.casework import actions, queries, rules
from liaison.casework.models import Case
from liaison.casework.sheets.office import CHANGE_OF_DAYS
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.core.calendar import working_days
from liaison.web.forms import ColumnForm, WhenShown, form_from, form_page, remember
from liaison.web.gate import gate


@pages.get("/cases/<case>/deadline")
@gate("case.view", case=queries.case_for)
def deadline(case: Case) -> str:
    """为什么是这一天: each day from the start to the last, counted or not, and every reckoning so far."""
    receipts = queries.receipts_of(case)
    return render_template(
        "casework/deadline.html", case=case, receipts=receipts, cause=rules.cause_of,
        titles={one.code: one.title for one in CASEWORK.states},
        reckonings=rules.reckonings(case, receipts, working_days()),
    )  # fmt: skip


@pages.get("/calendar/changes")
@gate("time_limit.change")
def change_days() -> Any:
    """Which days are worked or free from now on, and who says so."""
    days_form()
    return form_page()


def days_form() -> ColumnForm:
    """The form of the first page; its page is remembered."""
    form = form_from(CHANGE_OF_DAYS)
    remember(form, "casework/change_days.html")
    return form


@pages.post("/calendar/changes/preview")
@gate("time_limit.change")
def day_shifts() -> Any:
    """Which deadlines would move, from when to when, and which would be late by it. Writes nothing."""
    form = days_form()
    if not form.validate_on_submit():
        return form_page()
    show_shifts(form)
    return form_page()


def show_shifts(form: ColumnForm) -> actions.ChangeOfDays:
    """Remember the second page for what was sent; gives the change."""
    change = actions.ChangeOfDays.of(**form.cells)
    found = WhenShown(lambda: queries.shifts_under(change.upon(working_days())))
    remember(
        form, "casework/day_shifts.html", change=change, cells=request.form, found=found, mark_of=queries.mark_of,
        states=CASEWORK.by_code, who=rules.holder_words,
    )  # fmt: skip
    return change


@pages.post("/calendar/changes/make")
@gate("time_limit.change")
def make_change() -> Any:
    """Change the calendar and the deadlines that go with it."""
    form = days_form()
    if not form.validate_on_submit():
        return form_page()
    change = show_shifts(form)
    moved = actions.change_days(change, request.form.get("mark", ""), g.actor)
    number = len({one.case.case_id for one in moved})
    kind = "上班" if change.is_workday else "放假"
    flash(f"{change.words} 已改成{kind}" + (f"，{number} 件的期限跟着改了" if number else ""))
    return redirect(url_for("orgs.calendar", year=change.days[0].year))
