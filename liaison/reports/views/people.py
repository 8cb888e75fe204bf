"""Pages of one person: a representative, a member, and what was changed about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for

from liaison.access import Actor, Role
from liaison.accounts.rules.histories import told_deeds
from liaison.assignment.models import Pairing
from liaison.assignment.queries import pairings_visible_to
from liaison.reports import queries
from liaison.reports.views.blueprint import pages
from liaison.roster.models import Member, Representative
from liaison.roster.queries import member_for
from liaison.roster.queries.sight import reads_details_of, representative_for, representative_or_keeper_for
from liaison.web.gate import gate
from liaison.web.paging import Page, page_of

NAMED_IN_HISTORY = ("membership", "pairing")


@pages.get("/representatives/<int:representative>")
@gate("representative.view", representative=representative_or_keeper_for)
def representative(representative: Representative) -> Any:
    """A representative: base data, libraries, who keeps him, contacts and cases; of one merged, whoever he is."""
    if representative.id != request.view_args["representative"]:
        return redirect(url_for("reports.representative", representative=representative.id))
    pairings = queries.pairings_of(representative_id=representative.id)
    return render_template(
        "reports/representative.html", representative=representative, pairings=pairings,
        reads_details=g.actor.role is not Role.MEMBER or is_kept_by(g.actor, pairings),
        contacts=queries.contacts_with(g.actor, representative_id=representative.id),
        cases=queries.cases_with(g.actor, representative=representative.id),
    )  # fmt: skip


def is_kept_by(actor: Actor, pairings: Sequence[Pairing]) -> bool:
    """Whether the member of this seat keeps the representative of these pairs today."""
    return any(one.is_current and one.member_id == actor.member_id for one in pairings)


@pages.get("/members/<int:member>")
@gate("member.view", member=member_for)
def member(member: Member) -> str:
    """A member: base data, his five, contacts and cases."""
    return render_template(
        "reports/member.html", member=member, reads_details=reads_details_of(g.actor, member),
        pairings=queries.pairings_of(pairings_visible_to(g.actor), member_id=member.id),
        contacts=queries.contacts_with(g.actor, member_id=member.id),
        cases=queries.cases_with(g.actor, member=member.id),
    )  # fmt: skip


@pages.get("/representatives/<int:representative>/history")
@gate("representative.history", representative=representative_for)
def representative_history(representative: Representative) -> str:
    """修改记录 of a representative: his data, his libraries, his pairs."""
    back = url_for("reports.representative", representative=representative.id)
    called = f"{representative.name}代表"
    return history_page(representative, called, back, page_of(queries.history_of_representative(representative)))


@pages.get("/members/<int:member>/history")
@gate("member.history", member=member_for)
def member_history(member: Member) -> str:
    """修改记录 of a member: his data and his pairs."""
    back = url_for("reports.member", member=member.id)
    return history_page(member, f"{member.name}委员", back, page_of(queries.history_of_member(member)))


def history_page(person: Member | Representative, called: str, back: str, page: Page) -> str:
    """What was changed about somebody."""
    deeds = told_deeds(page.rows, named=NAMED_IN_HISTORY)
    return render_template("reports/history.html", person=person, called=called, back=back, page=page, deeds=deeds)
