"""Two plans beside each other: what stays, what is new, what ends and why."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for

from liaison.assignment import queries
from liaison.assignment.models import STATE_TITLES, Plan
from liaison.assignment.queries.choosing import figures_beside, plans_beside
from liaison.assignment.views.blueprint import number, pages
from liaison.orgs.queries import reference_choices
from liaison.web.gate import gate
from liaison.web.paging import page_among

SHOWN = {"": "变动的", "new": "新配的", "ended": "不再联系的", "kept": "不变的"}


@pages.get("/assignment/plans/<int:plan>/compare/<int:other>")
@gate("plan.view", plan=queries.plan_for, other=queries.plan_for)
def compare(plan: Plan, other: Plan) -> Any:
    """What this plan changes against the other one, within the actor's sight."""
    show = request.args.get("show", "")
    chosen = {"show": show if show in SHOWN else "", "town": number("town")}
    found = queries.plan_comparison(other, plan, g.actor, chosen["town"])
    return render_template(
        "assignment/compare.html", plan=plan, other=other, found=found, chosen=chosen, titles=SHOWN,
        page=page_among(found.rows_of(chosen["show"])), states=STATE_TITLES, towns=reference_choices("area"),
        others=plans_beside(plan), figures=figures_beside(other, plan, g.actor),
    )  # fmt: skip


@pages.get("/assignment/plans/<int:plan>/compare")
@gate("plan.view", plan=queries.plan_for)
def compare_with(plan: Plan) -> Any:
    """On to the plan that ?other= asks for; without it to the one that this one follows."""
    beside = plans_beside(plan)
    asked = number("other")
    other = next((one.id for one in beside if one.id == asked), beside[0].id if beside else plan.id)
    return redirect(url_for("assignment.compare", plan=plan.id, other=other))
