"""Reading the audit log."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from liaison.accounts.queries.users import escaped
from liaison.audit.models import Event
from liaison.core import clock


def events_found(
    who: str = "", verb: str = "", words: str = "", since: date | None = None, until: date | None = None
) -> Select[Any]:
    """Rows of the log that match, newest first.

    who: part of the actor's name; verb: a code, or a thing's code with a dot (`case.`); words: part of the label;
    since/until: days in Asia/Shanghai, both included.
    """
    columns = (
        Event.id, Event.at, Event.actor_name, Event.actor_role, Event.on_behalf, Event.verb, Event.thing,
        Event.label, Event.changes, Event.address,
    )  # fmt: skip
    return select(*columns).where(*conditions(who, verb, words, since, until)).order_by(Event.id.desc())


def conditions(who: str, verb: str, words: str, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """What the filters mean."""
    wanted: list[ColumnElement[bool]] = []
    if who:
        pattern = f"%{escaped(who)}%"
        wanted.append(or_(Event.actor_name.ilike(pattern, escape="\\"), Event.on_behalf.ilike(pattern, escape="\\")))
    if verb:
        wanted.append(Event.verb.startswith(verb, autoescape=True) if verb.endswith(".") else Event.verb == verb)
    if words:
        wanted.append(Event.label.ilike(f"%{escaped(words)}%", escape="\\"))
    if since:
        wanted.append(Event.at >= clock.at(since))
    if until:
        wanted.append(Event.at < clock.end_of(until))
    return wanted
