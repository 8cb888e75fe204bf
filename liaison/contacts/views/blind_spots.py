"""Blind spots: whom nobody has contacted for too long, by committee and member; the same as a workbook."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request, url_for

from liaison.accounts.views.exports import Listing, offer
from liaison.contacts import queries, rules
from liaison.contacts.sheets import BLIND_SPOTS
from liaison.contacts.views.blueprint import pages
from liaison.core import clock
from liaison.core.sheets import SheetPage
from liaison.web.gate import LARGEST_ID, gate
from liaison.web.paging import page_of

TITLE = "联系盲区"


@pages.get("/contacts/blind-spots")
@gate("blind_spot.view")
def blind_spots() -> Any:
    """Representatives within sight whom their member has not contacted for so many days."""
    wanted = asked()
    page = page_of(queries.blind_spots(g.actor, **wanted))
    counts = queries.blind_counts(g.actor, wanted["days"])
    return render_template(
        "contacts/blind_spots.html", page=page, wanted=wanted, counts=counts, today=clock.today(),
        most=rules.MOST_BLIND_DAYS,
    )  # fmt: skip


def asked() -> dict[str, int | None]:
    """How many days, and of which committee, as the address asks; what cannot be asks for what is usual."""
    days = request.args.get("days", type=int)
    committee = request.args.get("committee", type=int)
    return {
        "days": days if days and 0 < days <= rules.MOST_BLIND_DAYS else queries.usual_days(),
        "committee_id": committee if committee and 0 < committee <= LARGEST_ID else None,
    }


@pages.route("/contacts/blind-spots/export", methods=["GET", "POST"])
@gate("blind_spot.export")
def export_blind_spots() -> Any:
    """The blind spots within sight: which columns of them, then the workbook."""
    wanted = asked()
    back = url_for("contacts.blind_spots", days=wanted["days"], committee=wanted["committee_id"])
    return offer(listed(**wanted), f"{TITLE}{clock.today():%Y%m%d}", back)


def listed(days: int, committee_id: int | None) -> Listing:
    """The blind spots as a list that goes out."""
    rows = queries.blind_spot_rows(g.actor, days, committee_id)
    said = [("满几天没有联系", f"{days}")]
    if committee_id and rows:
        said.append(("工委", rows[0]["committee"]))
    return Listing(
        "blind_spots", TITLE, BLIND_SPOTS, len(rows),
        lambda columns, frame: SheetPage(TITLE, columns, rows, **frame), "位", said,
    )  # fmt: skip
