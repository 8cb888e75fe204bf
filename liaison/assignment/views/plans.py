"""Drawing a plan up and putting it in force."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.assignment import actions, queries
from liaison.assignment.models import Plan
from liaison.assignment.views.blueprint import pages
from liaison.web.gate import gate


@pages.route("/assignment/<int:year>/draw-up", methods=["GET", "POST"])
@gate("plan.change", year=queries.year_for)
def draw_up(year: int) -> Any:
    """Draw up a new draft of a year."""
    if request.method == "GET":
        return render_template("assignment/draw_up.html", year=year, plan=queries.plan_of(year))
    plan = actions.draw_up(year, g.actor)
    flash(f"已排好 {plan.year} 年方案草稿，共 {plan.figures['pairs']:,} 对。看过再发布")
    return redirect(url_for("assignment.board", year=year))


@pages.route("/assignment/plans/<int:plan>/publish", methods=["GET", "POST"])
@gate("plan.publish", plan=queries.plan_for)
def publish(plan: Plan) -> Any:
    """Put a draft in force."""
    if request.method == "GET":
        return render_template("assignment/publish.html", plan=plan)
    actions.publish(plan, g.actor)
    flash(f"已发布 {plan.year} 年方案，委员在“我的 5 位代表”里看得到")
    return redirect(url_for("assignment.board", year=plan.year))
