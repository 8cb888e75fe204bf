"""请人代办: who stands in for me and for whom I stand in; asking somebody, for oneself or for a colleague."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for

from liaison.accounts import actions, queries, sheets
from liaison.accounts.models import Proxy, Seat, User
from liaison.accounts.rules import absences
from liaison.accounts.views.blueprint import pages
from liaison.audit import words
from liaison.core import clock
from liaison.web.forms import ColumnForm, form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of


@pages.get("/me/proxies")
@gate("proxy.make")
def proxies() -> str:
    """Who stands in for me, for whom I do, and what was done in my name."""
    return render_template(
        "accounts/proxies.html", proxies=queries.proxies_of(g.user.id), today=clock.today(),
        page=page_of(queries.done_in_name_of(g.user.id)), in_words=absences.days_in_words,
        verb_title=words.verb_title,
    )  # fmt: skip


@pages.route("/me/proxies/new", methods=["GET", "POST"])
@gate("proxy.make")
def new_proxy() -> Any:
    """Ask somebody to stand in for me."""
    seats = queries.seats_held(g.user)
    form = proxy_form(seats)
    remember(form, "accounts/new_proxy.html")
    if not form.validate_on_submit():
        return form_page()
    return told(appoint(g.user, form), url_for("accounts.proxies"))


@pages.route("/seats/<int:seat>/proxies/new", methods=["GET", "POST"])
@gate("proxy.make_for", seat=queries.seat_visible_to)
def new_proxy_for(seat: Seat) -> Any:
    """Let somebody stand in for a colleague who cannot ask himself, in this seat."""
    form = proxy_form([seat], for_other=True)
    remember(form, "accounts/new_proxy_for.html", taken=seat)
    if not form.validate_on_submit():
        return form_page()
    back = url_for("accounts.seats", organisation=seat.organisation_id)
    return told(appoint(seat.user, form, seat_id=seat.id), back)


def proxy_form(seats: list[Seat], *, for_other: bool = False) -> ColumnForm:
    """Who, from when to when, in which seat, for what."""
    absent_id = seats[0].user_id
    is_anywhere = for_other and absent_id != g.user.id and g.actor.role in queries.PICKS_ANYBODY
    choices = {
        "person": lambda: queries.people_beside(seats, absent_id, is_anywhere=is_anywhere),
        "seat": lambda: [(str(seat.id), seat.title) for seat in seats],
    }
    columns = sheets.proxy_sheet(has_seats=len(seats) > 1)
    return form_from(columns, lambda source: choices[source](), starts_on=clock.today())


def appoint(absent: User, form: ColumnForm, **more: Any) -> Proxy:
    """Make the proxy that the form describes."""
    cells = {**form.cells, **more}
    is_cases_only = cells.pop("scope") == absences.CASES_ONLY
    return actions.appoint_proxy(absent, g.actor, is_cases_only=is_cases_only, **cells)


def told(proxy: Proxy, back: str) -> Any:
    """Back to the list, with what was settled."""
    days = absences.days_in_words(proxy.starts_on, proxy.ends_on)
    flash(f"{days}由{proxy.stand_in.name}代{proxy.absent.name}办")
    return redirect(back)


@pages.post("/proxies/<int:proxy>/end")
@gate("proxy.make", proxy=queries.proxy_visible_to)
def end_proxy(proxy: Proxy) -> Any:
    """End a proxy before its last day."""
    actions.end_proxy(proxy, g.actor)
    flash(f"{proxy.stand_in.name}不再代{proxy.absent.name}办")
    is_mine = proxy.from_user_id == g.user.id
    back = {} if is_mine or proxy.seat is None else {"organisation": proxy.seat.organisation_id}
    return redirect(url_for("accounts.proxies") if is_mine else url_for("accounts.seats", **back))
