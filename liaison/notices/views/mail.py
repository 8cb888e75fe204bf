"""我的 → 邮件提醒: where a user is written to, and which messages he wants there."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for

from liaison.notices import actions, queries, rules
from liaison.notices.sheets import mail_sheet, subjects_for
from liaison.notices.views.blueprint import mail_server, pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate

CODES = {words: code for code, words in rules.WAYS.items()}


@pages.route("/me/mail", methods=["GET", "POST"])
@gate("profile.change")
def own_mail() -> Any:
    """Choose an address, and at once, daily or not for each subject."""
    choice, subjects = queries.mail_choice_of(g.actor), subjects_for(g.actor.role)
    kept = choice.ways if choice else {}
    ways = {subject: rules.WAYS[rules.way_of(kept, subject)] for subject in subjects}
    form = form_from(mail_sheet(subjects), address=choice.address if choice else "", **ways)
    remember(form, "notices/own_mail.html", has_server=mail_server() is not None)
    if not form.validate_on_submit():
        return form_page()
    chosen = {subject: CODES[form.cells[subject]] for subject in subjects}
    actions.choose_mail(g.actor, form.cells["address"] or "", {**kept, **chosen})
    flash("已保存" if form.cells["address"] else "已保存，不再发邮件")
    return redirect(url_for("notices.own_mail"))
