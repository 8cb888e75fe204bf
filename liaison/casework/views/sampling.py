"""回访抽查: the cases of a quarter that were drawn, how, and what was found."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access.table import allowed
from liaison.casework.actions import sampling as actions
from liaison.casework.models import Revisit
from liaison.casework.queries import sampling as queries
from liaison.casework.queries.ladder import thresholds
from liaison.casework.rules.sampling import HOW, days_of, last_ended, name_of
from liaison.casework.sheets.supervision import DRAW, REVISIT
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


def quarter_asked() -> str:
    """The quarter that ?quarter= asks for; the last that ended without one, or with a strange one."""
    asked = request.args.get("quarter", "")
    return asked if days_of(asked) else last_ended(clock.today(), 1)[0]


def quarters_to_see() -> list[str]:
    """The last year's that ended, and all that were drawn, latest first."""
    return sorted({*last_ended(clock.today(), 4), *(one.quarter for one in queries.draws())}, reverse=True)


@pages.get("/revisits")
@gate("revisit.view")
def revisits() -> str:
    """The sample of a quarter, or the form to draw it."""
    quarter = quarter_asked()
    draw = queries.draw_of(quarter)
    return render_template(
        "casework/revisits.html", quarter=quarter, draw=draw, rows=queries.revisit_rows(draw) if draw else (),
        quarters=quarters_to_see(), closed=len(queries.closed_in(quarter)), how=HOW,
        may_reopen=allowed(g.actor, "case.reopen"), name_of=name_of,
    )  # fmt: skip


@pages.route("/revisits/draw", methods=["GET", "POST"])
@gate("revisit.record")
def draw_sample() -> Any:
    """Draw the sample of a quarter, once."""
    quarter, form = quarter_asked(), form_from(DRAW)
    percent = thresholds().sample_percent
    remember(form, "casework/draw_sample.html", quarter=quarter, how=HOW, percent=percent, name_of=name_of)
    if not form.validate_on_submit():
        return form_page()
    actions.draw_sample(quarter, g.actor, **form.cells)
    flash(f"{name_of(quarter)}的回访已抽好")
    return redirect(url_for("casework.revisits", quarter=quarter))


@pages.route("/revisits/<int:revisit>", methods=["GET", "POST"])
@gate("revisit.record", revisit=queries.revisit_for)
def revisit(revisit: Revisit) -> Any:
    """What was found."""
    form = form_from(REVISIT)
    remember(form, "casework/revisit.html", revisit=revisit, case=revisit.case, name_of=name_of)
    if not form.validate_on_submit():
        return form_page()
    actions.record_revisit(revisit, g.actor, **form.cells)
    is_good = revisit.finding == "属实" and revisit.is_satisfied != "不满意"
    flash("已记回访结果" if is_good else f"已记回访结果，建议重新打开诉求 {revisit.case.number}")
    return redirect(url_for("casework.revisits", quarter=revisit.draw.quarter))
