"""The clerk's inbox: what came in, grouped by the unit it probably belongs to, handed over by the dozen."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from liaison.access.table import allowed
from liaison.casework import actions, queries
from liaison.casework.models import Case
from liaison.casework.queries.merging import suspects
from liaison.casework.rules.flows import flow_of
from liaison.casework.rules.merging import alike
from liaison.casework.sheets.steps import HAND_OVER_GROUP, USUAL_OPINION
from liaison.casework.views.blueprint import pages
from liaison.casework.views.cases import due_of_rows
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.orgs.queries import reference_choices
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.navigation import open_counts
from liaison.web.paging import page_of

TABS = {
    "fix": {"states": queries.FIX_STATES},
    "out": {"states": queries.HANDED_OVER_STATES},
    "late": {"late": "yes"},
}  # fmt: skip


@pages.get("/inbox")
@gate("inbox.view")
def inbox() -> str:
    """What is to be handed over, in groups; other tabs: sent back to the member, handed over, late."""
    tab = request.args.get("tab", "new")
    if tab not in TABS:
        return inbox_page()
    page = page_of(queries.case_rows(g.actor, **TABS[tab]), counted=Case)
    return render_template(
        "casework/inbox_tab.html", tab=tab, page=page, counts=tab_counts(), flow=CASEWORK.by_code,
        due=due_of_rows(),
    )  # fmt: skip


@pages.get("/inbox/<case>")
@gate("inbox.view", case=queries.case_for)
def inbox_case(case: Case) -> str:
    """One case beside the list; alone where only that part of the page is asked for."""
    if "HX-Request" in request.headers:
        return render_template("casework/_inbox_case.html", **pane_of(case))
    return inbox_page(case)


def inbox_page(chosen: Case | None = None) -> str:
    """The whole inbox with one case open: the one asked for, else the first."""
    router = queries.Router.load()
    rows = queries.inbox_rows(g.actor)
    groups = queries.grouped(rows, router, clock.today(), working_days())
    only = request.args.get("to", type=int)
    shown = [group for group in groups if only is None or (group.unit_id or 0) == only]
    first = shown[0].rows[0].row.number if shown else None
    opened = chosen or (queries.case_for(g.actor, first) if first else None)
    return render_template(
        "casework/inbox.html", batches=shown, only=only, total=sum(len(group.rows) for group in groups),
        counts=tab_counts(), today=clock.today(), is_one=chosen is not None,
        pane=pane_of(opened, router) if opened else None, alike=alike(rows),
    )  # fmt: skip


def pane_of(case: Case, router: queries.Router | None = None) -> dict[str, Any]:
    """What the part of the page with one case needs."""
    is_waiting = case.state in queries.INBOX_STATES
    suggestions = queries.suggestions_for(case, router) if is_waiting else ()
    same = suspects(case) if is_waiting else ()
    return {"case": case, "suggestions": suggestions, "suspects": same, "state": flow_of(case).by_code[case.state],
            "flow": CASEWORK.by_code, "usual_opinion": USUAL_OPINION}  # fmt: skip


def tab_counts() -> dict[str, int]:
    """`{tab: number}`, as the menu counts them."""
    counts = open_counts(g.actor)
    tabs = {tab: counts["casework.inbox" + (f"?tab={tab}" if tab in TABS else "")] for tab in ("new", *TABS)}
    return tabs | {"scanned": counts["casework.public_requests"]}


@pages.route("/inbox/hand-over", methods=["GET", "POST"])
@gate("case.group")
def hand_over_group() -> Any:
    """整组转办: several cases to one unit, or each to the one suggested. GET asks, POST does."""
    cases = permitted_cases("case.hand_over")
    form = form_from(HAND_OVER_GROUP, reference_choices, unit_id=request.args.get("unit_id"))
    remember(form, "casework/hand_over_group.html", cases=cases)
    if not form.validate_on_submit():
        return form_page()
    actions.hand_over_many(cases, g.actor, form.cells["unit_id"])
    undo = url_for("casework.take_back_group", case=[case.number for case in cases])
    flash((f"已转出 {len(cases)} 件", undo), "undo")
    return redirect(url_for("casework.inbox"))


@pages.post("/inbox/take-back")
@gate("case.group")
def take_back_group() -> Any:
    """撤回 what was handed over together."""
    cases = permitted_cases("case.take_back")
    actions.take_back_many(cases, g.actor)
    flash(f"已撤回 {len(cases)} 件，又回到收件箱")
    return redirect(url_for("casework.inbox"))


def permitted_cases(permission: str) -> list[Case]:
    """The cases named by ?case= or ticked; 404 when one of them is out of sight or not this person's to move."""
    numbers = list(dict.fromkeys(request.values.getlist("case")))
    cases = queries.cases_for(g.actor, numbers)
    if len(cases) != len(numbers) or not all(allowed(g.actor, permission, case) for case in cases):
        abort(404)
    return cases
