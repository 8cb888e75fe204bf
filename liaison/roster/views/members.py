"""Pages of the members: list, add, edit, leave and return, accounts, telephone, Excel."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request

from liaison.core import clock
from liaison.core.sheets.masking import MEMBER
from liaison.orgs.queries import several_choices
from liaison.roster import actions, queries, sheets
from liaison.roster.models import Member
from liaison.roster.views.blueprint import cells_form, chosen_as_of, pages, version
from liaison.roster.views.exports import Book, offer_book
from liaison.web.forms import form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import Page, page_among, page_of

IDS, WORDS = ("sector", "organisation", "area"), ("q", "status")
BOOK = Book(
    "members", MEMBER, "委员名册", "委员名册", sheets.MEMBERS.title, sheets.MEMBER_COLUMNS, queries.MEMBER_STATUSES,
    queries.member_filters, queries.member_rows, queries.number_of_members, queries.members_on,
)  # fmt: skip


@pages.get("/members")
@gate("member.view")
def members() -> Any:
    """The members in sight, by sector, committee, town, state, day and word."""
    wanted = chosen_as_of(IDS, WORDS)
    offered = several_choices("sector", "committee", "area")
    return render_template(
        "roster/members.html", page=members_page(wanted), wanted=wanted,
        sectors=offered["sector"], organisations=offered["committee"], areas=offered["area"],
        statuses=queries.MEMBER_STATUSES,
    )  # fmt: skip


def members_page(wanted: dict[str, Any]) -> Page:
    """A page of the list of today, or of the day that is asked for."""
    if wanted["on"]:
        return page_among(queries.listed_members(queries.members_on(g.actor, wanted["on"], wanted)))
    return page_of(queries.member_list(g.actor, wanted), counted=Member)


@pages.route("/members/export", methods=["GET", "POST"])
@gate("member.export")
def export_members() -> Any:
    """The book of members as a workbook, filtered as the list is: which columns of it, then the file."""
    return offer_book(BOOK, chosen_as_of(IDS, WORDS))


@pages.route("/members/slips", methods=["GET", "POST"])
@gate("user.change")
def member_slips() -> Any:
    """Open accounts for members who have none; the answer is their slips, by committee."""
    if request.method == "POST":
        return render_template("accounts/slips.html", slips=actions.open_accounts_for_members(g.actor))
    return render_template("roster/member_slips.html", lacking=queries.members_without_account())


@pages.route("/members/new", methods=["GET", "POST"])
@gate("member.change")
def new_member() -> Any:
    """Add a member."""
    form = cells_form(sheets.MEMBER_FORM_COLUMNS)
    remember(form, "roster/new_member.html")
    if not form.validate_on_submit():
        return form_page()
    member = actions.add_member(g.actor, **form.cells)
    flash(f"已加上{member.name}委员")
    return to_member(member)


def to_member(member: Member) -> Any:
    """His page."""
    return redirect(f"/members/{member.id}")


@pages.route("/members/<int:member>/edit", methods=["GET", "POST"])
@gate("member.change", member=queries.member_for)
def change_member(member: Member) -> Any:
    """Correct a member's data."""
    form = cells_form(
        sheets.MEMBER_FORM_COLUMNS, **{column.key: getattr(member, column.key) for column in sheets.MEMBER_FORM_COLUMNS}
    )
    remember(form, "roster/change_member.html", member=member)
    if not form.validate_on_submit():
        return form_page()
    actions.change_member(member, g.actor, version(), **form.cells)
    flash(f"{member.name}委员的资料已存好")
    return to_member(member)


@pages.route("/members/<int:member>/leave", methods=["GET", "POST"])
@gate("member.change", member=queries.member_for)
def leave_member(member: Member) -> Any:
    """A member serves no longer."""
    form = cells_form((sheets.MEMBER_LEAVE_REASON, sheets.LEFT_ON), left_on=clock.today())
    remember(form, "roster/leave_member.html", member=member)
    if not form.validate_on_submit():
        return form_page()
    actions.leave_member(member, g.actor, **form.cells)
    flash(f"{member.name}委员已离任，账号已停用")
    return to_member(member)


@pages.post("/members/<int:member>/return")
@gate("member.change", member=queries.member_for)
def return_member(member: Member) -> Any:
    """A member serves again."""
    actions.return_member(member, g.actor)
    flash(f"{member.name}委员已恢复，账号又可以用了")
    return to_member(member)


@pages.post("/members/<int:member>/phone")
@gate("member.view", member=queries.member_for)
def member_phone(member: Member) -> Any:
    """His whole number; who looked is noted."""
    phone = actions.show_phone(member, g.actor)
    back = f"/members/{member.id}"
    return render_template("roster/member_phone.html", person=member, phone=phone, back=back)
