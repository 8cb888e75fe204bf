"""Who is missing from a plan."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for

from liaison.assignment import queries
from liaison.assignment.views.blueprint import number, pages
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/assignment/<int:year>/gaps")
@gate("plan.view", year=queries.year_for)
def gaps(year: int) -> Any:
    """Who is missing: members without five, groups reached too little, and every town and sector in figures."""
    plan = queries.plan_of(year, number("plan"))
    if plan is None:
        return redirect(url_for("assignment.board", year=year))
    page = page_of(queries.members_statement(g.actor, plan, only_open=True))
    return render_template(
        "assignment/gaps.html", year=year, plan=plan, figures=queries.plan_figures(plan), page=page,
        lines=queries.board_lines(plan, page.rows), towns=queries.figures_by_town(plan),
        sectors=queries.figures_by_sector(plan),
    )  # fmt: skip
