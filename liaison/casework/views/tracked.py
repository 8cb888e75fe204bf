"""长期跟踪: closed cases that are not solved yet (B类), with the day on which each is looked at again."""

from __future__ import annotations

from flask import g, render_template

from liaison.casework import queries, rules
from liaison.casework.models import Case
from liaison.casework.queries.ladder import thresholds
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/tracked-cases")
@gate("case.list")
def tracked_cases() -> str:
    """What is to be looked at again, the first day first."""
    calendar, today = working_days(), clock.today()
    return render_template(
        "casework/tracked_cases.html", page=page_of(queries.tracked_cases(g.actor), counted=Case),
        due=lambda row: rules.due_words(row.recheck_on, today, calendar), today=today,
        months=thresholds().recheck_months,
    )  # fmt: skip
