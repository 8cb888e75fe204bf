"""Opening a case on a contact: what was not filled in is derived."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.casework import rules
from liaison.casework.actions.moves import advance, settle_in
from liaison.casework.actions.records import write_record
from liaison.casework.actions.telling import tell_of_step
from liaison.casework.models import Case
from liaison.casework.queries.flows import latest_version
from liaison.casework.sheets.steps import ON_THE_SPOT, RELATIONS, WAYS_OF_SURVEY
from liaison.casework.workflow import CASEWORK, STEPS
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.counters import next_number
from liaison.core.db import db
from liaison.core.workflow import Move
from liaison.orgs.models import Category
from liaison.orgs.queries import receiving_committee
from liaison.roster.actions.references import declare_reference

OPENING = Move("open", STEPS[1], (), "to_consensus", 1, "contact.record")

declare_reference("case", "representative_id")


def open_case(contact: Contact, actor: Actor, **filled: Any) -> Case:
    """Open a case on a contact at 待凝心; what was not filled in is derived, nothing is refused for want of it.

    filled: cells of the case, e.g. title, text, category_id, place, suggestion, survey, committee_id; an asker_phone
    that is given as None stays empty.
    A case whose sheet of step 2 is complete, survey and suggestion among it, goes straight to 待转办.
    Source: 凝心调研表; six taps on the member's phone.
    """
    cells = {**derived_cells(contact, filled), **{k: v for k, v in filled.items() if v not in (None, "")}}
    case = Case(
        number=f"{contact.contacted_on.year}-{next_number(f'case {contact.contacted_on.year}'):04d}",
        contact_id=contact.id, member_id=contact.member_id, representative_id=contact.representative_id,
        raised_on=contact.contacted_on, entered_at=clock.now(), state="to_consensus", flow_version=latest_version(),
        **cells,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    contact.has_request = True
    settle_in(case, "to_consensus")
    step = write_record(case, OPENING, actor, {"text": case.text, "suggestion": case.suggestion}, {}, clock.now())
    record("case.open", case, actor, label=case.number, changes={"title": [None, case.title]})
    sheet = {column.key: getattr(case, column.key) for column in consensus_columns()}
    if all(sheet[column.key] for column in consensus_columns() if column.required):
        advance(case, "submit", actor, **sheet)
    else:
        tell_of_step(case, step, actor)
    return case


def consensus_columns() -> tuple[Any, ...]:
    """The cells of step 2 that stand on the case itself."""
    columns = CASEWORK.by_verb["submit"].columns
    return tuple(c for c in columns if c.key in Case.__table__.columns)


def derived_cells(contact: Contact, filled: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from the contact: asker, place, field, kind, title and who receives it."""
    person = contact.representative
    category = db.session.get(Category, filled["category_id"]) if filled.get("category_id") else None
    village = person.village.name if person.village else person.area.name
    topic = category.name if category else (contact.topics or "其他").split("、")[0]
    area_id = filled.get("area_id") or person.area_id
    return {
        "title": rules.derived_title(topic, village, filled.get("text") or contact.talk),
        "text": contact.talk, "kind": category.kind if category else "意见建议", "urgency": "一般",
        "place": village, "area_id": area_id, "village_id": person.village_id,
        "asker_name": person.name, "asker_phone": filled.get("asker_phone", person.phone), "relation": RELATIONS[0],
        "survey_way": survey_way(contact), "survey_on": contact.contacted_on, "spot_answer": ON_THE_SPOT[0],
        "committee_id": receiving_committee(category.id if category else None, area_id),
    }  # fmt: skip


def survey_way(contact: Contact) -> str:
    """How the first look at the matter was taken, by the way of the contact; the member may change it."""
    on_foot, together, by_phone, *_, otherwise = WAYS_OF_SURVEY
    if "走访" in contact.channel.name:
        return on_foot
    if contact.channel.is_online:
        return by_phone if by_phone in contact.channel.name else otherwise
    return together
