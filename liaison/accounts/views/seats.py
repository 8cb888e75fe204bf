"""Who sits where: leaders, sections and handlers of a unit; clerks and directors of a committee."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from liaison.accounts import actions, queries, rules, sheets
from liaison.accounts.models import Proxy, Seat
from liaison.accounts.rules.absences import days_in_words
from liaison.accounts.views.blueprint import pages
from liaison.accounts.views.users import slips_page
from liaison.orgs.models import Organisation, Section
from liaison.web.days import day_asked
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate, may


def organisation_asked_for() -> Organisation | None:
    """The organisation of ?organisation=, where the actor may choose, else his own."""
    return queries.organisation_visible_to(g.actor, request.values.get("organisation", type=int))


def back_to(organisation_id: int | None, sentence: str) -> Any:
    """The seats of that organisation again, with what was done."""
    flash(sentence)
    return redirect(url_for("accounts.seats", organisation=organisation_id))


@pages.get("/seats")
@gate("seat.view")
def seats() -> Any:
    """The people of one organisation, by section, of today or on ?on=; those who administer choose which."""
    organisation, on = organisation_asked_for(), day_asked()
    held = queries.seats_at(organisation, on) if organisation else []
    return render_template(
        "accounts/seats.html", organisation=organisation, seats=held, on=on,
        sections=sections_with(held, organisation.id) if organisation else [],
        organisations=queries.organisation_choices() if g.actor.role in rules.EVERYWHERE else [],
        may_change=organisation is not None and on is None and may("seat.change") and changes_here(organisation),
        proxies=proxies_by_seat(held) if on is None else {}, may_appoint=on is None and may("proxy.make_for"),
    )  # fmt: skip


def proxies_by_seat(held: list[Seat]) -> dict[int, list[tuple[Proxy, str]]]:
    """`{seat id: [(proxy, its days in words)]}` of those who are absent now or will be."""
    ahead = queries.proxies_ahead({seat.user_id for seat in held})
    return {
        seat.id: [
            (proxy, days_in_words(proxy.starts_on, proxy.ends_on)) for proxy in ahead
            if proxy.from_user_id == seat.user_id and proxy.seat_id in (None, seat.id)
        ]
        for seat in held
    }  # fmt: skip


def sections_with(held: list[Seat], organisation_id: int) -> list[tuple[str, str]]:
    """`[(id, name)]` of the sections in use, and of those no longer in use in which one of these people sat."""
    known = dict(queries.sections_at(organisation_id))
    return list({**known, **{str(seat.section_id): seat.section.name for seat in held if seat.section}}.items())


def changes_here(organisation: Organisation) -> bool:
    """Whether the actor may give any seat at this organisation."""
    return bool(rules.seats_fitting(g.actor.role, organisation.kind))


@pages.route("/seats/new", methods=["GET", "POST"])
@gate("seat.change")
def new_seat() -> Any:
    """Seat a person here; somebody without an account gets one, and the answer is his slip."""
    organisation = organisation_asked_for() or abort(404)
    columns = sheets.seat_sheet(rules.seats_fitting(g.actor.role, organisation.kind))
    form = form_from(
        columns, lambda _source: queries.sections_at(organisation.id), section_id=request.args.get("section")
    )
    remember(form, "accounts/new_seat.html", organisation=organisation)
    if not form.validate_on_submit():
        return form_page()
    role = rules.role_titled(form.cells.pop("role"))
    slip = actions.seat_person(**form.cells, role=role, actor=g.actor, organisation_id=organisation.id)
    return slips_page([slip]) if slip else back_to(organisation.id, f"{form.cells['name']}已加到{organisation.name}")


@pages.post("/seats/<int:seat>/end")
@gate("seat.change", seat=queries.seat_visible_to)
def end_seat(seat: Seat) -> Any:
    """End a seat."""
    actions.end_seat(seat, g.actor)
    return back_to(seat.organisation_id, f"{seat.user.name}不再是{seat.title}")


@pages.route("/sections/new", methods=["GET", "POST"])
@gate("seat.change")
def new_section() -> Any:
    """Add a section to a unit."""
    organisation = organisation_asked_for() or abort(404)
    form = form_from(sheets.SECTION_SHEET)
    remember(form, "accounts/new_section.html", organisation=organisation)
    if not form.validate_on_submit():
        return form_page()
    section = actions.add_section(organisation, actor=g.actor, **form.cells)
    return back_to(organisation.id, f"已加科室：{section.name}")


@pages.route("/sections/<int:section>", methods=["GET", "POST"])
@gate("seat.change", section=queries.section_visible_to)
def section(section: Section) -> Any:
    """Rename a section."""
    form = form_from(sheets.SECTION_SHEET, name=section.name)
    remember(form, "accounts/section.html", section=section)
    if not form.validate_on_submit():
        return form_page()
    actions.rename_section(section, actor=g.actor, **form.cells)
    return back_to(section.organisation_id, f"科室已改名为{section.name}")


@pages.post("/sections/<int:section>/retire")
@gate("seat.change", section=queries.section_visible_to)
def retire_section(section: Section) -> Any:
    """Retire a section."""
    actions.retire_section(section, g.actor)
    return back_to(section.organisation_id, f"{section.name}已停用")
