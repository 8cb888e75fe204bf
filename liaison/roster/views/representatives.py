"""Pages of the representatives: list, add, edit, let go and take back, libraries, telephone, Excel."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request

from liaison.access import Role
from liaison.core import clock
from liaison.core.db import db
from liaison.core.sheets.masking import REPRESENTATIVE
from liaison.orgs.queries import several_choices
from liaison.roster import actions, queries, sheets
from liaison.roster.models import Library, Membership, Representative
from liaison.roster.queries.duplicates import suspect_count
from liaison.roster.views.blueprint import cells_form, chosen_as_of, pages, version
from liaison.roster.views.exports import Book, offer_book
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate, may
from liaison.web.paging import Page, page_among, page_of

IDS, WORDS = ("sector", "identity_type", "area", "library"), ("q", "status")
BOOK = Book(
    "representatives", REPRESENTATIVE, "界别群众代表信息总库", "界别群众代表", sheets.REPRESENTATIVES.title,
    sheets.REPRESENTATIVE_COLUMNS, queries.STATUSES, queries.representative_filters, queries.roster_rows,
    queries.number_of_representatives, queries.people_on,
)  # fmt: skip


@pages.get("/representatives")
@gate("representative.view")
def representatives() -> Any:
    """The representatives in sight, by sector, type, town, library, state, day and word."""
    wanted = chosen_as_of(IDS, WORDS)
    offered = several_choices("sector", "identity_type", "area", identity_type=wanted["sector"])
    return render_template(
        "roster/representatives.html", wanted=wanted, page=people_page(wanted),
        sectors=offered["sector"], types=offered["identity_type"], areas=offered["area"],
        libraries=queries.library_choices(g.actor), statuses=queries.STATUSES,
        suspects=suspect_count(g.actor) if may("duplicate.view") else 0,
    )  # fmt: skip


def people_page(wanted: dict[str, Any]) -> Page:
    """A page of the list of today, or of the day that is asked for; members look at today only."""
    if wanted["on"] and g.actor.role is not Role.MEMBER:
        return page_among(queries.listed_people(queries.people_on(g.actor, wanted["on"], wanted)))
    return page_of(queries.representative_list(g.actor, wanted), counted=Representative)


@pages.route("/representatives/export", methods=["GET", "POST"])
@gate("roster.export")
def export_representatives() -> Any:
    """The book of those in sight as a workbook, filtered as the list is: which columns of it, then the file."""
    return offer_book(BOOK, chosen_as_of(IDS, WORDS))


@pages.route("/representatives/new", methods=["GET", "POST"])
@gate("representative.add")
def new_representative() -> Any:
    """Take a person in; with ?row= from a waiting row, which is settled by it."""
    row = queries.waiting_row_for(g.actor, request.values.get("row", 0, type=int))
    form = cells_form(sheets.NEW_COLUMNS, **(actions.cells_to_mend(row) if row else {}))
    remember(form, "roster/new_representative.html", row=row)
    if not form.validate_on_submit():
        return form_page()
    library = db.session.get_one(Library, form.cells.pop("library_id"))
    person = actions.add_representative(library, g.actor, **form.cells)
    if row:
        actions.settle_with(row, person, g.actor)
    flash(f"{person.name}已入{library.name}")
    return to_person(person)


def to_person(person: Representative) -> Any:
    """His page."""
    return redirect(f"/representatives/{person.id}")


@pages.route("/representatives/<int:representative>/edit", methods=["GET", "POST"])
@gate("representative.change", representative=queries.representative_for)
def change_representative(representative: Representative) -> Any:
    """Correct a person's data."""
    values = {column.key: getattr(representative, column.key) for column in sheets.FORM_COLUMNS}
    form = cells_form(sheets.EDIT_COLUMNS, **values)
    remember(form, "roster/change_representative.html", representative=representative)
    if not form.validate_on_submit():
        return form_page()
    actions.change_representative(representative, g.actor, version(), **form.cells)
    flash(f"{representative.name}的资料已存好")
    return to_person(representative)


@pages.route("/representatives/<int:representative>/leave", methods=["GET", "POST"])
@gate("representative.change", representative=queries.representative_for)
def leave_representative(representative: Representative) -> Any:
    """Take a person out of all libraries."""
    form = cells_form((sheets.LEAVE_REASON, sheets.LEFT_ON), left_on=clock.today())
    remember(form, "roster/leave_representative.html", representative=representative)
    if not form.validate_on_submit():
        return form_page()
    actions.leave(representative, g.actor, **form.cells)
    flash(f"{representative.name}已出库，记录都还在")
    return to_person(representative)


@pages.post("/representatives/<int:representative>/restore")
@gate("representative.change", representative=queries.representative_for)
def restore_representative(representative: Representative) -> Any:
    """Take a person in again."""
    actions.restore(representative, g.actor)
    flash(f"{representative.name}已恢复入库")
    return to_person(representative)


@pages.route("/representatives/<int:representative>/libraries", methods=["GET", "POST"])
@gate("representative.change", representative=queries.representative_for)
def representative_libraries(representative: Representative) -> Any:
    """The libraries of a person: join one more, leave one."""
    form = cells_form((sheets.LIBRARY,))
    own = [library_id for library_id, _name in queries.library_choices(g.actor)]
    remember(form, "roster/representative_libraries.html", representative=representative, own=own)
    if not form.validate_on_submit():
        return form_page()
    library = db.session.get_one(Library, form.cells["library_id"])
    actions.add_membership(representative, library, g.actor)
    flash(f"{representative.name}已加入{library.name}")
    return to_person(representative)


@pages.post("/memberships/<int:membership>/end")
@gate("representative.change", membership=queries.membership_for)
def end_membership(membership: Membership) -> Any:
    """Take a person out of one library."""
    actions.end_membership(membership, g.actor)
    flash(f"{membership.representative.name}已移出{membership.library.name}")
    return to_person(membership.representative)


@pages.post("/representatives/<int:representative>/phone")
@gate("representative.view", representative=queries.representative_for)
def representative_phone(representative: Representative) -> Any:
    """His whole number; who looked is noted."""
    phone = actions.show_phone(representative, g.actor)
    back = f"/representatives/{representative.id}"
    return render_template("roster/representative_phone.html", person=representative, phone=phone, back=back)
