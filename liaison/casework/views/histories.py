"""修改记录 of a case: every deed of the log, in words."""

from __future__ import annotations

from flask import g, render_template

from liaison.accounts.rules.histories import told_deeds
from liaison.casework import queries
from liaison.casework.models import Case, Instruction, UrgingNotice
from liaison.casework.queries.changes import changes_by_sheets, deeds_of
from liaison.casework.views.blueprint import pages
from liaison.web.gate import gate

NAMED = (UrgingNotice.__tablename__, Instruction.__tablename__)


@pages.get("/cases/<case>/history")
@gate("case.history", case=queries.case_for)
def case_history(case: Case) -> str:
    """Who did what to a case, when and on whose behalf, and what was filled in or changed by it."""
    events = deeds_of(case, g.actor)
    deeds = told_deeds(events, changes_by_sheets(case, g.actor, events), NAMED)
    return render_template("casework/case_history.html", case=case, deeds=deeds)
