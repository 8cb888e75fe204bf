"""The year's ledger of contacts and cases as a workbook."""

from __future__ import annotations

from typing import Any

from flask import abort, g, request, url_for

from liaison.accounts.views.exports import Listing, choose, send
from liaison.casework.queries.ledger_steps import year_pages
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.sheets import SheetPage
from liaison.web.gate import gate

FIRST_YEAR, LAST_YEAR = 2000, 2100


@pages.route("/cases/export", methods=["GET", "POST"])
@gate("case.export")
def choose_ledger_columns() -> Any:
    """Which columns of the contacts and cases of ?year= within sight are taken out."""
    year = wanted_year()
    return choose(listed(year), url_for("casework.export_cases", year=year), url_for("casework.cases", year=year))


@pages.get("/cases/export.xlsx")
@gate("case.export")
def export_cases() -> Any:
    """Contacts, cases and steps of ?year= within sight, as `import contacts` and `import steps` read them back."""
    year = wanted_year()
    return send(listed(year), f"{year}年委员联系界别群众工作台账")


def wanted_year() -> int:
    """The year that was asked for."""
    year = request.args.get("year", clock.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return year


def listed(year: int) -> Listing:
    """A year's ledger as a list that goes out; its steps follow on a tab of their own."""
    ledger, steps = year_pages(year, g.actor)
    rows = list(ledger.rows)
    return Listing(
        "ledger", str(ledger.title_rows[0]), ledger.columns, len(rows),
        lambda columns, frame: SheetPage(ledger.name, columns, rows, **frame),
        said=[("年度", f"{year}")], more=[steps],
    )  # fmt: skip

