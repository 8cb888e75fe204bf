"""个人信息权利: what is kept of a person, what he asked for, his file, his erasure; the register of all requests."""

from __future__ import annotations

import io
from typing import Any

from flask import current_app, flash, g, redirect, render_template, request

from liaison.core import clock
from liaison.core.sheets import write_book
from liaison.roster import queries, sheets
from liaison.roster.actions import claims
from liaison.roster.actions.erasing import obstacles
from liaison.roster.models import Claim, Member, Representative
from liaison.roster.queries import rights as reading
from liaison.roster.queries.holdings import held_of
from liaison.roster.rules import rights
from liaison.roster.views.blueprint import download, pages
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

Person = Representative | Member


@pages.route("/representatives/<int:representative>/rights", methods=["GET", "POST"])
@gate("claim.record", representative=queries.representative_for)
def representative_rights(representative: Representative) -> Any:
    """What is kept of a representative, and what he asked for; POST notes a request."""
    return rights_page(representative)


@pages.route("/members/<int:member>/rights", methods=["GET", "POST"])
@gate("claim.record", member=queries.member_for)
def member_rights(member: Member) -> Any:
    """The same of a member."""
    return rights_page(member)


@pages.post("/representatives/<int:representative>/take-out")
@gate("person.take_out", representative=queries.representative_for)
def take_out_representative(representative: Representative) -> Any:
    """All that is kept of a representative, as a workbook for himself."""
    return own_file(representative)


@pages.post("/members/<int:member>/take-out")
@gate("person.take_out", member=queries.member_for)
def take_out_member(member: Member) -> Any:
    """The same of a member."""
    return own_file(member)


@pages.route("/representatives/<int:representative>/erase", methods=["GET", "POST"])
@gate("person.erase", representative=queries.representative_for)
def erase_representative(representative: Representative) -> Any:
    """Erase a representative who asked for it."""
    return erase_page(representative)


@pages.route("/members/<int:member>/erase", methods=["GET", "POST"])
@gate("person.erase", member=queries.member_for)
def erase_member(member: Member) -> Any:
    """Erase a former member who asked for it."""
    return erase_page(member)


@pages.get("/claims")
@gate("claim.view")
def claims_register() -> str:
    """The register of requests, those that wait first."""
    state = request.args.get("state", "")
    return render_template(
        "roster/claims.html", page=page_of(reading.claims(state)), state=state, states=rights.STATES,
        today=clock.today(), erased=reading.erased_count(),
    )  # fmt: skip


@pages.route("/claims/<int:claim>/answer", methods=["GET", "POST"])
@gate("claim.record", claim=reading.claim_for)
def answer_claim(claim: Claim) -> Any:
    """Note what was answered to a request."""
    form = form_from(sheets.ANSWER_SHEET)
    remember(form, "roster/answer_claim.html", claim=claim)
    if not form.validate_on_submit():
        return form_page()
    claims.answer_claim(claim, g.actor, **form.cells)
    flash("已记下答复")
    return redirect("/claims")


def rights_page(person: Person) -> Any:
    """What is kept of a person, and what he asked for; a form for what he asks for now."""
    form = form_from(sheets.CLAIM_SHEET, asked_on=clock.today())
    page = {"person": person, "home": home_of(person), "kept": claims.kept_of(person)}
    page |= {"asked": reading.claims_of(person), "stone": claims.tombstone_of(person), "states": rights.STATES}
    remember(form, "roster/rights.html", **page, causes=rights.CAUSES, today=clock.today())
    if not form.validate_on_submit():
        return form_page()
    claim = claims.record_claim(person, g.actor, **form.cells)
    flash(f"已登记，请在 {claim.due_on} 前答复")
    return redirect(f"{home_of(person)}/rights")


def own_file(person: Person) -> Any:
    """The workbook; that it was made is noted."""
    claims.take_out(person, g.actor)
    book = io.BytesIO()
    lines = (f"{person.name}的个人信息", f"{current_app.config['SITE_NAME']} {clock.today()} 应本人要求导出")
    write_book(book, sheets.own_book(held_of(person), claims.kept_of(person), lines))
    return download(book, f"{person.name}的个人信息{clock.today():%Y%m%d}")


def erase_page(person: Person) -> Any:
    """Says what goes and what stays, and asks for a word that nobody types by chance."""
    form = form_from(sheets.ERASE_SHEET)
    page = {"person": person, "home": home_of(person), "standing": obstacles(person), "kept": claims.kept_of(person)}
    remember(form, "roster/erase.html", **page)
    if not form.validate_on_submit():
        return form_page()
    stone = claims.erase_on_request(person, g.actor, current_app.config["INSTANCE"])
    flash(f"已删除，编号 {stone.id:04d}；往年数字不变")
    return redirect(f"{home_of(person)}/rights")


def home_of(person: Person) -> str:
    """A person's page."""
    return f"/{person.__tablename__}s/{person.id}"
