"""Saying why a thing stays: which of its columns hold what now, and who changed it when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, select

from liaison.audit.models import Event
from liaison.audit.words import FIELDS, shortened
from liaison.core import clock
from liaison.core.db import db
from liaison.core.text import mask_phone
from liaison.roster.actions.imports.kinds import KINDS
from liaison.roster.actions.imports.touches import Touch, portions
from liaison.roster.models import ImportBatch

NAMED_COLUMNS = 3
OTHER = "其他资料"
UNNAMED = "和导入时不一样了"


class Teller:
    """Finds words for what differs: titles of columns, names of what they refer to, and the last who changed it."""

    def __init__(self, batch: ImportBatch, changed: Sequence[Touch]) -> None:
        kind = KINDS.get(batch.kind)
        self.known = {**FIELDS, **({column.key: column.title for column in kind.sheet.columns} if kind else {})}
        self.names: dict[tuple[str, int], str] = {}
        self.changers = last_changes(batch, changed)

    def says(self, rows: Sequence[Touch]) -> str:
        """The sentence about one thing: 联系电话现在是“138****5521”（刘芸 2026-11-21 10:20 改）."""
        told = [self.now_in(touch, name) for touch in rows for name in touch.differing if name in self.known]
        more = f"等 {len(told)} 项" if len(told) > NAMED_COLUMNS else ""
        changer = next((who for touch in rows if (who := self.changers.get((touch.table.name, touch.id)))), "")
        return f"之后有人改过：{'，'.join(told[:NAMED_COLUMNS]) or UNNAMED}{more}{changer}"

    def now_in(self, touch: Touch, name: str) -> str:
        """One column and what it holds now."""
        return f"{self.known[name]}现在是“{self.word(touch.table.c[name], (touch.now or {}).get(name))}”"

    def titles(self, table: Table, names: Iterable[str]) -> str:
        """Columns by their titles."""
        return "、".join(dict.fromkeys(self.known.get(name, OTHER) for name in names if name in table.c))

    def word(self, column: Column[Any], value: Any) -> str:
        """A value as the page shows it: names in place of ids, a phone without its middle."""
        if column.name.endswith("phone") and value:
            return mask_phone(value)
        if column.foreign_keys and value is not None:
            return self.name_of(next(iter(column.foreign_keys)).column.table, value)
        if isinstance(value, datetime):
            return f"{clock.local(value):%Y-%m-%d %H:%M}"
        return value.isoformat() if isinstance(value, date) else shortened(value)

    def name_of(self, table: Table, one: int) -> str:
        """What a row is called."""
        key = (table.name, one)
        if key not in self.names:
            named = table.c.get("name", table.c.id)
            self.names[key] = str(db.session.scalar(select(named).where(table.c.id == one)) or one)
        return self.names[key]


def last_changes(batch: ImportBatch, changed: Sequence[Touch]) -> dict[tuple[str, int], str]:
    """`{(table, id): （who when 改）}` of what was changed since the import; the import's own event is the first."""
    ids: dict[str, list[int]] = {}
    for touch in changed:
        ids.setdefault(touch.table.name, []).append(touch.id)
    since: dict[tuple[str, int], list[Any]] = {}
    for thing, some in ((thing, some) for thing, ones in ids.items() for some in portions(ones)):
        wanted = select(Event.thing_id, Event.actor_name, Event.at).where(
            Event.thing == thing, Event.thing_id.in_(some), Event.at >= batch.imported_at
        )
        for row in db.session.execute(wanted.order_by(Event.id)):
            since.setdefault((thing, row.thing_id), []).append(row)
    return {key: said(events[-1]) for key, events in since.items() if is_later(events, batch)}


def is_later(events: Sequence[Any], batch: ImportBatch) -> bool:
    """Whether the last of them is not the import's own."""
    return len(events) > 1 or events[0].actor_name != batch.imported_by


def said(event: Any) -> str:
    """Who did it and when."""
    return f"（{event.actor_name} {clock.local(event.at):%Y-%m-%d %H:%M} 改）"
