"""Who is missing from a plan: members without five, groups reached too little and who is nearest to them."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, url_for

from liaison.access.table import allowed
from liaison.assignment import queries
from liaison.assignment.queries.nearest import nearest_members
from liaison.assignment.rules import KIND_TITLES
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
    figures, is_whole = queries.plan_figures(plan, g.actor), queries.sees_all_pairs(g.actor)
    asks_nearest = plan.is_editable and allowed(g.actor, "plan.change")
    short = [one.group.key for one in figures.shortfalls] if asks_nearest else []
    return render_template(
        "assignment/gaps.html", year=year, plan=plan, figures=figures, page=page, kinds=KIND_TITLES,
        lines=queries.board_lines(plan, page.rows), asks_nearest=asks_nearest,
        nearest=nearest_members(plan, short) if short else {}, is_whole=is_whole,
        towns=queries.figures_by_town(plan) if is_whole else [],
        sectors=queries.figures_by_sector(plan) if is_whole else [],
    )  # fmt: skip
