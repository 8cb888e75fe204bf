"""Pairs that every plan has or none may have: the list, locking and forbidding a pair, lifting what was settled."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.assignment import actions, queries
from liaison.assignment.forms import FORBIDDEN_BECAUSE, KINDS_BY_TITLE, NEW_PAIR_RULE, NOTE, WHYS_BY_TITLE
from liaison.assignment.models import LOCK, RULE_TITLES, WHYS, Pairing, PairRule
from liaison.assignment.queries.choosing import people_named, serving_members
from liaison.assignment.views.blueprint import number, pages, to_board
from liaison.assignment.views.pairs import offered
from liaison.core.errors import Refused
from liaison.roster.queries import member_for, representative_for
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/assignment/rules")
@gate("plan.change")
def pair_rules() -> Any:
    """What stands now: locked pairs and forbidden ones, newest first."""
    kind = request.args.get("kind", "")
    page = page_of(queries.open_rules(kind if kind in RULE_TITLES else None))
    year = number("year") or queries.latest_year()
    return render_template(
        "assignment/pair_rules.html", page=page, kind=kind, kinds=RULE_TITLES, whys=WHYS, year=year, plan=None
    )  # fmt: skip


@pages.route("/assignment/rules/new", methods=["GET", "POST"])
@gate("plan.change")
def new_pair_rule() -> Any:
    """Lock or forbid a pair that stands in no plan yet: a member, and somebody whom a word names."""
    word = request.args.get("word", "").strip()
    found = people_named(word) if word else []
    form = rule_form(found)
    remember(form, "assignment/new_pair_rule.html", found=found, word=word)
    if not form.validate_on_submit():
        return form_page()
    rule = settle(**form.cells)
    flash(told(rule))
    return redirect(url_for("assignment.pair_rules"))


def rule_form(found: list[queries.Candidate]) -> ColumnForm:
    """The form that offers every member, and the representatives that were found."""
    offers = {"member": serving_members, "representative": lambda: offered(found)}
    return form_from(NEW_PAIR_RULE, lambda source: offers[source]())


def settle(kind: str, member_id: int, representative_id: int, why: str, note: str | None) -> PairRule:
    """Lock or forbid as the form says."""
    member, person = member_for(g.actor, member_id), representative_for(g.actor, representative_id)
    if KINDS_BY_TITLE[kind] == LOCK:
        return actions.lock(member, person, g.actor, note or "")
    return actions.forbid(member, person, WHYS_BY_TITLE[why], g.actor, note or "")


@pages.route("/assignment/rules/<int:rule>/lift", methods=["GET", "POST"])
@gate("plan.change", rule=queries.rule_for)
def lift_rule(rule: PairRule) -> Any:
    """Let plans be free about a pair again."""
    if request.method != "POST":
        return render_template("assignment/lift_rule.html", rule=rule)
    actions.lift(rule, g.actor)
    flash(f"{rule}不再{rule.kind_title}，下次重新排时由程序定")
    return redirect(url_for("assignment.pair_rules"))


@pages.post("/assignment/pairings/<int:pairing>/lock")
@gate("plan.change", pairing=queries.pairing_for)
def lock_pair(pairing: Pairing) -> Any:
    """Keep this pair in every plan; why it cannot be so is said on the board."""
    try:
        actions.lock(pairing.member, pairing.representative, g.actor)
        flash(f"已锁定{pairing.member.name}委员和{pairing.representative.name}，重新排也不动")
    except Refused as refused:
        flash(refused.sentence, "warn")
    return to_board(pairing)


@pages.post("/assignment/pairings/<int:pairing>/unlock")
@gate("plan.change", pairing=queries.pairing_for)
def unlock_pair(pairing: Pairing) -> Any:
    """Let plans be free about this pair again."""
    rule = queries.rule_between(pairing.member_id, pairing.representative_id)
    if rule and rule.kind == LOCK:
        actions.lift(rule, g.actor)
    flash(f"已解锁{pairing.member.name}委员和{pairing.representative.name}，重新排时可以动")
    return to_board(pairing)


@pages.route("/assignment/pairings/<int:pairing>/forbid", methods=["GET", "POST"])
@gate("plan.change", pairing=queries.pairing_for)
def forbid_pair(pairing: Pairing) -> Any:
    """Let no plan have this pair again; the one that has it keeps it until it is changed."""
    form = form_from((FORBIDDEN_BECAUSE, NOTE))
    remember(form, "assignment/forbid_pair.html", pairing=pairing)
    if not form.validate_on_submit():
        return form_page()
    why, note = WHYS_BY_TITLE[form.cells["why"]], form.cells["note"] or ""
    rule = actions.forbid(pairing.member, pairing.representative, why, g.actor, note)
    flash(told(rule))
    return to_board(pairing)


def told(rule: PairRule) -> str:
    """What was settled and what follows from it."""
    follows = "重新排也不动" if rule.kind == LOCK else "以后重新排不会配在一起；现在的方案里要换，请点“换一位”"
    return f"已{rule.kind_title}{rule.member.name}委员和{rule.representative.name}，{follows}"
