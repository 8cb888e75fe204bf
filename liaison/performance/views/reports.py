"""履职报告: the member's own page of a year, and the office's list of who has filed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from liaison.casework.views.unsent import files_of, is_dropping, waiting, without_file
from liaison.core import clock
from liaison.files.queries import attachments_of
from liaison.performance import actions, queries
from liaison.performance.queries import reports as reading
from liaison.performance.rules import reports as rules
from liaison.performance.sheets.reports import FILES, TEXT, UNTIL
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.bodies import takes_files
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_among


@pages.route("/performance/mine/reports/<int:year>", methods=["GET", "POST"])
@gate("report.write")
@takes_files
def own_report(year: int) -> Any:
    """Write one's report on a year, and change it until the last day."""
    chosen = wanted_year(year)
    member = queries.counted_member(g.actor, g.actor.member_id) or abort(404)
    report, until = reading.report_of(member, chosen), reading.last_day(chosen)
    form = form_from((TEXT, FILES), text=report.text if report else None)
    files = files_of(form, f"year report {chosen}")
    remember(
        form, "performance/own_report.html", year=chosen, member=member, report=report,
        when=rules.when_words(until, clock.today(), report is not None), is_open=clock.today() <= until,
        kept=attachments_of(report) if report else [], unsent=waiting(files),
    )  # fmt: skip
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    actions.file_report(member, chosen, form.cells["text"], g.actor, files)
    flash(f"{chosen} 年的履职报告已交给办公室")
    return redirect(url_for("performance.own_report", year=chosen))


@pages.get("/performance/<int:year>/reports")
@gate("report.list")
def reports(year: int) -> str:
    """Who has filed, standing members first, and until when the others may."""
    chosen = wanted_year(year)
    rows = reading.members_reporting(g.actor, chosen)
    shown = rows if request.args.get("all") else [row for row in rows if row.is_standing or row.has_filed]
    return render_template(
        "performance/reports.html", year=chosen, years=known_years(chosen), page=page_among(shown),
        filed=sum(row.has_filed for row in rows), until=reading.last_day(chosen),
        missing=sum(row.is_owing for row in rows),
    )  # fmt: skip


@pages.route("/performance/<int:year>/reports/last-day", methods=["GET", "POST"])
@gate("report.call")
def report_day(year: int) -> Any:
    """Set the last day."""
    chosen = wanted_year(year)
    form = form_from((UNTIL,), until=reading.last_day(chosen))
    remember(form, "performance/report_day.html", year=chosen)
    if not form.validate_on_submit():
        return form_page()
    row = actions.set_last_day(chosen, form.cells["until"], g.actor)
    flash(f"{chosen} 年的履职报告交到 {row.until}")
    return redirect(url_for("performance.reports", year=chosen))
