"""Records that look like padding (质量重于数量): shown to the office, which says what it made of them."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from liaison.performance import actions, queries
from liaison.performance.rules.flags import kinds_in, of_kind
from liaison.performance.sheets.flags import LOOK, THRESHOLDS
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_among


@pages.get("/performance/<int:year>/flags")
@gate("flag.view")
def flags(year: int) -> Any:
    """Everything of a year to look at, or one ?kind= of it, what nobody has looked at first."""
    chosen = wanted_year(year)
    found, kind = queries.flags_in(chosen, g.actor), request.args.get("kind", "")
    shown = queries.flags_shown(of_kind(found, kind), chosen)
    return render_template(
        "performance/flags.html", year=chosen, years=known_years(chosen), page=page_among(shown),
        open_count=sum(one.look is None for one in shown), at=queries.thresholds(), kind=kind, kinds=kinds_in(found),
    )  # fmt: skip


@pages.route("/performance/<int:year>/flags/look", methods=["GET", "POST"])
@gate("flag.look")
def look(year: int) -> Any:
    """The rows of one flag, and what the office makes of it."""
    chosen = wanted_year(year)
    flag = queries.flag_named(chosen, request.args.get("key", ""), g.actor) or abort(404)
    form = form_from(LOOK)
    remember(
        form, "performance/look.html", year=chosen, flag=flag, rows=queries.rows_of(flag, g.actor),
        case_number=queries.case_number(flag, g.actor), looks=queries.looks_of(chosen, flag.key),
    )  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    actions.look_into(flag, chosen, g.actor, **form.cells)
    flash(f"已记下：{form.cells['verdict']}")
    return redirect(url_for("performance.flags", year=chosen))


@pages.route("/performance/flags/thresholds", methods=["GET", "POST"])
@gate("flag.look")
def flag_thresholds() -> Any:
    """From which numbers on something is flagged."""
    form = form_from(THRESHOLDS, **vars(queries.thresholds()))
    remember(form, "performance/flag_thresholds.html", today_year=wanted_year(None))
    if not form.validate_on_submit():
        return form_page()
    actions.set_thresholds(g.actor, **form.cells)
    flash("已保存，名单按新的数重新列出")
    return redirect(url_for("performance.flags", year=wanted_year(None)))
