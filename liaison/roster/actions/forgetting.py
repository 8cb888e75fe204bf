"""Taking a person out of the log: of events about him, by him, about what hangs on him, and of those that name him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from liaison.audit.models import Event
from liaison.audit.redacting import redact
from liaison.core.db import Json, db
from liaison.core.sealed_json import as_json, opened_json
from liaison.roster.actions.traces import LOG, Traces, again, parts, telling_keys, traces_elsewhere, without

LOGGED = ("actor_name", "on_behalf", "label", "changes")


def forget_log(traces: Traces) -> dict[str, int]:
    """Take him out of the log; the chain stays whole."""
    keys, table = telling_keys(traces), Event.__table__
    elsewhere = traces_elsewhere(traces)
    changed: dict[int, dict[str, Any]] = {}
    texts = (sa.cast(table.c[name], sa.Text()).label(name) for name in LOGGED)
    wanted = sa.select(table.c.id, table.c.thing, table.c.thing_id, *texts).where(events_of(traces, elsewhere))
    for row in db.session.execute(wanted).mappings():
        is_own = row["thing_id"] in traces.own.get(row["thing"], ())
        cells = logged_again(row, traces, keys if is_own else set())
        if cells:
            changed[row["id"]] = cells
    return {LOG: redact(changed)} if changed else {}


def events_of(traces: Traces, elsewhere: Traces) -> Any:
    """Whether an event may name him: it is of something that hangs on him, by him, or has his name."""
    table = Event.__table__
    things = [
        sa.and_(table.c.thing == thing, table.c.thing_id.in_(part))
        for thing, ids in traces.rows.items() for part in parts(ids)
    ]  # fmt: skip
    users = traces.own.get("user", set())
    named = [
        sa.cast(table.c[name], sa.Text()).contains(word, autoescape=True) for name in LOGGED for word in elsewhere.names
    ]  # fmt: skip
    return sa.or_(*things, table.c.actor_id.in_(users), table.c.for_user_id.in_(users), *named)


def logged_again(row: Mapping[str, Any], traces: Traces, keys: set[str]) -> dict[str, Any]:
    """The cells of an event that become others. keys: what goes out of its changes altogether."""
    cells = {name: new for name in LOGGED[:-1] if (new := again(Event.__table__, name, row[name], traces)) is not None}
    plain = as_json(without(opened_json(row["changes"]), keys))
    clean = traces.scrubbed(plain)
    if clean != as_json(opened_json(row["changes"])):
        cells["changes"] = Json(clean)
    return cells
