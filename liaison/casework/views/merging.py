"""并案 of several ticked cases at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, request, url_for
from werkzeug import Response

from liaison.access.table import allowed
from liaison.casework import actions, rules
from liaison.casework.queries import merging as queries
from liaison.casework.sheets.steps import MERGE, SAME_MATTER
from liaison.casework.views.askers import MERGING
from liaison.casework.views.blueprint import pages
from liaison.casework.views.inbox import permitted_cases
from liaison.casework.workflow import CASEWORK
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/inbox/merge", methods=["GET", "POST"])
@gate("case.group")
def merge_group() -> Any:
    """并案: several cases into one of them or another. What is only ticked comes to the page that asks."""
    if request.method == "POST" and "reason" not in request.form:
        return asked_first(request.form.getlist("case"))
    cases = permitted_cases("case.hand_over")
    likely = queries.likely_main(cases)
    form = form_from(MERGE, lambda _source: queries.mains_for(cases), merged_into_id=likely, reason=SAME_MATTER)
    askers = {case.number: rules.asker_words(case, allowed(g.actor, "case.phone", case)) for case in cases}
    remember(
        form, "casework/merge_group.html", cases=cases, flow=CASEWORK.by_code, starts=MERGING.starts, askers=askers
    )
    if not form.validate_on_submit():
        return form_page()
    merged = actions.merge_cases(cases, form.cells["merged_into_id"], g.actor, form.cells["reason"])
    undo = url_for("casework.take_back_group", case=[case.number for case in merged])
    flash((f"已并案 {len(merged)} 件，随 {merged[0].merged_into.number} 一起办理", undo), "undo")
    return redirect(url_for("casework.inbox"))


def asked_first(numbers: Iterable[str]) -> Response:
    """The page that asks which one leads."""
    return redirect(url_for("casework.merge_group", case=list(numbers)), 303)
