"""Erasing somebody who asked without being a representative, by his number."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect

from liaison.casework.actions.askers import erase_asker
from liaison.casework.sheets.public import ERASE_ASKER
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/askers/erase", methods=["GET", "POST"])
@gate("person.erase")
def erase_asker_page() -> Any:
    """Asks for his number and how he asked for it; POST erases him."""
    form = form_from(ERASE_ASKER, asked_on=clock.today())
    remember(form, "casework/erase_asker.html")
    if not form.validate_on_submit():
        return form_page()
    cells = {key: value for key, value in form.cells.items() if key != "is_sure"}
    stone = erase_asker(cells.pop("phone"), g.actor, current_app.config["INSTANCE"], **cells)
    flash(f"已删除，编号 {stone.id:04d}；件数和办理结果不变")
    return redirect("/claims")
