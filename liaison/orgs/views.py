"""Pages of the reference lists, the list of identity types, the stations and the working-day calendar."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for

from liaison.access import Actor, Role
from liaison.core import clock
from liaison.core.columns import Kind
from liaison.orgs import actions, queries
from liaison.orgs.sheets import CALENDAR, ReferenceList
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.navigation import MenuLine, menu
from liaison.web.paging import page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR, LAST_YEAR = 2000, 2100
STATUSES = (queries.IN_USE, queries.RETIRED, "全部")
AT_DESK = (Role.CLERK, Role.DIRECTOR, Role.SUPERVISOR, Role.OFFICE, Role.LEADER)

pages = Blueprint("orgs", __name__)
menu.lines += [
    MenuLine("联系", "orgs.stations", "pin", "联络室", "reference.view", AT_DESK),
    MenuLine("信息库", "orgs.identity_types", "list", "列举清单", "reference.view"),
    MenuLine("系统", "orgs.reference", "doc", "参考名单", "reference.change"),
    MenuLine("系统", "orgs.calendar", "calendar", "工作日历", "reference.change"),
]


def one_list(_actor: Actor, slug: str) -> ReferenceList | None:
    """The list of a URL; everybody sees every list."""
    return queries.list_named(slug)


@pages.get("/reference")
@gate("reference.view")
def reference() -> Any:
    """Every list with its number of rows."""
    return render_template("orgs/reference.html", counts=queries.list_counts())


@pages.get("/reference/<one>")
@gate("reference.view", one=one_list)
def rows(one: ReferenceList) -> Any:
    """One list, by word, state and filter."""
    word, status = request.args.get("word", "").strip(), request.args.get("status", queries.IN_USE)
    chosen = {key: request.args.get(key, "") for key in one.filters}
    return render_template(
        "orgs/rows.html", one=one, page=page_of(queries.rows_listed(one, word, status, chosen)), word=word,
        status=status, statuses=STATUSES, chosen=chosen, offered={key: offered(one, key) for key in one.filters},
    )  # fmt: skip


def offered(one: ReferenceList, key: str) -> list[tuple[Any, str]]:
    """What a filter of a list offers."""
    column = one.column(key)
    if column.kind is Kind.REFERENCE:
        return queries.reference_choices(column.source)
    return [(choice, choice) for choice in column.choices]


@pages.get("/reference/<one>/download.xlsx")
@gate("reference.view", one=one_list)
def download(one: ReferenceList) -> Any:
    """The rows in use as a workbook that the same sheet reads back."""
    book = io.BytesIO()
    one.sheet.write(queries.rows_exported(one), book, title_rows=[one.title])
    book.seek(0)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{one.title}.xlsx")


@pages.route("/reference/<one>/new", methods=["GET", "POST"])
@gate("reference.change", one=one_list)
def new_row(one: ReferenceList) -> Any:
    """Add a row to a list."""
    form = form_from(one.columns, queries.reference_choices)
    remember(form, "orgs/new_row.html", one=one)
    if not form.validate_on_submit():
        return form_page()
    thing = actions.add_row(one, g.actor, **form.cells)
    flash(f"已加上“{thing}”")
    return redirect(url_for("orgs.rows", one=one.slug))


@pages.route("/reference/<one>/<int:number>", methods=["GET", "POST"])
@gate("reference.change", one=one_list)
def row(one: ReferenceList, number: int) -> Any:
    """Change a row of a list."""
    thing = thing_of(one, number)
    form = form_of(one, thing)
    remember(form, "orgs/row.html", one=one, thing=thing)
    if not form.validate_on_submit():
        return form_page()
    actions.change_row(one, thing, g.actor, request.form.get("version", type=int), **form.cells)
    flash(f"已存好“{thing}”")
    return redirect(url_for("orgs.rows", one=one.slug))


def form_of(one: ReferenceList, thing: Any) -> ColumnForm:
    """The form of a row; a retired reference that stands chosen stays on offer."""

    def choices(source: str) -> list[tuple[int, str]]:
        key = next(column.key for column in one.references if column.source == source)
        return queries.reference_choices(source, keep=getattr(thing, key))

    return form_from(one.editable, choices, **{column.key: getattr(thing, column.key) for column in one.editable})


@pages.post("/reference/<one>/<int:number>/retire")
@gate("reference.change", one=one_list)
def retire_row(one: ReferenceList, number: int) -> Any:
    """Take a row out of use."""
    thing = thing_of(one, number)
    actions.retire_row(one, thing, g.actor)
    flash((f"已停用“{thing}”", url_for("orgs.restore_row", one=one.slug, number=number)), "undo")
    return redirect(url_for("orgs.rows", one=one.slug))


@pages.post("/reference/<one>/<int:number>/restore")
@gate("reference.change", one=one_list)
def restore_row(one: ReferenceList, number: int) -> Any:
    """Put a row back into use."""
    thing = thing_of(one, number)
    actions.restore_row(one, thing, g.actor)
    flash(f"“{thing}”又能用了")
    return redirect(url_for("orgs.row", one=one.slug, number=number))


def thing_of(one: ReferenceList, number: int) -> Any:
    """The row of a list with this id; 404 when there is none."""
    return queries.row_of(one, number) or abort(404)


@pages.get("/identity-types")
@gate("reference.view")
def identity_types() -> Any:
    """《界别群众代表列举清单》: the identity types by sector."""
    return render_template("orgs/identity_types.html", sectors=queries.types_by_sector())


@pages.get("/stations")
@gate("reference.view")
def stations() -> Any:
    """The stations, rooms and posts by town."""
    return render_template("orgs/stations.html", towns=queries.stations_by_town())


@pages.get("/calendar", defaults={"year": None})
@pages.get("/calendar/<int:year>")
@gate("reference.view")
def calendar(year: int | None) -> Any:
    """Twelve months with what is worked and what is free; the office marks single days."""
    year = known_year(year or clock.today().year)
    form = form_from(CALENDAR.columns)
    remember(form, "orgs/calendar.html", year=year, page=queries.calendar_of(year), week=queries.WEEK)
    return form_page()


@pages.post("/calendar/<int:year>/days")
@gate("reference.change")
def mark_day(year: int) -> Any:
    """Mark one day of a year as worked or free."""
    form = form_from(CALENDAR.columns)
    remember(form, "orgs/calendar.html", year=known_year(year), page=queries.calendar_of(year), week=queries.WEEK)
    if not form.validate_on_submit():
        return form_page()
    marked = actions.set_day(form.cells["day"], form.cells["kind"] == "上班", g.actor)
    flash(f"{marked.day:%Y-%m-%d} 已改成{'上班' if marked.is_workday else '放假'}，新算的期限照此计")
    return redirect(url_for("orgs.calendar", year=marked.day.year))


@pages.post("/calendar/<int:year>/announced")
@gate("reference.change")
def mark_year(year: int) -> Any:
    """Say whether the holidays of a year are announced."""
    marked = actions.mark_year(known_year(year), "announced" in request.form, g.actor)
    flash(f"{year} 年已标为{'已公布' if marked.is_announced else '未公布'}")
    return redirect(url_for("orgs.calendar", year=year))


def known_year(year: int) -> int:
    """A year that a calendar can show; 404 for any other."""
    return year if FIRST_YEAR <= year <= LAST_YEAR else abort(404)
