"""Contacts as they stood at the end of a day: those recorded by then, as the events since tell them backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from liaison.access import Actor
from liaison.audit.models import Event
from liaison.contacts import rules
from liaison.contacts.models import Contact
from liaison.contacts.queries.sight import contacts_visible_to, lasting_clauses, listed
from liaison.core import clock
from liaison.core.db import db
from liaison.orgs.models import Channel

CHANGED_BY = ("contact.correct", "contact.void", "contact.take_back")
DAYS = ("contacted_on",)
KEYS = frozenset(Contact.__table__.columns.keys())


@dataclass(frozen=True)
class ContactThen:
    """A row of the list of a day, as `contacts_listed` gives it."""

    number: str
    contacted_on: date
    topics: str
    talk: str | None
    has_request: bool
    state: str
    recorded_by: str | None
    recorded_at: datetime
    is_imported: bool
    member: str
    representative: str
    town: str
    channel: str


ROW_KEYS = tuple(ContactThen.__dataclass_fields__)


def recorded_by(day: date) -> ColumnElement[bool]:
    """The contacts written down by the end of a day; those of a ledger on the day they were made."""
    return Contact.recorded_at < clock.end_of(day)


def past_of_contacts(day: date) -> dict[int, dict[str, Any]]:
    """`{contact: {column: value at the end of the day}}` of those corrected, voided or taken back since."""
    since = (Event.thing == Contact.__tablename__, Event.at >= clock.end_of(day), Event.verb.in_(CHANGED_BY))
    rows = db.session.execute(select(Event.thing_id, Event.changes).where(*since).order_by(Event.id.desc()))
    past: dict[int, dict[str, Any]] = {}
    for one, changes in rows:
        past.setdefault(one, {}).update({key: before(key, pair) for key, pair in changes.items() if key in KEYS})
    return past


def before(key: str, pair: list[Any]) -> Any:
    """The older of two values of an event, in its column's own type."""
    return date.fromisoformat(pair[0]) if key in DAYS else pair[0]


def contacts_on(actor: Actor, day: date, **chosen: Any) -> list[ContactThen]:
    """The contacts written down by the end of a day, within the sight of today, newest first. Three statements.

    chosen: as for `contacts_listed`; days, way and state are compared with what was written then.
    """
    past = past_of_contacts(day)
    channels = dict(db.session.execute(select(Channel.id, Channel.short)).all())
    wanted = listed().where(contacts_visible_to(actor), recorded_by(day), *lasting_clauses(**chosen))
    rows = ({**row._mapping, **past.get(row.id, {})} for row in db.session.execute(wanted))
    then = [{**cells, "channel": channels[cells["channel_id"]]} for cells in rows if fits(cells, chosen)]
    then.sort(key=lambda cells: (cells["contacted_on"], cells["id"]), reverse=True)
    return [ContactThen(**{key: cells[key] for key in ROW_KEYS}) for cells in then]


def fits(cells: Mapping[str, Any], chosen: Mapping[str, Any]) -> bool:
    """Whether a contact was then what is asked for."""
    since, until = chosen.get("since") or date.min, chosen.get("until") or date.max
    way = chosen.get("channel_id") or cells["channel_id"]
    state = chosen.get("state") or rules.VALID
    return since <= cells["contacted_on"] <= until and cells["channel_id"] == way and cells["state"] == state
