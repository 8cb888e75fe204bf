"""The year's ledger of contacts and cases as a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, g, request, url_for

from liaison.accounts.views.exports import Listing, offer
from liaison.casework.queries.ledger_steps import year_pages
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.sheets import SheetPage
from liaison.core.sheets.masking import REPRESENTATIVE, Keyed
from liaison.web.days import day_asked, said_as_of
from liaison.web.gate import gate

FIRST_YEAR, LAST_YEAR = 2000, 2100


@pages.route("/cases/export", methods=["GET", "POST"])
@gate("case.export")
def export_cases() -> Any:
    """Contacts, cases and steps of ?year= within sight, of today or as of ?on=: which columns, then the workbook.

    `import contacts` and `import steps` read it back.
    """
    year, on = wanted_year(), day_asked()
    name = f"{year}年委员联系界别群众工作台账{f'（截至{on:%Y%m%d}）' if on else ''}"
    return offer(listed(year, on), name, url_for("casework.cases", year=year, on=on))


def wanted_year() -> int:
    """The year that was asked for."""
    year = request.args.get("year", clock.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year


def listed(year: int, on: date | None = None) -> Listing:
    """A year's ledger as a list that goes out; its steps follow on a tab of their own."""
    ledger, steps = year_pages(year, g.actor, on)
    rows = list(ledger.rows)
    return Listing(
        "ledger", str(ledger.title_rows[0]), ledger.columns, len(rows),
        lambda columns, frame: SheetPage(ledger.name, columns, rows, **frame),
        said=[*said_as_of(on), ("年度", f"{year}")], more=[steps],
        keyed=Keyed(REPRESENTATIVE, "representative_id"),
    )  # fmt: skip

