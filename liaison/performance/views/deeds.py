"""Records of what members did: their list, one deed of some members, the roll of a meeting, voiding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.casework.views.unsent import files_of, is_dropping, waiting, without_file
from liaison.core import clock
from liaison.performance import actions, queries, rules
from liaison.performance.models import VALID, VOID, Deed
from liaison.performance.rules.deeds import ATTENDANCE, RECORDED, is_late
from liaison.performance.sheets.deeds import DEED, REASON, ROLL
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.bodies import takes_files
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/performance/<int:year>/deeds")
@gate("deed.view")
def deeds(year: int) -> Any:
    """A year's records, by kind, member and state."""
    chosen = wanted_year(year)
    kind, word = request.args.get("kind", ""), request.args.get("word", "").strip()
    state = VOID if request.args.get("state") == VOID else VALID
    page = page_of(queries.deeds_listed(g.actor, chosen, kind, word, state))
    return render_template(
        "performance/deeds.html", year=chosen, years=known_years(chosen), kinds=[(one, one) for one in RECORDED],
        kind=kind, word=word, state=state, page=page, late=late_ones(page.rows), shown=rules.shown,
    )  # fmt: skip


def late_ones(rows: Iterable[Any]) -> set[int]:
    """Those written down after their year (补录)."""
    return {row.id for row in rows if is_late(row.held_on, clock.local(row.recorded_at).date())}


@pages.route("/performance/deeds/new", methods=["GET", "POST"])
@gate("deed.record")
@takes_files
def new_deed() -> Any:
    """Write one deed down for some members."""
    form = form_from(DEED)
    files = files_of(form, "new deed")
    remember(form, "performance/new_deed.html", today_year=clock.today().year, unsent=waiting(files))
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    deeds = actions.record_deeds(g.actor, **{**form.cells, "files": files})
    flash(f"已记 {len(deeds)} 位委员的“{deeds[0].title}”")
    return redirect(url_for("performance.deeds", year=deeds[0].held_on.year))


@pages.route("/performance/rolls/new", methods=["GET", "POST"])
@gate("deed.record")
@takes_files
def new_roll() -> Any:
    """Write down who was at a meeting, who was excused and who was not there."""
    form = form_from(ROLL)
    files = files_of(form, "new roll")
    remember(form, "performance/new_roll.html", today_year=clock.today().year, unsent=waiting(files))
    if is_dropping():
        return without_file(files)
    if not form.validate_on_submit():
        return form_page()
    cells = {**form.cells, "files": files}
    groups = {result: words for n, result in enumerate(ATTENDANCE) if (words := cells.pop(f"group_{n}"))}
    deeds = actions.record_roll(g.actor, groups=groups, **cells)
    flash(f"已记 {len(deeds)} 位委员的“{deeds[0].title}”")
    return redirect(url_for("performance.deeds", year=deeds[0].held_on.year))


@pages.route("/performance/deeds/<int:deed>/void", methods=["GET", "POST"])
@gate("deed.void", deed=queries.deed_for)
def void_deed(deed: Deed) -> Any:
    """Let a record count nowhere."""
    form = form_from((REASON,))
    remember(form, "performance/void_deed.html", deed=deed)
    if not form.validate_on_submit():
        return form_page()
    actions.void_deed(deed, form.cells["reason"], g.actor)
    flash(f"已作废“{deed.title}”，不再计分")
    return redirect(url_for("performance.deeds", year=deed.held_on.year))
