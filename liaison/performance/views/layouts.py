"""The page on which the yearly workbook is laid out: an office's layout or one's own columns, and of which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import current_app, g, request

from liaison.accounts.actions import choose_columns
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.queries import column_choice
from liaison.accounts.views.exports import give
from liaison.core.columns import Column
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage
from liaison.performance import queries, rules
from liaison.performance.forms import OWN_COLUMNS, frame
from liaison.performance.sheets.layouts import COUNTS, chosen, laid_out, layout_named
from liaison.performance.sheets.scored import score_columns
from liaison.performance.sheets.workbook import OF_YEAR, workbook_pages
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import wanted_year
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate

LISTING = "performance"


@pages.route("/performance/<int:year>/export", methods=["GET", "POST"])
@gate("performance.export")
def layout(year: int) -> Any:
    """Choose a layout, days and columns, which are remembered; what is sent gives the workbook."""
    wanted, columns = wanted_year(year), columns_of(year)
    form = form_from(frame(), since=date(wanted, 1, 1), until=rules.last_day(wanted))
    kept = column_choice(g.actor.user_id, LISTING)
    ticked = request.form.getlist("columns") or (kept.keys if kept else [column.key for column in columns])
    remember(form, "performance/layout.html", year=wanted, columns=columns, ticked=set(ticked))
    if not form.validate_on_submit():
        return form_page()
    if wants_own(form):
        choose_columns(g.user, LISTING, [column.key for column in columns if column.key in ticked], g.actor)
    return taken_out(wanted, form, ticked)


def columns_of(year: int) -> list[Column]:
    """The columns to choose from: the year's figures, and those of its scheme where it has points."""
    account = queries.year_of(year)
    points = score_columns(queries.rulebook(account.scheme)) if account else []
    return [*OF_YEAR[:-1], *points, OF_YEAR[-1]]


def wants_own(form: ColumnForm) -> bool:
    """Whether no office's layout is asked for."""
    return form.cells["layout"] in (None, OWN_COLUMNS)


def taken_out(year: int, form: ColumnForm, ticked: list[str]) -> Any:
    """The workbook in this layout."""
    since, until = days_of(year, form)
    tables = queries.year_tables(queries.year_facts(year, until, g.actor, since))
    unit = current_app.config["SITE_NAME"]
    tabs = in_layout(form, workbook_pages(tables, unit), tables, ticked)
    said = f"{form.cells['layout'] or OWN_COLUMNS}，{since or date(year, 1, 1)} 到 {until}"
    titles = [column.title for column in tabs[0].columns]
    wanted = Wanted(LISTING, f"{year} 年度履职情况", said, titles, len(tables.members.rows), unit)
    return give(tabs, wanted, f"{year}年度委员联系界别群众履职情况")


def in_layout(form: ColumnForm, tabs: list[SheetPage], tables: queries.YearTables, ticked: list[str]
              ) -> list[SheetPage]:  # fmt: skip
    """The tabs as they are asked for."""
    if wants_own(form):
        return chosen(tabs, ticked)
    return laid_out(layout_named(form.cells["layout"], form.cells["fill"] or COUNTS), tables, tabs)


def days_of(year: int, form: ColumnForm) -> tuple[date | None, date]:
    """(first day, None for the year's own; last day). Raises Refused for days that are no span of this year."""
    first = form.cells["since"] or date(year, 1, 1)
    last = form.cells["until"] or rules.last_day(year)
    if not date(year, 1, 1) <= first <= last or last.year != year:
        told = f"两个日期都要在 {year} 年里，先后不要颠倒"
        raise Refused(told, {"since": told})
    return (None if first == date(year, 1, 1) else first), last
