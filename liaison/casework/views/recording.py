"""Writing a contact down: who it was with, what was said, what is to be done; three taps, or six."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from liaison.access import Role
from liaison.casework import forms
from liaison.casework.actions.recording import Recorded, record_meeting
from liaison.casework.queries import recording as queries
from liaison.casework.views.blueprint import pages
from liaison.casework.views.unsent import files_of, is_dropping, waiting, without_file
from liaison.contacts import queries as contact_queries
from liaison.contacts.actions import forget_draft
from liaison.contacts.models import Contact, Draft
from liaison.contacts.queries import contact_for
from liaison.contacts.rules import draft_page
from liaison.core import clock
from liaison.files.actions import Bundle
from liaison.roster.models import Member, Representative
from liaison.web.bodies import takes_files
from liaison.web.forms import ColumnForm, form_page, remember
from liaison.web.gate import gate
from liaison.web.navigation import MenuLine, menu

LONGEST_WORD = 40

menu.lines.append(
    MenuLine("联系", "casework.record_contact", "plus", "记一次联系", "contact.record", (Role.CLERK, Role.OFFICE))
)


@dataclass(frozen=True)
class Meeting:
    """Who met whom. page: the key of its draft."""

    member: Member
    people: list[Representative]

    @property
    def page(self) -> str:
        """The key of the draft of this meeting."""
        return draft_page(self.member.id, [person.id for person in self.people])


@pages.route("/contacts/new", methods=["GET", "POST"])
@gate("contact.record")
@takes_files
def record_contact() -> Any:
    """The one page of a contact; without a person, or without a member, it first asks for them."""
    member = member_asked()
    if member is None:
        return redirect(url_for("casework.choose_member"))
    meeting = Meeting(member, contact_queries.people_chosen(g.actor, member, ids_asked("rep")))
    if not meeting.people:
        return redirect(url_for("casework.choose_people", member=member.id))
    draft = contact_queries.draft_of(g.actor, meeting.page) if request.method != "POST" else None
    form = form_of(meeting, draft)
    receiver = queries.receiver_of(meeting.people[0])
    files = files_of(form, meeting.page, "photos")
    remember(
        form, "casework/record_contact.html", meeting=meeting, draft=draft, receiver=receiver, unsent=waiting(files)
    )
    if is_dropping():
        return without_file(files)
    if request.method != "POST" or not forms.is_complete(form):
        return form_page()
    return answer(save(meeting, form, files), member)


def form_of(meeting: Meeting, draft: Draft | None) -> ColumnForm:
    """The form, filled with the usual way, the person's village and what was typed before."""
    person = meeting.people[0]
    choices = queries.choices_among([(one.id, one.name) for one in meeting.people])
    return forms.record_form(
        choices, draft, where=person.village.name if person.village else "", asker_id=person.id,
        channel_id=contact_queries.last_channel_of(g.actor) or choices("way")[0][0],
    )  # fmt: skip


def save(meeting: Meeting, form: ColumnForm, files: Bundle) -> Recorded:
    """The one action of the page."""
    return record_meeting(
        meeting.member, meeting.people, g.actor, cells=forms.contact_cells(form),
        requests=forms.request_cells(form, meeting.people), photos=files, page=meeting.page,
    )  # fmt: skip


def answer(saved: Recorded, member: Member) -> Any:
    """A page with the number where a case was opened; else home, with 撤回."""
    first = saved.contacts[0]
    if saved.cases:
        return redirect(url_for("casework.record_done", contact=saved.cases[0].contact.number))
    who = first.representative.name if len(saved.contacts) == 1 else f"{len(saved.contacts)} 位代表"
    whose = "" if g.actor.member_id == member.id else f"替{member.name}委员"
    flash((f"已{whose}记下和{who}的联系", url_for("casework.take_back_contact", contact=first.number)), "undo")
    return redirect("/" if g.actor.role is Role.MEMBER else url_for("contacts.index"))


def member_asked() -> Member | None:
    """The member for whom is written: himself, or the one a clerk chose."""
    asked = ids_asked("member")
    member = contact_queries.member_to_record_for(g.actor, asked[0] if asked else None)
    if asked and member is None:
        abort(404)
    return member


def ids_asked(name: str) -> list[int]:
    """The ids that the address or the form gives under a name; anything else is passed over."""
    return forms.numbers(request.values.getlist(name))


def word_asked() -> str:
    """What is being looked for."""
    return request.values.get("q", "").strip()[:LONGEST_WORD]


@pages.get("/contacts/new/member")
@gate("contact.record")
def choose_member() -> Any:
    """For a clerk: for which member he writes."""
    word = word_asked()
    found = contact_queries.members_found(g.actor, word)
    return render_template("casework/choose_member.html", found=found, word=word)


@pages.get("/contacts/new/people")
@gate("contact.record")
def choose_people() -> Any:
    """Whom it was with: one's five, then anybody by name, pinyin or the last four digits."""
    member = member_asked() or abort(404)
    word = word_asked()
    return render_template(
        "casework/choose_people.html", member=member, word=word, today=clock.today(),
        five=contact_queries.year_of(member.id, clock.today().year).five,
        found=contact_queries.people_found(g.actor, member, word) if word else (),
        unfinished=contact_queries.unfinished(g.actor, member),
    )  # fmt: skip


@pages.post("/contacts/new/forget")
@gate("contact.record")
def forget_typed() -> Any:
    """Drop a draft that is not wanted and begin afresh."""
    forget_draft(g.actor, request.form.get("page", ""))
    values = {"member": request.form.get("member"), "rep": request.form.getlist("rep")}
    return redirect(url_for("casework.record_contact" if values["rep"] else "casework.record_activity", **values))


@pages.get("/contacts/<contact>/done")
@gate("contact.view", contact=contact_for)
def record_done(contact: Contact) -> Any:
    """After saving: the numbers, and what happens next."""
    together = queries.together_with(contact)
    cases = queries.cases_seen(g.actor, together) or abort(404)
    year = contact_queries.year_of(contact.member_id, contact.contacted_on.year)
    return render_template(
        "casework/record_done.html", contact=contact, together=together, cases=cases, year=year,
        steps=queries.next_steps(cases[0]),
    )  # fmt: skip
