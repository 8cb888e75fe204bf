"""The board of a plan: members with their five places, and beside them why the chosen pair is as it is."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for

from liaison.assignment import queries
from liaison.assignment.models import STATE_TITLES, PairRule, Plan
from liaison.assignment.rules import PLACES
from liaison.assignment.views.blueprint import number, pages
from liaison.orgs.queries import reference_choices
from liaison.web.gate import gate
from liaison.web.paging import page_of

MEMBERS_A_PAGE = 10


@pages.get("/assignment")
@gate("plan.view")
def index() -> Any:
    """The plan of the latest year."""
    return redirect(url_for("assignment.board", year=queries.latest_year()))


@pages.get("/assignment/<int:year>")
@gate("plan.view", year=queries.year_for)
def board(year: int) -> Any:
    """Members with their five places, by town and sector; beside them why the chosen pair is as it is."""
    plan = queries.plan_of(year, number("plan"))
    if plan is None:
        return render_template("assignment/board.html", year=year, plan=None, years=queries.plan_years())
    chosen = {"town": number("town"), "sector": number("sector"), "only_open": "open" in request.args}
    chosen["word"] = request.args.get("word", "").strip()
    page = page_of(queries.members_statement(g.actor, plan, **chosen), MEMBERS_A_PAGE)
    shown = shown_pair(plan)
    return render_template(
        "assignment/board.html", year=year, plan=plan, years=queries.plan_years(), plans=queries.plans_of(year),
        states=STATE_TITLES, page=page, lines=queries.board_lines(plan, page.rows), chosen=chosen,
        figures=queries.plan_figures(plan, g.actor), towns=reference_choices("area"),
        sectors=reference_choices("sector"), shown=shown, rule=rule_of(shown),
        rivals=shown.rivals if shown else [], places=PLACES,
    )  # fmt: skip


def rule_of(shown: queries.PairView | None) -> PairRule | None:
    """What is settled of the pair that is shown."""
    return queries.rule_between(shown.pairing.member_id, shown.pairing.representative_id) if shown else None


def shown_pair(plan: Plan) -> queries.PairView | None:
    """The pair that ?pair= asks for, if it is one of this plan within sight."""
    pairing = queries.pairing_for(g.actor, number("pair") or 0)
    return queries.pair_view(pairing) if pairing and pairing.plan_id == plan.id else None
