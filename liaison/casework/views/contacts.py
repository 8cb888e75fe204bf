"""One contact with the cases that came of it: to look at, to correct, to void, to take back."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.casework import forms
from liaison.casework.actions.recording import take_back_meeting, void_meeting
from liaison.casework.queries import recording as queries
from liaison.casework.views.blueprint import pages
from liaison.casework.workflow import CASEWORK
from liaison.contacts import rules
from liaison.contacts.actions import correct
from liaison.contacts.models import Contact
from liaison.contacts.queries import contact_for, is_fixed
from liaison.contacts.sheets import RECORD, VOIDING
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.files.queries import attachments_of
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate, may


@pages.get("/contacts/<contact>")
@gate("contact.view", contact=contact_for)
def contact(contact: Contact) -> Any:
    """What was recorded, by whom, with which photos, and what became of the requests."""
    cases = queries.cases_seen(g.actor, [contact])
    photos = attachments_of(contact, *cases)
    is_late = not contact.is_imported and rules.is_late_entry(
        contact.contacted_on, contact.recorded_at, working_days()
    )
    return render_template(
        "casework/contact.html", contact=contact, cases=cases, photos=photos, is_late=is_late,
        is_fixed=is_fixed(contact.member_id, contact.representative_id),
        together=queries.together_with(contact), can=open_verbs(contact), states=CASEWORK.by_code,
    )  # fmt: skip


def open_verbs(contact: Contact) -> set[str]:
    """Which of 撤回, 更正 and 作废 this person can do now."""
    if contact.is_void:
        return set()
    fresh = rules.may_take_back(contact.recorded_at, clock.now()) and contact.recorder_id == g.actor.user_id
    in_time = g.actor.role is not Role.MEMBER or rules.may_correct(contact.recorded_at, clock.now())
    verbs = {verb for verb in ("correct", "void") if in_time and may(f"contact.{verb}", contact)}
    return verbs | ({"take_back"} if fresh else set())


@pages.route("/contacts/<contact>/correct", methods=["GET", "POST"])
@gate("contact.correct", contact=contact_for)
def correct_contact(contact: Contact) -> Any:
    """Correct what was recorded; the old values stay in the log."""
    stored = {column.key: getattr(contact, column.key) for column in RECORD if column.key != "companions"}
    stored |= {key: rules.names_in(stored[key] or "") for key in ("topics", "other_tasks")}
    stored["companions"] = contact.companion_names
    form = forms.with_chips(form_from(RECORD, queries.choices_among(()), **stored))
    remember(form, "casework/correct_contact.html", contact=contact)
    if not form.validate_on_submit():
        return form_page()
    correct(contact, g.actor, seen_version=request.form.get("version", type=int), **form.cells)
    flash("已更正，原来写的留在记录里")
    return redirect(url_for("casework.contact", contact=contact.number))


@pages.route("/contacts/<contact>/void", methods=["GET", "POST"])
@gate("contact.void", contact=contact_for)
def void_contact(contact: Contact) -> Any:
    """Void a contact with its reason; it stays visible and counts nowhere."""
    form = form_from(VOIDING)
    cases = queries.cases_seen(g.actor, [contact])
    remember(form, "casework/void_contact.html", contact=contact, cases=cases)
    if not form.validate_on_submit():
        return form_page()
    void_meeting(contact, form.cells["reason"], g.actor)
    flash(f"已作废 {contact.number}，不再计数")
    return redirect(url_for("casework.contact", contact=contact.number))


@pages.post("/contacts/<contact>/take-back")
@gate("contact.record", contact=contact_for)
def take_back_contact(contact: Contact) -> Any:
    """撤回 within ten minutes: the contact, its activity and its fresh cases."""
    gone = take_back_meeting(contact, g.actor)
    flash(f"已撤回 {len(gone.contacts)} 次联系" if len(gone.contacts) > 1 else "已撤回这次联系")
    return redirect(url_for("casework.contact", contact=contact.number))
