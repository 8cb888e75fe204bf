"""The report of a month: its figures on a page, and as a workbook that a job makes."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, url_for

from liaison.accounts.views.exports import XLSX, count
from liaison.core import clock
from liaison.core.db import transaction
from liaison.jobs.actions import Run, keep_file, submit, works
from liaison.performance.actions.monthly import draw_month, enter_month, wanted_of
from liaison.performance.queries.monthly import month_figures
from liaison.performance.rules import boards as figures
from liaison.performance.rules import monthly as rules
from liaison.reports.views.blueprint import pages
from liaison.web.gate import gate

MAKING = "reports.monthly"


@pages.get("/monthly")
@gate("monthly.make")
def monthly() -> str:
    """The figures of ?month=, the last one unless another is asked for."""
    first = rules.month_asked(request.args.get("month", ""), clock.today()) or abort(404)
    return render_template(
        "reports/monthly.html", first=first, shown=month_figures(g.actor, first), rules=rules, figures=figures,
        today=clock.today(),
    )  # fmt: skip


@pages.post("/monthly/workbook")
@gate("monthly.make")
def make_monthly() -> Any:
    """Hand the making of the workbook in."""
    first = rules.month_asked(request.form.get("month", ""), clock.today()) or abort(404)
    month = f"{first:%Y-%m}"
    count(wanted_of(first, current_app.config["SITE_NAME"]))
    title, back = rules.title_of(first), url_for("reports.monthly", month=month)
    job = submit(MAKING, title, g.actor, back, month=month)
    return redirect(url_for("jobs.job", job=job.id))


@works(MAKING)
def make_workbook(run: Run, month: str) -> None:
    """Reckon, draw, then keep the file and enter it into the register."""
    first = rules.month_asked(month, clock.today())
    book = draw_month(first, current_app.config["SITE_NAME"], run.actor)
    with transaction():
        enter_month(book, run.actor)
        keep_file(run, f"{rules.title_of(first)}-{book.copy.number}.xlsx", book.content, XLSX)
