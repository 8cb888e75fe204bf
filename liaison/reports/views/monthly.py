"""The report of a month: its figures on a page, and as a workbook that a job makes."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from flask import abort, current_app, g, redirect, render_template, request, url_for

from liaison.accounts.actions import exports as leaving
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import XLSX, count
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.sheets import SheetPage, write_book
from liaison.jobs.actions import Run, keep_file, submit, works
from liaison.performance.queries.monthly import month_figures
from liaison.performance.rules import boards as figures
from liaison.performance.rules import monthly as rules
from liaison.performance.sheets.monthly import monthly_pages
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
    count(wanted_of(month, 0))
    title, back = rules.title_of(first), url_for("reports.monthly", month=month)
    job = submit(MAKING, title, g.actor, back, month=month)
    return redirect(url_for("jobs.job", job=job.id))


def wanted_of(month: str, number: int) -> Wanted:
    """What is taken out, as the register says it."""
    tabs = [board.title for board in figures.BOARDS.values()]
    return Wanted("monthly", "月报", month, tabs, number, current_app.config["SITE_NAME"])


@works(MAKING)
def make_workbook(run: Run, month: str) -> None:
    """Reckon, draw, then keep the file and enter it into the register."""
    with transaction():
        first = rules.month_asked(month, clock.today())
        tabs = monthly_pages(month_figures(run.actor, first), current_app.config["SITE_NAME"])
        wanted = wanted_of(month, rows_in(tabs))
        copy = leaving.new_copy(wanted, run.actor)
    book = io.BytesIO()
    write_book(book, tabs, copy)
    content = book.getvalue()
    with transaction():
        leaving.enter(copy, wanted, run.actor, hashlib.sha256(content).hexdigest(), len(content))
        keep_file(run, f"{rules.title_of(first)}-{copy.number}.xlsx", content, XLSX)


def rows_in(tabs: list[SheetPage]) -> int:
    """How many rows of figures there are."""
    return sum(len(tab.rows) for tab in tabs[:-1])
