"""Activities with attendance: their list, the code that members scan, who was there, leave and absence."""

from __future__ import annotations

from typing import Any

import segno
from flask import current_app, flash, g, redirect, render_template, request, url_for

from liaison.core import clock
from liaison.files.queries import attachments_of
from liaison.orgs.queries import reference_choices
from liaison.performance import actions, queries
from liaison.performance.models import Gathering
from liaison.performance.rules import gatherings as rules
from liaison.performance.sheets.gatherings import ABSENCE, GATHERING, LEAVE, presence
from liaison.performance.views.blueprint import pages
from liaison.performance.views.year import known_years, wanted_year
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

SIZE_OF_A_DOT, QUIET_DOTS = 10, 2


@pages.get("/performance/<int:year>/gatherings")
@gate("deed.view")
def gatherings(year: int) -> Any:
    """A year's activities, latest first."""
    chosen = wanted_year(year)
    page = page_of(queries.gatherings_listed(g.actor, chosen))
    return render_template(
        "performance/gatherings.html", year=chosen, years=known_years(chosen), page=page, now=clock.now()
    )


@pages.route("/performance/gatherings/new", methods=["GET", "POST"])
@gate("deed.record")
def new_gathering() -> Any:
    """Call an activity; its code is shown at once."""
    form = form_from(GATHERING, reference_choices)
    remember(form, "performance/new_gathering.html", today_year=clock.today().year)
    if not form.validate_on_submit():
        return form_page()
    gathering = actions.call_gathering(g.actor, **form.cells)
    flash(f"“{gathering}”的签到码做好了")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.get("/performance/gatherings/<int:gathering>")
@gate("deed.view", gathering=queries.gathering_for)
def gathering(gathering: Gathering) -> Any:
    """Who was there so far, had leave or was absent."""
    rows = queries.attendance(gathering)
    there = [row for row in rows if row.result in rules.KINDS[gathering.kind]]
    return render_template(
        "performance/gathering.html", gathering=gathering, rows=rows, there=there, now=clock.now(),
        takes_leave=rules.takes_leave(gathering.kind), files=attachments_of(gathering),
    )  # fmt: skip


@pages.route("/performance/gatherings/<int:gathering>/change", methods=["GET", "POST"])
@gate("gathering.change", gathering=queries.gathering_for)
def change_gathering(gathering: Gathering) -> Any:
    """Change it while nobody has signed in."""
    cells = {column.key: getattr(gathering, column.key, None) for column in GATHERING}
    at = clock.local(gathering.starts_at)
    form = form_from(GATHERING, reference_choices, **{**cells, "day": at.date(), "at": at.time()})
    remember(form, "performance/change_gathering.html", gathering=gathering)
    if not form.validate_on_submit():
        return form_page()
    actions.change_gathering(gathering, g.actor, **form.cells)
    flash("存好了")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.post("/performance/gatherings/<int:gathering>/cancel")
@gate("gathering.change", gathering=queries.gathering_for)
def cancel_gathering(gathering: Gathering) -> Any:
    """It does not take place."""
    actions.cancel_gathering(gathering, g.actor)
    flash(f"已取消“{gathering}”")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.get("/performance/gatherings/<int:gathering>/code")
@gate("gathering.change", gathering=queries.gathering_for)
def gathering_code(gathering: Gathering) -> Any:
    """The code, large: to be printed, or on a screen where it changes every minute."""
    step = rules.step_at(clock.now()) if gathering.is_changing else rules.PRINTED
    path = url_for("performance.sign_in", pass_code=rules.code_of(gathering.id, gathering.token, step))
    address = f"{current_app.config['SITE_ADDRESS'] or request.host_url.rstrip('/')}{path}"
    drawing = segno.make(address, micro=False, error="m").svg_data_uri(scale=SIZE_OF_A_DOT, border=QUIET_DOTS)
    return render_template("performance/gathering_code.html", gathering=gathering, address=address, drawing=drawing)


@pages.route("/performance/gatherings/<int:gathering>/leave", methods=["GET", "POST"])
@gate("gathering.change", gathering=queries.gathering_for)
def new_leave(gathering: Gathering) -> Any:
    """Write down who had leave."""
    form = form_from(LEAVE)
    remember(form, "performance/new_leave.html", gathering=gathering)
    if not form.validate_on_submit():
        return form_page()
    deeds = actions.note_leave(gathering, form.cells["names"], form.cells["reason"], g.actor)
    flash(f"已记 {len(deeds)} 位请假")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.route("/performance/gatherings/<int:gathering>/presence", methods=["GET", "POST"])
@gate("gathering.change", gathering=queries.gathering_for)
def new_presence(gathering: Gathering) -> Any:
    """Write down who was there and did not scan."""
    form = form_from(presence(rules.KINDS[gathering.kind]))
    remember(form, "performance/new_presence.html", gathering=gathering)
    if not form.validate_on_submit():
        return form_page()
    deeds = actions.note_presence(gathering, form.cells["names"], form.cells["result"], g.actor)
    flash(f"已记 {len(deeds)} 位{form.cells['result']}")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.route("/performance/gatherings/<int:gathering>/absence", methods=["GET", "POST"])
@gate("gathering.change", gathering=queries.gathering_for)
def new_absence(gathering: Gathering) -> Any:
    """Write down who did not come."""
    form = form_from(ABSENCE)
    remember(form, "performance/new_absence.html", gathering=gathering,
             rest=len(queries.not_written_down(gathering, g.actor)))  # fmt: skip
    if not form.validate_on_submit():
        return form_page()
    deeds = actions.note_absence(gathering, form.cells["names"], g.actor)
    flash(f"已记 {len(deeds)} 位缺席")
    return redirect(url_for("performance.gathering", gathering=gathering.id))


@pages.route("/s/<pass_code>", methods=["GET", "POST"])
@gate("gathering.sign_in", pass_code=queries.gathering_by_code)
def sign_in(pass_code: queries.Scanned) -> Any:
    """What a member's phone opens: GET asks once, so that a preview signs nobody in. POST: he is there."""
    form = form_from(())
    remember(form, "performance/sign_in.html", gathering=pass_code.gathering, **said_to_member(pass_code))
    if not form.validate_on_submit():
        return form_page()
    actions.sign_in(pass_code, g.actor)
    return redirect(request.path)


def said_to_member(scanned: queries.Scanned) -> dict[str, Any]:
    """What is written down of the member who scanned, or why he cannot sign in now."""
    deed = queries.record_at(scanned.gathering, g.actor.member_id)
    member = queries.counted_member(g.actor, g.actor.member_id)
    return {"deed": deed, "why_not": "" if deed else actions.why_not(scanned, member, clock.now())}
