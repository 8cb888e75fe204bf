"""What is handed out of a plan: a workbook with a tab for each committee, and a card for each member."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, render_template, url_for

from liaison.accounts.actions.exports import Wanted
from liaison.accounts.views.exports import Listing, give_page, offer
from liaison.assignment import queries
from liaison.assignment.actions.printing import show_phones
from liaison.assignment.models import STATE_TITLES, Plan
from liaison.assignment.queries.printing import member_cards, rows_by_committee
from liaison.assignment.rules import PLACES
from liaison.assignment.sheets import COLUMNS, assignments_page, title_of
from liaison.assignment.views.blueprint import number, pages
from liaison.assignment.views.lists import PERSON
from liaison.core import clock
from liaison.orgs.queries import reference_choices
from liaison.web.gate import gate

OF_CARDS = ("委员", "代表姓名", "身份类别", "单位及职务", "村（社区）", "电话")


@pages.route("/assignment/plans/<int:plan>/committees", methods=["GET", "POST"])
@gate("plan.export", plan=queries.plan_for)
def committees(plan: Plan) -> Any:
    """The pairs within sight, each committee on a tab of its own: which columns of them, then the workbook."""
    back = url_for("assignment.board", year=plan.year, plan=plan.id)
    parts = [listed(plan, rows, name) for name, rows in rows_by_committee(g.actor, plan) or [("", [])]]
    whole = listed(plan, queries.export_rows(g.actor, plan))
    return offer(whole, f"{plan.year}年委员联系界别群众名单（分工委）", back, parts)


def listed(plan: Plan, rows: list[dict[str, Any]], committee: str = "") -> Listing:
    """The pairs of a committee, or all, as a list that goes out."""
    said = [("方案", STATE_TITLES[plan.state])] + ([("工委", committee)] if committee else [])
    return Listing(
        "assignments", title_of(plan.year), COLUMNS, len(rows),
        lambda columns, frame: assignments_page(rows, plan.year, columns, name=committee, **frame), "对", said,
        keyed=PERSON,
    )  # fmt: skip


@pages.get("/assignment/plans/<int:plan>/cards")
@gate("plan.view", plan=queries.plan_for)
def cards(plan: Plan) -> str:
    """A card for each member within sight, to be printed; the phones are not shown."""
    return cards_page(plan, cards_asked(plan), has_phones=False)


@pages.post("/assignment/plans/<int:plan>/cards")
@gate("plan.export", plan=queries.plan_for)
def cards_with_phones(plan: Plan) -> Any:
    """The same with the whole numbers: one member's at once, more when another person has approved it; it is noted."""
    found = [[{**row, "number": row["phone"].full} for row in five] for five in cards_asked(plan)]
    count = sum(map(len, found))

    def draw(line: str = "") -> str:
        show_phones(plan, count, g.actor)
        return cards_page(plan, found, has_phones=True, line=line)

    if len(found) <= 1:
        return draw()
    said, unit = f"方案 {STATE_TITLES[plan.state]}；{len(found)} 张", current_app.config["SITE_NAME"]
    wanted = Wanted("cards", f"{plan.year} 年联系卡", said, OF_CARDS, count, unit, has_phones=True)
    return give_page(wanted, draw)


def cards_asked(plan: Plan) -> list[list[dict[str, Any]]]:
    """The cards that the address asks for: of all, of a town, of one member."""
    return member_cards(g.actor, plan, number("town"), number("member"))


def cards_page(plan: Plan, found: list[list[dict[str, Any]]], *, has_phones: bool, line: str = "") -> str:
    """The page of the cards."""
    chosen = {key: value for key in ("town", "member") if (value := number(key))}
    return render_template(
        "assignment/cards.html", plan=plan, cards=found, has_phones=has_phones, chosen=chosen, places=PLACES,
        towns=reference_choices("area"), today=clock.today(), states=STATE_TITLES, line=line,
    )  # fmt: skip
