"""What is handed out of a plan: a workbook with a tab for each committee, and a card for each member."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from liaison.accounts.views.exports import Listing, choose, send_all
from liaison.accounts.views.looks import is_reason_given, look_form
from liaison.assignment import queries
from liaison.assignment.actions.printing import show_phones
from liaison.assignment.models import STATE_TITLES, Plan
from liaison.assignment.queries.printing import member_cards, rows_by_committee
from liaison.assignment.rules import PLACES
from liaison.assignment.sheets import COLUMNS, assignments_page, title_of
from liaison.assignment.views.blueprint import number, pages
from liaison.core import clock
from liaison.orgs.queries import reference_choices
from liaison.web.gate import gate

FOR_MEMBERS = ("打印给委员本人",)


@pages.route("/assignment/plans/<int:plan>/committees", methods=["GET", "POST"])
@gate("plan.export", plan=queries.plan_for)
def choose_committee_columns(plan: Plan) -> Any:
    """Which columns of the pairs are taken out, committee by committee."""
    back = url_for("assignment.board", year=plan.year, plan=plan.id)
    whole = listed(plan, queries.export_rows(g.actor, plan))
    return choose(whole, url_for("assignment.committees", plan=plan.id), back)


@pages.get("/assignment/plans/<int:plan>/committees.xlsx")
@gate("plan.export", plan=queries.plan_for)
def committees(plan: Plan) -> Any:
    """The pairs within sight, each committee on a tab of its own."""
    groups = rows_by_committee(g.actor, plan) or [("", [])]
    return send_all([listed(plan, rows, name) for name, rows in groups], f"{plan.year}年委员联系界别群众名单（分工委）")


def listed(plan: Plan, rows: list[dict[str, Any]], committee: str = "") -> Listing:
    """The pairs of a committee, or all, as a list that goes out."""
    said = [("方案", STATE_TITLES[plan.state])] + ([("工委", committee)] if committee else [])
    return Listing(
        "assignments", title_of(plan.year), COLUMNS, len(rows),
        lambda columns, frame: assignments_page(rows, plan.year, columns, name=committee, **frame), "对", said,
    )  # fmt: skip


@pages.get("/assignment/plans/<int:plan>/cards")
@gate("plan.view", plan=queries.plan_for)
def cards(plan: Plan) -> str:
    """A card for each member within sight, to be printed; the phones are not shown."""
    return cards_page(plan, cards_asked(plan), has_phones=False)


@pages.post("/assignment/plans/<int:plan>/cards")
@gate("plan.export", plan=queries.plan_for)
def cards_with_phones(plan: Plan) -> str:
    """The same with the whole numbers, once it is said what for; who looked is noted."""
    look = look_form(FOR_MEMBERS)
    if not is_reason_given(look):
        return cards_page(plan, cards_asked(plan), has_phones=False, look=look)
    found = [[{**row, "number": row["phone"].full} for row in five] for five in cards_asked(plan)]
    show_phones(plan, sum(map(len, found)), g.actor, **look.cells)
    return cards_page(plan, found, has_phones=True)


def cards_asked(plan: Plan) -> list[list[dict[str, Any]]]:
    """The cards that the address asks for: of all, of a town, of one member."""
    return member_cards(g.actor, plan, number("town"), number("member"))


def cards_page(plan: Plan, found: list[list[dict[str, Any]]], *, has_phones: bool, look: Any = None) -> str:
    """The page of the cards. look: the form that asks why the numbers are looked at."""
    chosen = {key: value for key in ("town", "member") if (value := number(key))}
    return render_template(
        "assignment/cards.html", plan=plan, cards=found, has_phones=has_phones, chosen=chosen, places=PLACES,
        look=look, towns=reference_choices("area"), today=clock.today(), states=STATE_TITLES,
    )  # fmt: skip
