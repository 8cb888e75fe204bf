"""Open places of a plan, each with whoever suits best, and one button for all."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.assignment import actions, queries
from liaison.assignment.models import Plan
from liaison.assignment.views.blueprint import number, pages
from liaison.web.gate import gate
from liaison.web.paging import page_among


@pages.get("/assignment/<int:year>/vacancies")
@gate("plan.change", year=queries.year_for)
def vacancies(year: int) -> Any:
    """Each open place with whom the smallest change would put there."""
    plan = queries.plan_of(year, number("plan"))
    if plan is None:
        return redirect(url_for("assignment.board", year=year))
    found = queries.vacancies(plan)
    return render_template(
        "assignment/vacancies.html", year=year, plan=plan, found=found, page=page_among(found),
        suggested=[one for one in found if one.representative_id], orphans=queries.orphans_of(plan),
    )  # fmt: skip


@pages.post("/assignment/plans/<int:plan>/vacancies")
@gate("plan.change", plan=queries.plan_for)
def fill_vacancies(plan: Plan) -> Any:
    """Put the suggested people in their places, one or all."""
    chosen = [found for sent in request.form.getlist("place") if (found := suggestion(sent))]
    pairs = actions.fill_vacancies(plan, chosen, g.actor)
    flash(f"换上了 {len(pairs):,} 位" + ("，今天起作用" if plan.is_published else ""))
    return redirect(url_for("assignment.vacancies", year=plan.year, plan=plan.id))


@pages.post("/assignment/plans/<int:plan>/release-left")
@gate("plan.change", plan=queries.plan_for)
def release_left(plan: Plan) -> Any:
    """End the pairs of members who serve no longer; their representatives are free then."""
    number = actions.release_left(plan, g.actor)
    flash(f"{number:,} 位代表空出来了，可以配给别的委员")
    return redirect(url_for("assignment.vacancies", year=plan.year, plan=plan.id))


def suggestion(sent: str) -> tuple[int, int, int] | None:
    """`member-slot-representative` of a button, None where it is none."""
    parts = sent.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 10 for part in parts):
        return None
    member_id, slot, representative_id = map(int, parts)
    return member_id, slot, representative_id
