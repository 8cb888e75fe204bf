"""Objecting to one's account, and the office's answer."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from liaison.performance import actions, queries
from liaison.performance.models import Objection
from liaison.performance.sheets.ledger import ANSWER, OBJECTION
from liaison.performance.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/performance/mine/objections/new", methods=["GET", "POST"])
@gate("performance.own")
def new_objection() -> Any:
    """Say what is wrong with one's own account of the latest year."""
    account = queries.latest_account()
    member = queries.counted_member(g.actor, g.actor.member_id) or abort(404)
    about = request.args.get("about", "")
    form = form_from((OBJECTION,), text=account and queries.begun_with(account.year, member.id, about))
    remember(form, "performance/new_objection.html", account=account, is_open=actions.is_open(account))
    if not form.validate_on_submit():
        return form_page()
    actions.object_to(account, member, form.cells["text"], g.actor)
    flash("已交给办公室，答复在这一页看")
    return redirect(url_for("performance.own_score"))


@pages.route("/performance/objections/<int:objection>", methods=["GET", "POST"])
@gate("score.compute", objection=queries.objection_for)
def objection(objection: Objection) -> Any:
    """Answer a member."""
    form = form_from((ANSWER,))
    remember(form, "performance/objection.html", objection=objection)
    if not form.validate_on_submit():
        return form_page()
    actions.answer_objection(objection, form.cells["answer"], g.actor)
    flash(f"已答复{objection.member.name}")
    return redirect(url_for("performance.scores", year=objection.year))
