"""One pair changed by hand: somebody else for a place, somebody for an open place, nobody any more."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for

from liaison.assignment import actions, queries
from liaison.assignment.models import Pairing, Plan
from liaison.assignment.sheets import CHOSEN, REASON
from liaison.assignment.views.blueprint import LARGEST_ID, pages, to_board
from liaison.roster.models import Member, Representative
from liaison.roster.queries import member_for, representative_for
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate


@pages.route("/assignment/pairings/<int:pairing>/replace", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for)
def replace_pair(pairing: Pairing) -> Any:
    """Give the place of one representative to a free one."""
    form = choice_form("assignment/replace_pair.html", pairing.plan, pairing.member, pairing=pairing)
    if not form.validate_on_submit():
        return form_page()
    successor = representative_for(g.actor, form.cells["representative_id"])
    pair = actions.replace(pairing, successor, form.cells["reason"], g.actor)
    flash(f"{pair.member.name}委员的第 {pair.slot} 位换成了{successor.name}")
    return to_board(pair)


@pages.route("/assignment/plans/<int:plan>/members/<int:member>/places/<int:slot>", methods=["GET", "POST"])
@gate("plan.change", plan=queries.plan_for, member=member_for)
def fill_place(plan: Plan, member: Member, slot: int) -> Any:
    """Choose a free representative for an open place."""
    form = choice_form("assignment/fill_place.html", plan, member, slot=slot, reason=False)
    if not form.validate_on_submit():
        return form_page()
    pair = actions.pair(plan, member, representative_for(g.actor, form.cells["representative_id"]), slot, g.actor)
    flash(f"{member.name}委员的第 {slot} 位是{pair.representative.name}了")
    return to_board(pair)


@pages.route("/assignment/pairings/<int:pairing>/end", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for)
def end_pair(pairing: Pairing) -> Any:
    """Take a representative from a member; the place stays open."""
    form = form_from((REASON,))
    remember(form, "assignment/end_pair.html", pairing=pairing)
    if not form.validate_on_submit():
        return form_page()
    year, plan_id, names = pairing.plan.year, pairing.plan_id, (pairing.member.name, pairing.representative.name)
    actions.unpair(pairing, form.cells["reason"], g.actor)
    flash("{}委员不再联系{}，这一位空着".format(*names))
    return redirect(url_for("assignment.board", year=year, plan=plan_id))


def choice_form(template: str, plan: Plan, member: Member, *, reason: bool = True, **context: Any) -> ColumnForm:
    """The form that offers free representatives near a member, or those whom a word names."""
    word = request.args.get("word", "").strip()
    free = queries.free_representatives(plan, member.id, word)
    form = form_from((CHOSEN, REASON) if reason else (CHOSEN,), lambda _source: offered(free))
    remember(form, template, plan=plan, member=member, free=free, word=word, **context)
    return form


def offered(free: list[queries.Candidate]) -> list[tuple[int, str]]:
    """The free representatives, and the one who was sent: whoever took him meanwhile is said by the action."""
    sent = request.form.get("representative_id", type=int)
    known: Representative | None = representative_for(g.actor, sent) if sent and 0 < sent <= LARGEST_ID else None
    return [(one.id, one.name) for one in free] + ([(known.id, known.name)] if known else [])
