"""What the office settles of the ladder: notices that are prepared, and when each rung is climbed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.casework.actions import ladder as actions
from liaison.casework.models import ProposedNotice
from liaison.casework.queries import ladder as queries
from liaison.casework.sheets.steps import NOTICE_LEVELS
from liaison.casework.sheets.supervision import LADDER
from liaison.casework.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/notices/proposed")
@gate("notice.send")
def proposed_notices() -> str:
    """督办 and 挂牌通报 that wait for the office, with their words."""
    page = page_of(queries.proposed_rows())
    return render_template("casework/proposed_notices.html", page=page, levels=NOTICE_LEVELS)


@pages.post("/notices/proposed/<int:proposed>/send")
@gate("notice.send", proposed=queries.proposed_for)
def send_proposed_notice(proposed: ProposedNotice) -> Any:
    """Send it as it is written."""
    notice = actions.send_proposed(proposed, g.actor)
    flash(f"已发 {notice.number}，诉求 {notice.case.number}")
    return redirect(url_for("casework.proposed_notices"))


@pages.post("/notices/proposed/<int:proposed>/drop")
@gate("notice.send", proposed=queries.proposed_for)
def drop_proposed_notice(proposed: ProposedNotice) -> Any:
    """Do not send it."""
    actions.drop_proposed(proposed, g.actor)
    flash(f"没有发，诉求 {proposed.case.number} 这一级不再建议")
    return redirect(url_for("casework.proposed_notices"))


@pages.route("/ladder", methods=["GET", "POST"])
@gate("time_limit.change")
def ladder() -> Any:
    """When each rung is climbed, and what goes out by itself."""
    form = form_from(LADDER, **asdict(queries.thresholds()))
    remember(form, "casework/ladder.html")
    if not form.validate_on_submit():
        return form_page()
    actions.set_ladder(g.actor, **form.cells)
    flash("督办阶梯已改，已经发出的不变")
    return redirect(url_for("casework.ladder"))
