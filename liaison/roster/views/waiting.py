"""Pages of the rows that wait: the list, and one row beside the person it may mean."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.core.intake import OUTCOME_TITLES, REJECTED, REVIEW
from liaison.roster import actions, queries
from liaison.roster.models import WaitingRow
from liaison.roster.rules import DECISIONS
from liaison.roster.views.blueprint import chosen, pages
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/waiting-rows")
@gate("waiting_row.decide")
def waiting_rows() -> Any:
    """The rows that did not go in, newest file first."""
    wanted = chosen(("library",), ("outcome", "state"))
    outcomes = [(outcome, OUTCOME_TITLES[outcome]) for outcome in (REVIEW, REJECTED)]
    return render_template(
        "roster/waiting_rows.html", page=page_of(queries.waiting_list(g.actor, wanted)), wanted=wanted,
        outcomes=outcomes, libraries=queries.library_choices(g.actor), titles=OUTCOME_TITLES, decisions=DECISIONS,
    )  # fmt: skip


@pages.get("/waiting-rows/<int:row>")
@gate("waiting_row.decide", row=queries.waiting_row_for)
def waiting_row(row: WaitingRow) -> Any:
    """One row: what it holds, why it waits, whom it may mean, what can be decided."""
    return render_template(
        "roster/waiting_row.html", row=row, cells=actions.cells_in_words(row), choices=actions.choices_of(row),
        decisions=DECISIONS, titles=OUTCOME_TITLES,
    )  # fmt: skip


@pages.post("/waiting-rows/<int:row>/decide")
@gate("waiting_row.decide", row=queries.waiting_row_for)
def decide_waiting_row(row: WaitingRow) -> Any:
    """Settle a row."""
    decision = request.form.get("decision", "")
    actions.decide(row, decision, g.actor)
    flash(f"已核定：{DECISIONS[decision]}")
    return redirect(url_for("roster.waiting_rows"))
