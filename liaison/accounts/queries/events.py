"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, func, or_, select

from liaison.accounts.queries.users import escaped
from liaison.audit.models import Event, EventHead
from liaison.core import clock
from liaison.core.db import db

AT_ONCE = 1_000
VERIFIED = "audit.verify"


def events_found(
    who: str = "", verb: str = "", words: str = "", since: date | None = None, until: date | None = None
) -> Select[Any]:
    """Rows of the log that match, newest first.

    who: part of the actor's name; verb: a code, or a thing's code with a dot (`case.`); words: part of the label or of
    what was changed; since/until: days in Asia/Shanghai, both included.
    """
    columns = (
        Event.id, Event.at, Event.actor_name, Event.actor_role, Event.on_behalf, Event.verb, Event.thing,
        Event.label, Event.changes, Event.address,
    )  # fmt: skip
    return select(*columns).where(*conditions(who, verb, words, since, until)).order_by(Event.id.desc())


def event_count(**wanted: Any) -> int:
    """How many rows match; wanted: as for `events_found`."""
    return db.session.scalar(select(func.count(Event.id)).where(*conditions(**wanted)))


def event_rows(**wanted: Any) -> Iterator[Any]:
    """The rows that match, a portion at a time; wanted: as for `events_found`."""
    yield from db.session.execute(events_found(**wanted).execution_options(yield_per=AT_ONCE))


def history_of(**things: Collection[int] | Select[Any]) -> Select[Any]:
    """What was done to some things, newest first. things: `table=ids`, of one table or several.

    Who may see it, the page says that shows it.
    """
    columns = (
        Event.id, Event.at, Event.actor_name, Event.actor_role, Event.on_behalf, Event.verb, Event.thing,
        Event.thing_id, Event.label, Event.changes,
    )  # fmt: skip
    theirs = (and_(Event.thing == table, Event.thing_id.in_(ids)) for table, ids in things.items())
    return select(*columns).where(or_(*theirs)).order_by(Event.id.desc())


def link_count() -> int:
    """How long the chain is."""
    return db.session.scalar(select(EventHead.number)) or 0


def last_verified() -> Any:
    """When the log was verified last by hand, by whom, and what came out; None where it never was."""
    wanted = select(Event.at, Event.actor_name, Event.label).where(Event.verb == VERIFIED)
    return db.session.execute(wanted.order_by(Event.id.desc()).limit(1)).first()


def conditions(
    who: str = "", verb: str = "", words: str = "", since: date | None = None, until: date | None = None
) -> list[ColumnElement[bool]]:
    """What the filters mean."""
    wanted: list[ColumnElement[bool]] = []
    if who:
        pattern = f"%{escaped(who)}%"
        wanted.append(or_(Event.actor_name.ilike(pattern, escape="\\"), Event.on_behalf.ilike(pattern, escape="\\")))
    if verb:
        wanted.append(Event.verb.startswith(verb, autoescape=True) if verb.endswith(".") else Event.verb == verb)
    if words:
        pattern = f"%{escaped(words)}%"
        places = (Event.label, cast(Event.changes, Text))
        wanted.append(or_(*(place.ilike(pattern, escape="\\") for place in places)))
    if since:
        wanted.append(Event.at >= clock.at(since))
    if until:
        wanted.append(Event.at < clock.end_of(until))
    return wanted
