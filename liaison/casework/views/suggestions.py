"""What the program suggests about units: how often it is right, and which rules it proposes to change."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.casework import actions, queries
from liaison.casework.views.blueprint import pages
from liaison.web.gate import gate


@pages.get("/suggestions")
@gate("rule_proposal.decide")
def suggestions() -> str:
    """转办建议: the proposals, what was decided before, and the hit rates by field and unit."""
    return render_template(
        "casework/suggestions.html", proposals=queries.proposals(), rulings=queries.rulings(),
        rates=queries.hit_rates(),
    )  # fmt: skip


@pages.post("/suggestions/<int:proposal>/accept")
@gate("rule_proposal.decide", proposal=queries.proposal_for)
def accept_proposal(proposal: queries.Proposal) -> Any:
    """Change the unit of the field."""
    actions.accept_proposal(proposal, g.actor, shown_unit())
    flash(f"“{proposal.category}”一类以后建议转给{proposal.unit}，已经转出的不变")
    return redirect(url_for("casework.suggestions"))


@pages.post("/suggestions/<int:proposal>/reject")
@gate("rule_proposal.decide", proposal=queries.proposal_for)
def reject_proposal(proposal: queries.Proposal) -> Any:
    """Leave the rule as it is and remember it."""
    actions.reject_proposal(proposal, g.actor, shown_unit())
    flash(f"不采纳，“{proposal.category}”一类仍建议转给{proposal.old_unit}")
    return redirect(url_for("casework.suggestions"))


def shown_unit() -> int | None:
    """The unit that the page proposed; None is the town's own."""
    return request.form.get("unit_id", type=int) or None
