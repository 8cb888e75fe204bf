"""One activity with many people and many requests, entered on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, redirect, request, url_for

from liaison.casework import forms
from liaison.casework.actions.recording import Recorded, record_meeting
from liaison.casework.queries import recording as queries
from liaison.casework.sheets.recording import REQUEST_ROW
from liaison.casework.views.blueprint import pages
from liaison.casework.views.recording import answer, ids_asked, member_asked, word_asked
from liaison.casework.views.unsent import files_of, is_dropping, waiting, with_files, without_file
from liaison.contacts import queries as contact_queries
from liaison.core import clock
from liaison.files.actions import Bundle
from liaison.orgs.queries import reference_choices
from liaison.roster.models import Member
from liaison.web.bodies import takes_files
from liaison.web.forms import ColumnForm, form_page, remember
from liaison.web.gate import gate


@pages.route("/activities/new", methods=["GET", "POST"])
@gate("contact.record")
@takes_files
def record_activity() -> Any:
    """Who came, what was said, and each request in a row of its own. “找人” adds people and saves nothing."""
    member = member_asked()
    if member is None:
        return redirect(url_for("casework.choose_member", next="activity"))
    page = f"activity:{member.id}"
    draft = contact_queries.draft_of(g.actor, page) if request.method != "POST" else None
    typed = forms.sent_cells() if request.method == "POST" else draft.cells if draft else {}
    offered = people_offered(member, typed.get("people", ()))
    form = activity_form(offered, draft)
    rows = forms.rows_typed(typed)
    files = files_of(form, page, "photos")
    remember(
        form, "casework/record_activity.html", member=member, page=page, draft=draft, rows=rows, word=word_asked(),
        columns=REQUEST_ROW, categories=reference_choices("category"), most=forms.MOST_REQUESTS,
        unsent=waiting(files),
    )  # fmt: skip
    if is_dropping():
        return without_file(files)
    if "find" in request.form:
        return with_files(files)
    if request.method != "POST" or not forms.is_activity_complete(form, rows, offered):
        return form_page()
    return answer(save(member, form, rows, files), member)


def people_offered(member: Member, picked: Sequence[str]) -> list[Any]:
    """Everybody near, those who were found by name, and those who are ticked already."""
    near = list(contact_queries.people_near(g.actor, member))
    found = contact_queries.people_found(g.actor, member, word_asked()) if word_asked() else ()
    kept = contact_queries.people_with_ids(g.actor, member, ids_asked("people") or forms.numbers(picked))
    return list({row.id: row for row in (*found, *near, *kept)}.values())


def activity_form(offered: Sequence[Any], draft: Any) -> ColumnForm:
    """The form with today and the usual way filled in."""
    choices = queries.choices_among([(row.id, forms.person_words(row)) for row in offered])
    channel_id = contact_queries.last_channel_of(g.actor) or choices("way")[0][0]
    return forms.activity_form(choices, draft, contacted_on=clock.today(), channel_id=channel_id)


def save(member: Member, form: ColumnForm, rows: Sequence[forms.RequestRow], files: Bundle) -> Recorded:
    """The one action of the page."""
    people = contact_queries.people_chosen(g.actor, member, form.cells["people"])
    return record_meeting(
        member, people, g.actor, cells=forms.activity_cells(form), photos=files,
        requests=[row.cells for row in rows if not row.is_blank], page=files.page,
    )  # fmt: skip
