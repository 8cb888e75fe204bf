"""Events and their seals as the database holds them, cell by cell, so that nothing is mended on the way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, Text, cast, func, select, type_coerce

from liaison.audit.chain import TOLD
from liaison.audit.models import Event, EventSeal

DATES = "YYYY-MM-DD HH24:MI:SS.US"


def cells(dialect: str) -> list[ColumnElement[Any]]:
    """What is sealed of an event: its id, the cells of `TOLD`, thing, thing_id, label and changes."""
    told = [written(dialect) if name == "at" else Event.__table__.c[name] for name in TOLD]
    return [Event.__table__.c.id, *told, *(Event.__table__.c[name] for name in ("thing", "thing_id", "label")),
            changes(dialect)]  # fmt: skip


def written(dialect: str) -> ColumnElement[Any]:
    """When it was, as `chain.written` puts it; on SQLite the very text that is stored."""
    at = Event.__table__.c.at
    return type_coerce(at, String) if dialect == "sqlite" else func.to_char(func.timezone("UTC", at), DATES)


def changes(dialect: str) -> ColumnElement[Any]:
    """The text of the JSON, byte for byte."""
    column = Event.__table__.c.changes
    return type_coerce(column, String) if dialect == "sqlite" else cast(column, Text)


def links(dialect: str, after: int, until: int) -> Select[Any]:
    """The links of the chain with these numbers: number, event_id, key_id, seal, then the cells of the event.

    The cells are empty where the event is not there.
    """
    seal = EventSeal.__table__
    there = seal.outerjoin(Event.__table__, Event.__table__.c.id == seal.c.event_id)
    wanted = select(seal.c.id, seal.c.event_id, seal.c.key_id, seal.c.seal, *cells(dialect)).select_from(there)
    return wanted.where(seal.c.id > after, seal.c.id <= until).order_by(seal.c.id)


def events_after(dialect: str, event_id: int, most: int) -> Select[Any]:
    """The cells of the next events by id."""
    id_ = Event.__table__.c.id
    return select(*cells(dialect)).where(id_ > event_id).order_by(id_).limit(most)
