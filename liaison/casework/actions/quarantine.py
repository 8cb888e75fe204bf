"""What a clerk does with something that came in without an account: make it a case, or say why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison.access import Actor
from liaison.accounts.actions import show_number
from liaison.audit.actions import record
from liaison.casework.actions.calls import ask_for_call
from liaison.casework.actions.opening import open_case
from liaison.casework.models import Case, PublicRequest
from liaison.casework.queries import public as queries
from liaison.casework.queries.who_answers import channel_id, pair_of
from liaison.casework.rules import public as rules
from liaison.casework.sheets.steps import RELATIONS
from liaison.contacts.actions import record_contact
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.files.actions import drop_files, move_files
from liaison.orgs.models import Category

OTHER_TOPIC = "其他"
SHOWN = "public_request.phone"


def accept_request(request: PublicRequest, actor: Actor, *, pair: str, **cells: Any) -> Case:
    """Make it a contact of a member with a representative, and a case that waits to be handed over.

    pair: key of an Answerer; cells: title, category_id, kind, urgency, survey, suggestion.
    """
    refuse_decided(request)
    contact = contact_from(request, pair, cells["category_id"], actor)
    station = request.code.station
    case = open_case(
        contact, actor, text=request.text, place=request.place, area_id=station.area_id,
        village_id=station.village_id, committee_id=request.committee_id,
        taken_in_by=f"{actor.organisation} {actor.signature}".strip(), **asker_cells(request, contact), **cells,
    )  # fmt: skip
    settle(request, rules.ACCEPTED, actor)
    request.case = case
    move_files(request, case)
    record("public_request.accept", request, actor, changes={"case": [None, case.number]})
    ask_for_call(request, actor)
    return case


def asker_cells(request: PublicRequest, contact: Contact) -> dict[str, Any]:
    """Who asks: whoever wrote, not the representative through whom it is recorded."""
    is_anonymous = request.asker_phone is None
    is_himself = contact.representative.phone == request.asker_phone
    return {
        "asker_phone": request.asker_phone, "is_anonymous": is_anonymous,
        "asker_name": request.asker_name or (rules.ANONYMOUS if is_anonymous else rules.NO_NAME),
        "relation": RELATIONS[0] if is_himself else RELATIONS[-1],
    }  # fmt: skip


def contact_from(request: PublicRequest, pair: str, category_id: int, actor: Actor) -> Contact:
    """The contact that the scanned code counts as."""
    member, representative = pair_of(pair)
    category = db.session.get(Category, category_id)
    return record_contact(
        member, representative, actor, contacted_on=clock.local(request.made_at).date(), channel_id=channel_id(),
        topics=[category.topic if category else OTHER_TOPIC], talk=request.text, place=request.place,
        station_id=request.code.station_id, has_request=True,
    )  # fmt: skip


def decline_request(request: PublicRequest, actor: Actor, reason: str, words: str) -> PublicRequest:
    """Let it become nothing; the asker reads the reason and the words on the page of his progress."""
    refuse_decided(request)
    settle(request, rules.DECLINED, actor)
    request.decline_reason, request.decline_words = reason, words
    record("public_request.decline", request, actor, changes={"reason": [None, reason]})
    return request


def forget_declined(folder: Path, actor: Actor) -> int:
    """Delete words, name, phone and photos of what was declined half a year ago; gives how many were forgotten.

    The number, the reason and the answer stay. folder: where files of the instance lie.
    Source: the notice on personal data that the asker agreed to.
    """
    old = queries.declined_before(clock.now() - rules.DECLINED_KEPT)
    for request in old:
        request.text, request.place, request.asker_name, request.asker_phone = rules.FORGOTTEN, "", None, None
        drop_files(request, folder)
        record("public_request.forget", request, actor)
    return len(old)


def refuse_decided(request: PublicRequest) -> None:
    """Raise Refused where somebody was quicker."""
    if request.state != rules.WAITING:
        raise Refused(f"这一件 {request.decided_by} 已经看过，不用再办。")


def settle(request: PublicRequest, state: str, actor: Actor) -> None:
    """Note who decided, and when."""
    request.state, request.decided_by, request.decided_at = state, actor.signature, clock.now()


def show_request_phone(request: PublicRequest, actor: Actor, why: str, why_words: str | None = None) -> str:
    """The asker's phone in full, to call him before it is decided; every look is recorded with its reason."""
    return show_number(SHOWN, request, request.asker_phone, actor, why, why_words)
