"""Drawing a plan up, dropping a draft, putting one in force, and all plans there ever were."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import same_person
from liaison.assignment import actions, queries
from liaison.assignment.forms import DRAW_UP, FIRST_DRAFT
from liaison.assignment.models import STATE_TITLES, Plan
from liaison.assignment.queries.choosing import plans_to_follow
from liaison.assignment.rules import KEEPING
from liaison.assignment.views.blueprint import number, pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/assignment/plans")
@gate("plan.view")
def plans() -> Any:
    """All plans, the newest first."""
    page = page_of(queries.plans_listed(g.actor))
    year = queries.latest_year()
    is_whole = queries.sees_all_pairs(g.actor)
    return render_template(
        "assignment/plans.html", page=page, states=STATE_TITLES, year=year, plan=None, is_whole=is_whole
    )  # fmt: skip


@pages.route("/assignment/<int:year>/draw-up", methods=["GET", "POST"])
@gate("plan.change", year=queries.year_for)
def draw_up(year: int) -> Any:
    """Draw up a new draft of a year in the background: which plan it follows, and how closely."""
    followed = plans_to_follow()
    base_id = number("base") or (followed[0][0] if followed else None)
    form = form_from(DRAW_UP if followed else FIRST_DRAFT, lambda _source: followed, base_id=base_id,
                     keeping=usual_keeping(year))  # fmt: skip
    remember(form, "assignment/draw_up.html", year=year, followed=followed)
    if not form.validate_on_submit():
        return form_page()
    keeping = form.cells.get("keeping")
    job = actions.submit_draw_up(
        year, g.actor, url_for("assignment.board", year=year), base_id=form.cells.get("base_id"),
        broken=KEEPING[keeping] if keeping else None, note=form.cells["note"] or "",
    )  # fmt: skip
    return redirect(url_for("jobs.job", job=job.id))


def usual_keeping(year: int) -> str:
    """The step of the slider that the settings of a year stand at, or the nearest to it."""
    broken = queries.settings_for(year).weights.broken
    return min(KEEPING, key=lambda title: abs(KEEPING[title] - broken))


@pages.route("/assignment/plans/<int:plan>/drop", methods=["GET", "POST"])
@gate("plan.change", plan=queries.plan_for)
def drop_draft(plan: Plan) -> Any:
    """Throw a draft away."""
    form = form_from(())
    remember(form, "assignment/drop_draft.html", plan=plan)
    if not form.validate_on_submit():
        return form_page()
    year, title = plan.year, plan.title
    actions.drop_draft(plan, g.actor)
    flash(f"不要了：{title}")
    return redirect(url_for("assignment.board", year=year))


@pages.route("/assignment/plans/<int:plan>/publish", methods=["GET", "POST"])
@gate("plan.publish", plan=queries.plan_for)
def publish(plan: Plan) -> Any:
    """Put a draft in force: somebody else than whoever drew it up does so."""
    form = form_from(())
    remember(
        form, "assignment/publish.html", plan=plan, former=queries.published_plan(), is_own=is_own(plan),
        figures=queries.plan_figures(plan),
    )  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    actions.publish(plan, g.actor)
    flash(f"已发布 {plan.year} 年方案，委员在“我的 5 位代表”里看得到")
    return redirect(url_for("assignment.board", year=plan.year, plan=plan.id))


def is_own(plan: Plan) -> bool:
    """Whether whoever looks, or whom he stands in for, drew it up himself."""
    return same_person(g.actor, plan.made_by_id)
