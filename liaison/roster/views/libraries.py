"""Pages of the main and sub libraries."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import Role
from liaison.accounts import actions as accounts
from liaison.roster import queries, sheets
from liaison.roster.models import Library
from liaison.roster.queries.batches import fates_of
from liaison.roster.views.blueprint import cells_form, pages
from liaison.web.days import day_asked
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate


@pages.get("/libraries")
@gate("library.view")
def libraries() -> Any:
    """The libraries in sight with owner and number of people, of today or of the day that ?on= asks for."""
    day = day_asked()
    rows = queries.libraries_on(g.actor, day) if day else queries.library_list(g.actor)
    return render_template("roster/libraries.html", libraries=rows, on=day)


@pages.get("/libraries/<int:library>")
@gate("library.view", library=queries.library_for)
def library(library: Library) -> Any:
    """One library: who keeps it, whom it holds (or held on ?on=) by town and type, which books came in."""
    day, batches = day_asked(), queries.batches_of(library)
    return render_template(
        "roster/library.html", library=library, on=day, batches=batches, fates=fates_of(batches),
        figures=queries.figures_on(library, day) if day else queries.library_figures(library),
        keepers=queries.keepers_of(library),
    )  # fmt: skip


@pages.route("/libraries/<int:library>/keepers/new", methods=["GET", "POST"])
@gate("user.change", library=queries.any_library)
def new_keeper(library: Library) -> Any:
    """Seat a librarian; a new account's slip is the answer."""
    form = cells_form(sheets.KEEPER_COLUMNS)
    remember(form, "roster/new_keeper.html", library=library)
    if not form.validate_on_submit():
        return form_page()
    slip = accounts.seat_person(
        role=Role.LIBRARIAN, actor=g.actor, library_id=library.id, organisation_id=library.owner_id, **form.cells
    )
    if slip:
        return render_template("accounts/slips.html", slips=[slip])
    flash(f"{form.cells['name']}现在管{library.name}")
    return redirect(url_for("roster.library", library=library.id))
