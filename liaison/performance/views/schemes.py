"""Schemes of a year: their list, one of them, drawing up, publishing, and what one would make of real members."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for

from liaison.core import clock
from liaison.core.sheets import write_book
from liaison.performance import actions, queries, rules
from liaison.performance.forms import START, start_choices
from liaison.performance.models import Scheme
from liaison.performance.sheets.schemes import HEAD, scheme_pages
from liaison.performance.views.blueprint import XLSX, pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_among


@pages.get("/performance/<int:year>/schemes")
@gate("scheme.view")
def schemes(year: int) -> Any:
    """The versions of a year's scheme, the one in force marked."""
    chosen = wanted_year(year)
    return render_template(
        "performance/schemes.html", year=chosen, years=years_to_plan(chosen), schemes=queries.schemes_of(chosen),
        in_force=queries.scheme_in_force(chosen),
    )  # fmt: skip


def years_to_plan(chosen: int) -> list[int]:
    """The years to choose from, and the next one: its scheme is drawn up before it begins."""
    return sorted({*known_years(chosen), clock.today().year + 1}, reverse=True)


@pages.route("/performance/<int:year>/schemes/new", methods=["GET", "POST"])
@gate("scheme.change")
def new_scheme(year: int) -> Any:
    """Begin a draft from a shipped scheme or from one that stands."""
    chosen = wanted_year(year)
    form = form_from(START, lambda _source: start_choices(queries.schemes_to_follow()))
    remember(form, "performance/new_scheme.html", year=chosen)
    if not form.validate_on_submit():
        return form_page()
    scheme = actions.draw_up_from(chosen, form.cells["start"], g.actor)
    flash(f"起好了 {scheme} 草稿，改好再发布")
    return redirect(url_for("performance.scheme", scheme=scheme.id))


@pages.get("/performance/schemes/<int:scheme>")
@gate("scheme.view", scheme=queries.scheme_for)
def scheme(scheme: Scheme) -> Any:
    """All that a scheme counts."""
    book = queries.rulebook(scheme)
    return render_template(
        "performance/scheme.html", scheme=scheme, book=book, fulls=(book.base_full(False), book.base_full(True)),
        problem=rules.book_problem(book), shown=rules.shown, parts=queries.items_by_part(scheme),
    )  # fmt: skip


@pages.route("/performance/schemes/<int:scheme>/change", methods=["GET", "POST"])
@gate("scheme.change", scheme=queries.scheme_for)
def change_scheme(scheme: Scheme) -> Any:
    """Name, caps and grades of a draft."""
    form = form_from(HEAD, **{column.key: getattr(scheme, column.key) for column in HEAD})
    remember(form, "performance/change_scheme.html", scheme=scheme)
    if not form.validate_on_submit():
        return form_page()
    actions.change_scheme(scheme, g.actor, request.form.get("version", type=int), **form.cells)
    flash("存好了")
    return redirect(url_for("performance.scheme", scheme=scheme.id))


@pages.get("/performance/schemes/<int:scheme>/preview")
@gate("scheme.view", scheme=queries.scheme_for)
def preview_scheme(scheme: Scheme) -> Any:
    """What the scheme makes of the members of its year, or of ?year=, beside the one in force or ?beside=."""
    year = wanted_year(request.args.get("year", scheme.year, type=int))
    beside = queries.scheme_beside(scheme, request.args.get("beside", type=int), year)
    facts = queries.year_facts(year, rules.last_day(year), g.actor)
    rows = queries.preview(scheme, facts, beside)
    asked = request.args.get("only") == "changed"
    return render_template(
        "performance/preview_scheme.html", scheme=scheme, year=year, years=known_years(year), beside=beside,
        facts=facts, shown=rules.shown, parts=rules.PARTS, asked=asked,
        spread=queries.spread(rows, queries.rulebook(scheme)),
        changed=[row for row in rows if row.change or row.is_regraded],
        page=page_among([row for row in rows if not asked or row.change or row.is_regraded]),
        others=queries.schemes_to_follow(),
    )  # fmt: skip


@pages.route("/performance/schemes/<int:scheme>/publish", methods=["GET", "POST"])
@gate("scheme.publish", scheme=queries.scheme_for)
def publish_scheme(scheme: Scheme) -> Any:
    """Freeze a draft and reckon its year by it."""
    form = form_from(())
    last = queries.year_facts(scheme.year - 1, rules.last_day(scheme.year - 1), g.actor)
    remember(form, "performance/publish_scheme.html", scheme=scheme, former=queries.scheme_in_force(scheme.year),
             what_if=queries.what_if(scheme, last), shown=rules.shown)  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    actions.publish_scheme(scheme, g.actor, request.form.get("version", type=int))
    flash(f"已发布 {scheme}，{scheme.year} 年按它计分")
    return redirect(url_for("performance.scheme", scheme=scheme.id))


@pages.post("/performance/schemes/<int:scheme>/drop")
@gate("scheme.change", scheme=queries.scheme_for)
def drop_scheme(scheme: Scheme) -> Any:
    """Throw a draft away."""
    year, words = scheme.year, str(scheme)
    actions.drop_scheme(scheme, g.actor)
    flash(f"不要了：{words}")
    return redirect(url_for("performance.schemes", year=year))


@pages.get("/performance/schemes/<int:scheme>/scheme.xlsx")
@gate("scheme.view", scheme=queries.scheme_for)
def scheme_sheet(scheme: Scheme) -> Any:
    """The scheme as a workbook, which is read back as it is."""
    book = io.BytesIO()
    write_book(book, scheme_pages(scheme))
    book.seek(0)
    name = f"{scheme.year}年考核方案第{scheme.number}版.xlsx"
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=name)
