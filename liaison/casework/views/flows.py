"""The flow chart: of the office's work as such, and the way that one case went."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from liaison.casework import queries
from liaison.casework.models import Case
from liaison.casework.queries.flows import days_by_limit, latest_version
from liaison.casework.rules.chart import chart_of, legs_of
from liaison.casework.rules.drawing import NARROW, WIDE, draw
from liaison.casework.rules.flows import flow_of, flow_of_version
from liaison.casework.rules.scanned import walked_truly
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.web.gate import gate


@pages.get("/flow")
@gate("home.view")
def flow() -> str:
    """联系工作流程图, drawn from the definition that new cases follow."""
    version = latest_version()
    return render_template("casework/flow.html", edition=version, **drawn(version))


@pages.get("/cases/<case>/flow")
@gate("case.view", case=queries.case_for)
def case_flow(case: Case) -> str:
    """The way that a case went through its own chart, and where it can go from here."""
    chart = flow_of(case)
    legs = walked_truly(legs_of(case, queries.sheets_for(g.actor, case), chart), case)
    return render_template(
        "casework/case_flow.html", case=case, legs=legs, edition=case.flow_version,
        is_end=chart.by_code[case.state].is_end, **drawn(case.flow_version, legs, case.state),
    )  # fmt: skip


def drawn(version: Any, legs: Any = (), here: str = "") -> dict[str, Any]:
    """The chart of a version and its two sheets."""
    flow = flow_of_version(version) if version else CASEWORK
    chart = chart_of(flow, days_by_limit())
    return {
        "chart": chart, "titles": {state.code: state.title for state in flow.states},
        "wide": draw(chart, WIDE, legs, here), "narrow": draw(chart, NARROW, legs, here),
    }  # fmt: skip
