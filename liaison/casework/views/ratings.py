"""评议: the code that the member shows, and the page the asker opens with it, without an account."""

from __future__ import annotations

from typing import Any

import segno
from flask import g, render_template, request, url_for

from liaison.casework import actions, queries, rules
from liaison.casework.actions.ratings import code_tried
from liaison.casework.models import Case, RatingCode
from liaison.casework.sheets.public import RATE
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate, public

SIZE_OF_A_DOT = 6
QUIET_DOTS = 2


@pages.route("/cases/<case>/rating-code", methods=["GET", "POST"])
@gate("case.rate_for_asker", case=queries.case_for)
def rating_code(case: Case) -> str:
    """GET: what a code is for. POST: a new one, shown this once; earlier ones open nothing any more."""
    code = actions.new_rating_code(case, g.actor) if request.method == "POST" else ""
    return code_page(case, code)


def code_page(case: Case, code: str = "") -> str:
    """The page with the code as link and drawing; without a code it offers to make one."""
    address = url_for("casework.rate_by_code", code=code, _external=True) if code else ""
    drawing = segno.make(address, micro=False).svg_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS) if code else ""
    return render_template(
        "casework/rating_code.html", case=case, address=address, drawing=drawing, days=rules.RATING_CODE_DAYS
    )


@pages.route("/r/<code>", methods=["GET", "POST"])
@public
def rate_by_code(code: str) -> Any:
    """The asker's own answer. A wrong, used or old code gets the same polite page; too many are refused."""
    row = code_tried(code, request.remote_addr, is_sent=request.method == "POST")
    if row is None:
        return render_template("casework/rate_unknown.html"), 404
    form = form_from(RATE)
    remember(form, "casework/rate_by_code.html", **told_to_asker(row))
    if not form.validate_on_submit():
        return form_page()
    actions.rate_by_code(row, **form.cells)
    return render_template("casework/rated.html", case=row.case, cells=form.cells)


def told_to_asker(row: RatingCode) -> dict[str, Any]:
    """What the page tells: the reply and how far it is; no name of anybody."""
    case, records = row.case, queries.history_of(row.case)
    steps = rules.eight_steps(case, records, None, clock.today(), "")
    return {"case": case, "steps": steps}
