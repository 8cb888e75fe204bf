"""Pages of the terms: the list, one term with its members, and writing down the one that lasts."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.roster import queries, sheets
from liaison.roster.actions import terms as actions
from liaison.roster.models import Term
from liaison.roster.views.blueprint import cells_form, pages
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate


@pages.get("/terms")
@gate("term.change")
def terms() -> Any:
    """The terms, the latest first."""
    return render_template("roster/terms.html", terms=queries.terms_listed(), current=queries.current_term())


@pages.get("/terms/<int:term>")
@gate("term.change", term=queries.term_for)
def term(term: Term) -> Any:
    """One term: who served in it."""
    return render_template("roster/term.html", term=term, members=queries.members_of_term(term))


@pages.route("/terms/new", methods=["GET", "POST"])
@gate("term.change")
def new_term() -> Any:
    """Write down the term that lasts."""
    form = cells_form(sheets.TERM_COLUMNS)
    remember(form, "roster/new_term.html")
    if not form.validate_on_submit():
        return form_page()
    opened = actions.open_term(form.cells["name"], form.cells["starts_on"], g.actor)
    flash(f"已登记{opened.name}")
    return redirect(url_for("roster.terms"))
