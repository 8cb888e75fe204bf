"""The pairs as lists: those of a day, and both kinds as Excel."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask import g, render_template, url_for

from liaison.accounts.views.exports import Listing, offer
from liaison.assignment import queries
from liaison.assignment.models import STATE_TITLES, Plan
from liaison.assignment.rules import PLACES
from liaison.assignment.sheets import COLUMNS, TITLE, assignments_page, title_of
from liaison.assignment.views.blueprint import number, pages
from liaison.core import clock
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed
from liaison.orgs.queries import reference_choices
from liaison.web.days import day_asked
from liaison.web.gate import gate
from liaison.web.paging import page_among

PERSON = Keyed(REPRESENTATIVE, "representative_id")
SOURCES = {"town": "area", "sector": "sector"}


@pages.route("/assignment/plans/<int:plan>/export", methods=["GET", "POST"])
@gate("plan.export", plan=queries.plan_for)
def export(plan: Plan) -> Any:
    """The pairs within sight as the office prints them: which columns of them, then the workbook."""
    back = url_for("assignment.board", year=plan.year, plan=plan.id)
    return offer(listed(plan), f"{plan.year}年委员联系界别群众名单", back)


def listed(plan: Plan) -> Listing:
    """The pairs within sight as a list that goes out."""
    pairs = queries.export_rows(g.actor, plan)
    return Listing(
        "assignments", title_of(plan.year), COLUMNS, len(pairs),
        lambda columns, frame: assignments_page(pairs, plan.year, columns, **frame), "对",
        [("方案", STATE_TITLES[plan.state])], keyed=PERSON,
    )  # fmt: skip


@pages.get("/assignment/pairings")
@gate("plan.view")
def pairs() -> Any:
    """Members with their representatives at the end of a day, of today unless ?on= names another."""
    wanted, town, sector = asked_pairs()
    lines = members_with_pairs(queries.pairs_on(g.actor, wanted["on"], town, sector))
    return render_template(
        "assignment/pairs.html", page=page_among(lines), wanted=wanted, towns=reference_choices("area"),
        sectors=reference_choices("sector"), places=PLACES, today=clock.today(),
    )  # fmt: skip


def asked_pairs() -> tuple[dict[str, Any], str, str]:
    """What is asked for: day, town and sector, and the names of these two."""
    wanted = {"on": day_asked() or clock.today(), "town": number("town"), "sector": number("sector")}
    names = [dict(reference_choices(source)).get(wanted[key], "") for key, source in SOURCES.items()]
    return wanted, *names


def members_with_pairs(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[int, dict[str, Any]]]]:
    """`[(a member's cells, {place: the pair's cells})]` in the order of the rows."""
    grouped = (list(found) for _member, found in groupby(rows, key=lambda row: row["member_id"]))
    return [(found[0], {row["slot"]: row for row in found}) for found in grouped]


@pages.route("/assignment/pairings/export", methods=["GET", "POST"])
@gate("plan.export")
def export_pairs() -> Any:
    """The pairs of a day within sight: which columns of them, then the workbook as the office prints it."""
    wanted, town, sector = asked_pairs()
    name = f"委员联系界别群众名单{wanted['on']:%Y%m%d}"
    return offer(listed_on(wanted["on"], town, sector), name, url_for("assignment.pairs", **wanted))


def listed_on(day: date, town: str, sector: str) -> Listing:
    """The pairs of a day within sight as a list that goes out."""
    found = queries.pairs_on(g.actor, day, town, sector)
    said = [("截至", f"{day}"), *((title, word) for title, word in (("居住区镇", town), ("界别", sector)) if word)]
    return Listing(
        "assignments", f"{TITLE}（截至 {day}）", COLUMNS, len(found),
        lambda columns, frame: assignments_page(found, day.year, columns, **frame), "对", said,
        keyed=PERSON,
    )  # fmt: skip
