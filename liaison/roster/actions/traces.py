"""Where a person stands in the database beside his own row: rows that hang on it, and texts that name him.

Nothing here knows the tables of other packages: foreign keys say which rows hang on a row, the inventory which columns
may name somebody. A JSON text and a plain one are both changed as they are stored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from liaison.core.db import Base, Json, db
from liaison.core.sealed_json import as_json, opened_json
from liaison.core.text import mask_phone
from liaison.inventory import columns_of
from liaison.roster.actions.lists import TITLES
from liaison.roster.rules.rights import is_telling

NAMED_BY = ("thing", "thing_id")
LOG = "event"
AT_ONCE = 400
# What figures of past years are reckoned from: the town is no more than hundreds of others share.
STAYS = {"representative": {"area_id"}, "member": {"home_area_id", "work_area_id"}, "user": set()}
OUR_OWN = frozenset({"tombstone", "event_seal", "event_redaction", LOG})
Rows = dict[str, set[int]]


@dataclass(frozen=True)
class Traces:
    """Whom to look for. names: `{what he is called: what takes its place}`; phones: his whole numbers.

    rows: `{table: ids}` of what hangs on him; own: of those that are he himself.
    """

    names: Mapping[str, str]
    phones: frozenset[str]
    own: Rows
    rows: Rows = field(default_factory=dict)

    def scrubbed(self, text: str) -> str:
        """A text without his names and numbers, masked ones too."""
        for phone in self.phones:
            text = text.replace(phone, "***").replace(mask_phone(phone), "***")
        for name in sorted(self.names, key=len, reverse=True):
            text = re.sub(re.escape(name), self.names[name], text)
        return text


def personal_columns(table: Table) -> list[str]:
    """The columns of a table that may name somebody; those with keys or numbers of rows cannot."""
    marked = {name for one, name in columns_of("personal") if one == table.name}
    return [one.name for one in table.columns if one.name in marked and isinstance(one.type, sa.String | sa.JSON)]


def hanging_on(own: Rows) -> Rows:
    """`{table: ids}` of every row that hangs on these by foreign keys, however far, themselves too."""
    found: Rows = defaultdict(set)
    fresh = {table: set(ids) for table, ids in own.items()}
    while fresh:
        for table, ids in fresh.items():
            found[table] |= ids
        following: Rows = defaultdict(set)
        for table, column, target in references():
            if target in fresh:
                following[table] |= ids_where(table, column, fresh[target]) - found[table]
        fresh = {table: ids for table, ids in following.items() if ids}
    for table in named_tables():
        found[table] |= ids_of_things(table, found)
    return dict(found)


def references() -> Iterator[tuple[str, str, str]]:
    """(table, column, table that it refers to) of every foreign key."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if table.name != "user" and "id" in table.c:
                yield table.name, key.parent.name, key.column.table.name


def named_tables() -> list[str]:
    """The tables that name rows of others by table and id; the log goes its own way."""
    tables = Base.metadata.sorted_tables
    return [table.name for table in tables if set(NAMED_BY) <= set(table.c.keys()) and table.name not in OUR_OWN]


def ids_where(table: str, column: str, values: Iterable[int]) -> set[int]:
    """The ids of rows whose column has one of these values."""
    rows = Base.metadata.tables[table]
    found = (sa.select(rows.c.id).where(rows.c[column].in_(part)) for part in parts(values))
    return {one for wanted in found for one in db.session.scalars(wanted)}


def ids_of_things(table: str, things: Rows) -> set[int]:
    """The ids of rows that name one of these things."""
    rows, found = Base.metadata.tables[table], set()
    for thing, ids in list(things.items()):
        for part in parts(ids):
            wanted = sa.select(rows.c.id).where(rows.c.thing == thing, rows.c.thing_id.in_(part))
            found |= set(db.session.scalars(wanted))
    return found


def parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in portions that one statement takes."""
    values = sorted(values)
    return (values[place : place + AT_ONCE] for place in range(0, len(values), AT_ONCE))


def cells_naming(table: Table, traces: Traces, only: set[int] | None) -> Iterator[tuple[int, dict[str, Any]]]:
    """(id, {column: what it becomes}) of the rows of a table that name him. only: among these; None: among all."""
    names = personal_columns(table)
    if not names:
        return
    texts = [sa.cast(table.c[name], sa.Text()) for name in names]
    raw = sa.select(table.c.id, *(text.label(name) for text, name in zip(texts, names, strict=True)))
    words = [*traces.names, *traces.phones, *map(mask_phone, traces.phones)]
    named = sa.or_(*(text.contains(word, autoescape=True) for text in texts for word in words))
    conditions = [named] if only is None else [sa.and_(table.c.id.in_(part)) for part in parts(only)]
    for condition in conditions:
        for row in db.session.execute(raw.where(condition)).mappings():
            changed = {name: new for name in names if (new := again(table, name, row[name], traces)) is not None}
            if changed:
                yield row["id"], changed


def again(table: Table, name: str, text: str | None, traces: Traces) -> Any:
    """What a cell becomes; None where it stays. Numbers in JSON are sealed, so it is opened first."""
    if text is None:
        return None
    if not isinstance(table.c[name].type, sa.JSON):
        clean = traces.scrubbed(text)
        return clean if clean != text else None
    plain = as_json(opened_json(text))
    clean = traces.scrubbed(plain)
    return Json.sealed(opened_json(clean)) if clean != plain else None


def write_cells(table: Table, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Write what cells become, past the models; a form that is open on one of the rows will be told of a change."""
    version = {"version": table.c.version + 1} if "version" in table.c else {}
    for one, cells in changed.items():
        db.session.execute(sa.update(table).where(table.c.id == one).values({**cells, **version}))


def for_each_table(work: Callable[[Table], int]) -> dict[str, int]:
    """`{table: what work gives}` of every table that may name somebody, but for those that are treated apart."""
    tables = (one for one in Base.metadata.sorted_tables if one.name not in OUR_OWN and "id" in one.c)
    return {table.name: count for table in tables if (count := work(table))}


def traces_elsewhere(traces: Traces) -> Traces:
    """What may be looked for in every text: names of three characters and more that nobody else has."""
    names = {name: alias for name, alias in traces.names.items() if is_telling(name) and not is_shared(name, traces)}
    return replace(traces, names=names, phones=frozenset())


def is_shared(name: str, traces: Traces) -> bool:
    """Whether somebody else has this name, too."""
    for table in ("representative", "member", "user"):
        rows = Base.metadata.tables[table]
        others = sa.select(rows.c.id).where(rows.c.name == name, rows.c.id.not_in(traces.own.get(table, ())))
        if db.session.scalar(others.limit(1)):
            return True
    return False


def telling_keys(traces: Traces) -> set[str]:
    """Keys and titles of the columns that tell who somebody is, as JSON about him calls them."""
    names = {name for kind in ("personal", "contact") for table, name in columns_of(kind) if table in traces.own}
    names -= {name for table in traces.own for name in STAYS[table]}
    return names | {TITLES[name] for name in names if name in TITLES} | {"电话", "姓名"}


def without(value: Any, keys: set[str]) -> Any:
    """A JSON object without these keys; anything else as it is."""
    return {key: one for key, one in value.items() if key not in keys} if isinstance(value, Mapping) else value
