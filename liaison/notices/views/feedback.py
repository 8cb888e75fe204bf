"""给办公室留言: the short form behind every page, one's own with the answers, and the office's list."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access import Actor, Role
from liaison.accounts.views.looks import is_reason_given, look_form
from liaison.core import text
from liaison.notices.actions import feedback as actions
from liaison.notices.models import Feedback
from liaison.notices.models.feedback import ANSWERED, CLOSED, NEW
from liaison.notices.queries import feedback as queries
from liaison.notices.sheets import ANSWER, FEEDBACK
from liaison.notices.views.blueprint import pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate, own_path
from liaison.web.navigation import menu
from liaison.web.paging import page_of

TABS = {NEW: "等答复", ANSWERED: "已答复", CLOSED: "不用答复的"}
LIST = "notices.feedbacks"
LONGEST_PATH = 200


def waiting(actor: Actor) -> dict[str, int]:
    """How many wait, for the office's menu: one query, for nobody else."""
    return {LIST: queries.new_feedback_count()} if actor.role is Role.OFFICE else {}


menu.counters.append(waiting)


@pages.route("/feedback/new", methods=["GET", "POST"])
@gate("feedback.leave")
def new_feedback() -> Any:
    """Write to the office; the page that one came from goes along."""
    page = page_left()
    form = form_from(FEEDBACK, phone=g.user.phone)
    remember(form, "notices/new_feedback.html", page=page)
    if not form.validate_on_submit():
        return form_page()
    actions.leave_feedback(g.actor, page, **form.cells)
    flash("已交给办公室，答复了会给您发消息")
    return redirect(url_for("notices.own_feedback"))


def page_left() -> str:
    """The path of the page that one came from, without what was asked for there: it may hold a name."""
    asked = request.form.get("page") or request.args.get("page")
    return own_path(asked).partition("?")[0][:LONGEST_PATH]


@pages.get("/feedback/mine")
@gate("feedback.leave")
def own_feedback() -> str:
    """What I wrote, with the answers."""
    return render_template("notices/own_feedback.html", rows=queries.own_feedback(g.actor), kinds=TABS)


@pages.get("/feedback")
@gate("feedback.answer")
def feedbacks() -> str:
    """The office's list: what waits, and what became of the rest."""
    tab = request.args.get("tab", NEW)
    tab = tab if tab in TABS else NEW
    page, counts = page_of(queries.feedback_rows(tab)), queries.feedback_counts()
    return render_template("notices/feedbacks.html", page=page, tab=tab, kinds=TABS, counts=counts)


@pages.route("/feedback/<int:feedback>", methods=["GET", "POST"])
@gate("feedback.answer", feedback=queries.feedback_for)
def feedback(feedback: Feedback) -> Any:
    """Read one and answer it."""
    form = form_from((ANSWER,))
    remember(form, "notices/feedback.html", feedback=feedback, kinds=TABS)
    if not form.validate_on_submit():
        return form_page()
    actions.answer_feedback(feedback, form.cells["answer"], g.actor)
    flash(f"已答复{feedback.user.name}，给他发了消息")
    return redirect(url_for(LIST))


@pages.post("/feedback/<int:feedback>/close")
@gate("feedback.answer", feedback=queries.feedback_for)
def close_feedback(feedback: Feedback) -> Any:
    """Put it aside without an answer."""
    actions.close_feedback(feedback, g.actor)
    flash("已收下，不另外答复")
    return redirect(url_for(LIST))


@pages.post("/feedback/<int:feedback>/phone")
@gate("feedback.answer", feedback=queries.feedback_for)
def feedback_phone(feedback: Feedback) -> Any:
    """Asks what for; then the number that was left, and the look is recorded."""
    form = look_form()
    remember(form, "notices/feedback_phone.html", feedback=feedback, number="")
    if not is_reason_given(form):
        return form_page()
    number = text.spaced_phone(actions.show_feedback_phone(feedback, g.actor, **form.cells))
    return render_template("notices/feedback_phone.html", form=form, feedback=feedback, number=number)
