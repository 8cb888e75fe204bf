"""Pages of the yearly confirmation: one library with what changed in it, and how far all of them are."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for

from liaison.access.table import allowed
from liaison.accounts.views.exports import Listing, send
from liaison.core import clock
from liaison.core.sheets import SheetPage
from liaison.roster import queries, sheets
from liaison.roster.actions import confirming
from liaison.roster.models import Library, LibraryConfirmation
from liaison.roster.views.blueprint import cells_form, pages
from liaison.web.forms import WhenShown, form_page, remember
from liaison.web.gate import gate

GROUPS = (("entered", "进", "新进的"), ("left", "出", "离开的"), ("changed", "改", "改过资料的"))


@pages.get("/libraries/<int:library>/confirmation")
@gate("library.view", library=queries.library_for)
def confirmation(library: Library) -> Any:
    """A library's list of ?year=: what changed, and what was confirmed."""
    years = queries.years_of(library)
    year = request.args.get("year", type=int)
    show_page(library, year if year in years else clock.today().year, years)
    return form_page()


def show_page(library: Library, year: int, years: list[int]) -> Any:
    """Remember the page of a library's year: the list of today for this year, else what was confirmed."""
    form = cells_form(sheets.CONFIRMATION_COLUMNS)
    done = queries.confirmations_of(library, year)
    is_now = year == clock.today().year
    remember(
        form, "roster/confirmation.html", library=library, year=year, years=years, done=done,
        may_confirm=is_now and allowed(g.actor, "library.confirm", library),
        told=WhenShown(lambda: told_of(library, year) if is_now else kept_of(done)),
    )  # fmt: skip
    return form


def told_of(library: Library, year: int) -> dict[str, Any]:
    """The numbers of today's list and the names behind them."""
    standing = queries.standing_of(library, year)
    return numbers(standing.compared_with, len(standing.people), standing, standing.lines)


def kept_of(done: Any) -> dict[str, Any]:
    """The numbers of a list that was confirmed, and the names behind them; nothing where none was."""
    if not done:
        return {}
    last: LibraryConfirmation = done[0]
    return numbers(last.compared_with, len(last.people_ids), last, {}, "_ids")


def numbers(compared_with: str, people: int, source: Any, lines: Any, suffix: str = "") -> dict[str, Any]:
    """What the page shows: `groups` = [(short word, title, names)]."""
    groups = [
        (word, title, queries.named(getattr(source, f"{key}{suffix}"), lines if key == "changed" else {}))
        for key, word, title in GROUPS
    ]
    return {"compared_with": compared_with, "people": people, "groups": groups}


@pages.post("/libraries/<int:library>/confirmation")
@gate("library.confirm", library=queries.library_for)
def confirm_library(library: Library) -> Any:
    """Confirm this year's list."""
    year = clock.today().year
    form = show_page(library, year, queries.years_of(library))
    if not form.validate_on_submit():
        return form_page()
    seen = request.form.get("seen", type=int)
    done = confirming.confirm_library(library, year, g.actor, seen, form.cells["note"])
    flash(f"已确认{library.name} {year} 年名单，{len(done.people_ids):,} 人")
    return redirect(url_for("roster.confirmation", library=library.id))


@pages.get("/libraries/confirmations")
@gate("confirmation.list")
def confirmations() -> Any:
    """Every library of ?year=: by whom and when it was confirmed, or that it is not yet."""
    year = wanted_year()
    rows = queries.confirmation_rows(g.actor, year)
    return render_template(
        "roster/confirmations.html", rows=rows, year=year, years=queries.confirmed_years(),
        done=sum(row["confirmed_at"] is not None for row in rows),
    )  # fmt: skip


def wanted_year() -> int:
    """The year asked for where something was confirmed in it, else this one."""
    year = request.args.get("year", type=int)
    return year if year in queries.confirmed_years() else clock.today().year


@pages.post("/libraries/confirmations/export.xlsx")
@gate("confirmation.list")
def export_confirmations() -> Any:
    """The same as a workbook."""
    year = wanted_year()
    rows = queries.confirmation_rows(g.actor, year)
    title = f"{current_app.config['SITE_NAME']}信息库 {year} 年度确认情况"
    return send(Listing(
        "confirmations", title, sheets.CONFIRMED_COLUMNS, len(rows),
        lambda columns, frame: SheetPage("年度确认", columns, rows, **frame), "个", [("年度", f"{year}")],
    ), f"信息库{year}年度确认情况")  # fmt: skip
