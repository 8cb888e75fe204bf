"""One record with what proves it, and adding files to it or to an activity."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.access import Role
from liaison.casework.views.unsent import files_of, is_dropping, waiting, without_file
from liaison.files.queries import attachments_of
from liaison.performance import actions, queries, rules
from liaison.performance.models import Deed, Gathering
from liaison.performance.sheets.proofs import PROOFS, SHEET
from liaison.performance.views.blueprint import pages
from liaison.web.bodies import takes_files
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.get("/performance/deeds/<int:deed>")
@gate("proof.view", deed=queries.deed_shown)
def deed(deed: Deed) -> str:
    """Who wrote it down and when, and every file of it; what a line of the ledger leads to."""
    return render_template(
        "performance/deed.html", deed=deed, files=queries.proofs_of(deed), together=queries.written_with(deed),
        shown=rules.shown, is_own=g.actor.role is Role.MEMBER, can_object=actions.is_open(queries.latest_account()),
    )  # fmt: skip


@pages.route("/performance/deeds/<int:deed>/files", methods=["GET", "POST"])
@gate("proof.add", deed=queries.deed_shown)
@takes_files
def prove_deed(deed: Deed) -> Any:
    """Add files to a record."""
    form = form_from((PROOFS,))
    files = files_of(form, f"deed {deed.id}")
    remember(form, "performance/prove_deed.html", deed=deed, kept=queries.proofs_of(deed), unsent=waiting(files))
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    kept = actions.add_proofs(deed, files, g.actor)
    flash(f"已加 {len(kept)} 个附件")
    return redirect(url_for("performance.deed", deed=deed.id))


@pages.route("/performance/gatherings/<int:gathering>/files", methods=["GET", "POST"])
@gate("gathering.change", gathering=queries.gathering_for)
@takes_files
def prove_gathering(gathering: Gathering) -> Any:
    """Add the sign-in sheet of an activity, once for all its records."""
    form = form_from((SHEET,))
    files = files_of(form, f"gathering {gathering.id}")
    remember(
        form, "performance/prove_gathering.html", gathering=gathering, kept=attachments_of(gathering),
        unsent=waiting(files),
    )  # fmt: skip
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    kept = actions.add_sheet(gathering, files, g.actor)
    flash(f"已加 {len(kept)} 个附件")
    return redirect(url_for("performance.gathering", gathering=gathering.id))
