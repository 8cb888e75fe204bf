"""The year's ledger of contacts and cases as a workbook."""

from __future__ import annotations

import io
from typing import Any

from flask import abort, g, request, send_file

from liaison.casework.queries.ledger_steps import year_pages
from liaison.casework.views.blueprint import pages
from liaison.core import clock
from liaison.core.sheets import write_book
from liaison.web.gate import gate

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@pages.get("/cases/export.xlsx")
@gate("case.export")
def export_cases() -> Any:
    """Contacts, cases and steps of ?year= within sight, as `import contacts` and `import steps` read them back."""
    year = request.args.get("year", clock.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    book = io.BytesIO()
    write_book(book, year_pages(year, g.actor))
    book.seek(0)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{year}年委员联系界别群众工作台账.xlsx")
