"""The page on which a member or clerk notes that he has called somebody who wrote through a station's code."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for

from liaison.casework.actions.calls import note_call
from liaison.casework.models import PublicRequest
from liaison.casework.queries.calls import asked_of
from liaison.casework.rules.public import UNREACHED
from liaison.casework.sheets.public import CALLED
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/public-requests/<int:asked>/call", methods=["GET", "POST"])
@gate("public_request.call", asked=asked_of)
def note_asker_call(asked: PublicRequest) -> Any:
    """When, whether he was reached, and what he said."""
    form = form_from(CALLED, called_on=clock.today())
    remember(form, "casework/note_asker_call.html", asked=asked, case=asked.case)
    if not form.validate_on_submit():
        return form_page()
    note_call(asked, g.actor, **form.cells)
    flash("已记下没联系上，这件接着办" if asked.call_outcome == UNREACHED else "已记下和反映人联系的情况")
    return redirect(url_for("casework.case", case=asked.case.number))
