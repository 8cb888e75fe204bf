"""What dashboards are held against (目标线), as the office sets it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for

from liaison.performance import actions
from liaison.performance.queries.aims import aims as aims_now
from liaison.performance.rules.aims import aim_words
from liaison.performance.sheets.aims import AIMS
from liaison.reports.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/dashboard/aims", methods=["GET", "POST"])
@gate("aim.set")
def aims() -> Any:
    """Set the two lines that charts and sentences of the dashboards compare with."""
    now = {key: aim_words(share).removesuffix("%") for key, share in aims_now()._asdict().items()}
    form = form_from(AIMS, **now)
    remember(form, "reports/aims.html")
    if not form.validate_on_submit():
        return form_page()
    actions.set_aims(g.actor, **form.cells)
    flash("目标线已改，总览、分项统计和月报都按新的比")
    return redirect(url_for("reports.dashboard"))
