"""Writing events; nothing here changes or removes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Any, Protocol

from sqlalchemy import inspect

from liaison.audit.chain import TOLD, common, written
from liaison.audit.masks import masked, masked_changes
from liaison.audit.models import Event
from liaison.audit.sealing import Many, note
from liaison.core import clock
from liaison.core.db import Json, db, insert_columns
from liaison.core.sealed_json import as_json

PLAIN = frozenset({str, int, float, bool, type(None)})

address_of_request: ContextVar[str | None] = ContextVar("address_of_request", default=None)
session_of_request: ContextVar[int | None] = ContextVar("session_of_request", default=None)
id_of_request: ContextVar[str | None] = ContextVar("id_of_request", default=None)


class Doer(Protocol):
    """What an event needs to know of whoever did it."""

    user_id: int | None
    name: str
    role: str
    on_behalf: str | None
    for_user_id: int | None


def record(
    verb: str, thing: Any, actor: Doer, label: str = "", changes: Mapping[str, Any] | None = None
) -> Event:
    """Note one verb done to one row; the row is flushed first, so that its id is known.

    changes: `{field: [before, after]}`; values must be plain (text, numbers, dates). Phones are masked here.
    """
    db.session.flush()
    event = Event(
        at=clock.now(), actor_id=actor.user_id, actor_name=actor.name, actor_role=actor.role,
        on_behalf=actor.on_behalf, for_user_id=actor.for_user_id, verb=verb,
        thing=type(thing).__tablename__, thing_id=getattr(thing, "id", None),
        label=masked(label or str(thing)), changes=masked_changes(plain(changes or {})), **origin(),
    )  # fmt: skip
    db.session.add(event)
    note(db.session(), event)
    return event


def record_all(verb: str, things: Iterable[tuple[str, int, str, Mapping[str, Any] | Json]], actor: Doer) -> None:
    """Note the same verb done to many rows, in few statements. things: `(table, id, label, changes)` of each."""
    if not (things := list(things)):
        return
    tables, thing_ids, labels, changes = zip(*things, strict=True)
    told = {
        "at": clock.now(), "actor_id": actor.user_id, "actor_name": actor.name, "actor_role": actor.role,
        "on_behalf": actor.on_behalf, "for_user_id": actor.for_user_id, **origin(), "verb": verb,
    }  # fmt: skip
    said = [Json(masked(as_json(plain(change)))) for change in changes]
    labels = [masked(label) for label in labels]
    own = {"thing": tables, "thing_id": thing_ids, "label": labels, "changes": said}
    ids = insert_columns(Event.__table__, own, **told)
    shared = common([written(told["at"]), *(told[name] for name in TOLD[1:])])
    texts, session = [one.text for one in said], db.session()
    note(session, Many(ids, shared, tables, thing_ids, labels, texts, session.get_nested_transaction()))


def origin() -> dict[str, Any]:
    """From where the present request came, in which signing in, and its number; nothing outside of a request."""
    return {
        "address": address_of_request.get(), "session_id": session_of_request.get(), "request_id": id_of_request.get(),
    }  # fmt: skip


@contextmanager
def coming_from(there: Mapping[str, Any]) -> Iterator[None]:
    """Let events say that they come of a request that is over, as `origin` told of it then."""
    places = {"address": address_of_request, "session_id": session_of_request, "request_id": id_of_request}
    tokens = [(place, place.set(there[name])) for name, place in places.items()]
    try:
        yield
    finally:
        for place, token in tokens:
            place.reset(token)


def changed_fields(thing: Any) -> dict[str, list[Any]]:
    """`{column: [before, after]}` of a row's unflushed changes."""
    state = inspect(thing)
    changes = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if history.has_changes():
            before = history.deleted[0] if history.deleted else None
            changes[attribute.key] = [before, history.added[0] if history.added else None]
    return changes


def plain(value: Any) -> Any:
    """The same value in JSON's own types; dates and moments as ISO text."""
    if type(value) in PLAIN or type(value) is Json:
        return value
    if isinstance(value, Mapping):
        return {str(k): v if type(v) in PLAIN else plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [v if type(v) in PLAIN else plain(v) for v in value]
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value
