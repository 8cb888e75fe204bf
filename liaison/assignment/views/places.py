"""Members on leave: who keeps fewer than five in a year."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, url_for

from liaison.assignment import actions, queries
from liaison.assignment.forms import PLACES_OF_MEMBER
from liaison.assignment.queries.choosing import serving_members
from liaison.assignment.rules import PLACES
from liaison.assignment.views.blueprint import pages
from liaison.roster.models import Member
from liaison.roster.queries import member_for
from liaison.web.forms import WhenShown, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.route("/assignment/<int:year>/places", methods=["GET", "POST"])
@gate("plan.change", year=queries.year_for)
def places(year: int) -> Any:
    """Who keeps fewer than five this year; let one more do so."""
    form = form_from(PLACES_OF_MEMBER, lambda _source: serving_members())
    rows = WhenShown(lambda: page_of(queries.places_of_year(year)).rows)
    remember(form, "assignment/places.html", year=year, plan=None, rows=rows)
    if not form.validate_on_submit():
        return form_page()
    member = member_for(g.actor, form.cells["member_id"])
    kept = int(form.cells["places"])
    actions.set_places(year, member, kept, form.cells["reason"], g.actor)
    flash(f"{year} 年{member.name}委员联系 {kept} 位，下次重新排时算数")
    return redirect(url_for("assignment.places", year=year))


@pages.post("/assignment/<int:year>/members/<int:member>/restore-places")
@gate("plan.change", year=queries.year_for, member=member_for)
def restore_places(year: int, member: Member) -> Any:
    """He keeps five again."""
    actions.set_places(year, member, PLACES, "", g.actor)
    flash(f"{year} 年{member.name}委员又联系 {PLACES} 位，下次重新排时算数")
    return redirect(url_for("assignment.places", year=year))
