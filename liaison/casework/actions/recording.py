"""Recording from the phone: a contact or an activity together with the cases that come of it, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liaison.access import Actor
from liaison.casework.actions.moves import advance
from liaison.casework.actions.opening import open_case
from liaison.casework.models import Case
from liaison.casework.queries import recording as queries
from liaison.casework.sheets.recording import ANOTHER_DAY
from liaison.casework.workflow import CASEWORK
from liaison.contacts import actions as contact_actions
from liaison.contacts.models import Contact
from liaison.contacts.rules import BETWEEN_TOPICS, TAKEN_BACK, draft_page
from liaison.core.errors import Refused
from liaison.files.actions import Bundle, keep_files
from liaison.roster.models import Member, Representative

VOIDABLE = CASEWORK.by_verb["void"].starts
VOIDED = CASEWORK.by_verb["void"].target


@dataclass(frozen=True)
class Recorded:
    """What was saved: one contact for each person, and the cases that came of them."""

    contacts: list[Contact]
    cases: list[Case]


def record_meeting(
    member: Member, people: Sequence[Representative], actor: Actor, *, cells: Mapping[str, Any],
    requests: Sequence[Mapping[str, Any]] = (), photos: Bundle, page: str,
) -> Recorded:  # fmt: skip
    """Save a contact, or an activity with several people, and open its cases.

    cells: of contacts.actions.record_contact; requests: cells of cases, each with asker_id, one of the people;
    photos lie with the first case, else with the first contact; page: whose draft is forgotten.
    """
    if len(people) == 1 and not cells.get("title"):
        contacts = [contact_actions.record_contact(member, people[0], actor, **without_title(cells))]
    else:
        contacts = contact_actions.record_activity(member, actor, people, **cells)
    by_person = {contact.representative_id: contact for contact in contacts}
    cases = [open_request(by_person[request["asker_id"]], actor, request) for request in requests]
    keep_files((cases or contacts)[0], photos, actor)
    contact_actions.forget_draft(actor, page)
    return Recorded(contacts, cases)


def without_title(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a single contact, which has no name as an activity has."""
    return {key: value for key, value in cells.items() if key != "title"}


def open_request(contact: Contact, actor: Actor, request: Mapping[str, Any]) -> Case:
    """Open one case; its field follows from its words where nobody chose it."""
    cells = {key: value for key, value in request.items() if key != "asker_id"}
    words = f"{cells.get('title') or ''} {cells.get('text') or contact.talk or ''}"
    cells["category_id"] = cells.get("category_id") or queries.field_of(contact.topics.split(BETWEEN_TOPICS), words)
    return open_case(contact, actor, **cells)


def take_back_meeting(contact: Contact, actor: Actor) -> Recorded:
    """Take back what was saved within ten minutes: the contact or its whole activity, and the fresh cases.

    The words of a single contact come back as a draft.
    """
    contacts = [one for one in queries.together_with(contact) if not one.is_void] or [contact]
    cases = queries.cases_of(contacts)
    touched = next((case for case in cases if not is_fresh(case, actor)), None)
    if touched:
        raise Refused(f"诉求 {touched.number} 已经有人接着办了，不能撤回。请联系政协工委。")
    for one in contacts:
        contact_actions.take_back(one, actor)
    void_cases(cases, TAKEN_BACK, actor)
    if len(contacts) == 1 and (contact.talk or cases):
        page = draft_page(contact.member_id, [contact.representative_id])
        contact_actions.keep_draft(actor, page, typed(contact, cases))
    return Recorded(contacts, cases)


def typed(contact: Contact, cases: Sequence[Case]) -> dict[str, list[str]]:
    """What had been typed, as the draft of the page: taken back, it can be mended and saved again."""
    cells = {
        "channel_id": str(contact.channel_id), "day": ANOTHER_DAY, "contacted_on": contact.contacted_on.isoformat(),
        "talk": contact.talk,
    }  # fmt: skip
    if cases:
        cells |= {"has_request": "y", "where": cases[0].place, "suggestion": cases[0].suggestion}
    return {"topics": contact.topics.split(BETWEEN_TOPICS), **{key: [value] for key, value in cells.items() if value}}


def is_fresh(case: Case, actor: Actor) -> bool:
    """Whether a case can vanish again: still with the member or the committee, and nobody else acted."""
    return case.state in (*VOIDABLE, VOIDED) and queries.is_untouched(case, actor)


def void_meeting(contact: Contact, reason: str, actor: Actor) -> Recorded:
    """Void a contact and those of its cases that are not handed over yet."""
    cases = queries.cases_of([contact])
    gone = next((case for case in cases if case.state not in (*VOIDABLE, VOIDED)), None)
    if gone:
        raise Refused(f"诉求 {gone.number} 已经转办，这次联系不能作废。可以更正，或者联系政协工委。")
    contact_actions.void(contact, reason, actor)
    void_cases(cases, reason, actor)
    return Recorded([contact], cases)


def void_cases(cases: Sequence[Case], reason: str, actor: Actor) -> None:
    """Let these cases count nowhere."""
    for case in cases:
        if case.state != VOIDED:
            advance(case, "void", actor, reason=reason)
