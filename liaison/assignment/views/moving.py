"""A representative given to another member: to whom, where there, and what that costs the whole plan."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, request

from liaison.assignment import actions, queries
from liaison.assignment.forms import PLACE
from liaison.assignment.models import Pairing
from liaison.assignment.sheets import REASON
from liaison.assignment.views.blueprint import pages, to_board
from liaison.roster.models import Member
from liaison.roster.queries import member_for
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate


@pages.get("/assignment/pairings/<int:pairing>/move")
@gate("plan.change", pairing=queries.pairing_for)
def move_pair(pairing: Pairing) -> Any:
    """To which member: those who suit best, or those whom a word names."""
    word = request.args.get("word", "").strip()
    found = queries.receivers_of(pairing, word)
    return render_template("assignment/move_pair.html", pairing=pairing, word=word, found=found)


@pages.route("/assignment/pairings/<int:pairing>/move/<int:member>", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for, member=member_for)
def move_to(pairing: Pairing, member: Member) -> Any:
    """Where with him: an open place, or in exchange for one of his; each with its cost and what coverage it breaks."""
    options = queries.move_options(pairing, member)
    form = form_from((PLACE, REASON), lambda _source: [(one.key, one.words) for one in options])
    remember(form, "assignment/move_to.html", pairing=pairing, member=member, options=options)
    if not form.validate_on_submit():
        return form_page()
    chosen = next(one for one in options if one.key == form.cells["place"])
    name = pairing.representative.name
    if chosen.partner:
        _, pair = actions.swap(pairing, chosen.partner, form.cells["reason"], g.actor)
    else:
        pair = actions.move(pairing, member, chosen.slot, form.cells["reason"], g.actor)
    flash(f"{name}换给了{member.name}委员")
    return to_board(pair)
