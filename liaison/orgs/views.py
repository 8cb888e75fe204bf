"""Pages of the reference lists, the list of identity types, the stations and the working-day calendar."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for

from liaison.access import Actor, Role
from liaison.core import clock
from liaison.orgs import actions, queries
from liaison.orgs.sheets import ReferenceList
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
    MenuLine("系统", "orgs.reference", "gear", "参考名单", "reference.change"),
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


@pages.get("/reference/<listing>")
@gate("reference.view", listing=one_list)
def rows(listing: ReferenceList) -> Any:
    """One list, by word, state and filter."""
    word, status = request.args.get("word", "").strip(), request.args.get("status", queries.IN_USE)
    chosen = {key: request.args.get(key, "") for key in listing.filters}
    page = page_of(queries.rows_listed(listing, word, status, chosen))
    filters = {key: queries.filter_choices(listing, key) for key in listing.filters}
    return render_template(
        "orgs/rows.html", one=listing, page=page, word=word, status=status, statuses=STATUSES, chosen=chosen,
        offered=filters,
    )  # fmt: skip


@pages.get("/reference/<listing>/download.xlsx")
@gate("reference.view", listing=one_list)
def download(listing: ReferenceList) -> Any:
    """The rows in use as a workbook that the same sheet reads back."""
    book = io.BytesIO()
    listing.sheet.write(queries.rows_exported(listing), book, title_rows=[listing.title])
    book.seek(0)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{listing.title}.xlsx")


@pages.route("/reference/<listing>/new", methods=["GET", "POST"])
@gate("reference.change", listing=one_list)
def new_row(listing: ReferenceList) -> Any:
    """Add a row to a list."""
    form = form_from(listing.columns, queries.reference_choices)
    remember(form, "orgs/new_row.html", one=listing)
    if not form.validate_on_submit():
        return form_page()
    thing = actions.add_row(listing, g.actor, **form.cells)
    flash(f"已加上“{thing}”")
    return redirect(url_for("orgs.rows", listing=listing.slug))


@pages.route("/reference/<listing>/<int:number>", methods=["GET", "POST"])
@gate("reference.change", listing=one_list)
def row(listing: ReferenceList, number: int) -> Any:
    """Change a row of a list."""
    thing = thing_of(listing, number)
    form = form_of(listing, thing)
    remember(form, "orgs/row.html", one=listing, thing=thing)
    if not form.validate_on_submit():
        return form_page()
    actions.change_row(listing, thing, g.actor, request.form.get("version", type=int), **form.cells)
    flash(f"已存好“{thing}”")
    return redirect(url_for("orgs.rows", listing=listing.slug))


def form_of(listing: ReferenceList, thing: Any) -> ColumnForm:
    """The form of a row; a retired reference that stands chosen stays on offer."""

    def choices(source: str) -> list[tuple[int, str]]:
        key = next(column.key for column in listing.references if column.source == source)
        return queries.reference_choices(source, keep=getattr(thing, key))

    cells = {column.key: getattr(thing, column.key) for column in listing.editable}
    return form_from(listing.editable, choices, **cells)


@pages.post("/reference/<listing>/<int:number>/retire")
@gate("reference.change", listing=one_list)
def retire_row(listing: ReferenceList, number: int) -> Any:
    """Take a row out of use."""
    thing = thing_of(listing, number)
    actions.retire_row(listing, thing, g.actor)
    flash((f"已停用“{thing}”", url_for("orgs.restore_row", listing=listing.slug, number=number)), "undo")
    return redirect(url_for("orgs.rows", listing=listing.slug))


@pages.post("/reference/<listing>/<int:number>/restore")
@gate("reference.change", listing=one_list)
def restore_row(listing: ReferenceList, number: int) -> Any:
    """Put a row back into use."""
    thing = thing_of(listing, number)
    actions.restore_row(listing, thing, g.actor)
    flash(f"“{thing}”又能用了")
    return redirect(url_for("orgs.row", listing=listing.slug, number=number))


def thing_of(listing: ReferenceList, number: int) -> Any:
    """The row of a list with this id; 404 when there is none."""
    return queries.row_of(listing, number) or abort(404)


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
    """Twelve months with what is worked and what is free."""
    year = known_year(year or clock.today().year)
    return render_template("orgs/calendar.html", year=year, page=queries.calendar_of(year), week=queries.WEEK)


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
