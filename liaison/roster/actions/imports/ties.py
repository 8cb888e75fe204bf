"""What ties rows together, read from the schema: who refers to a row, and what a row cannot do without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint, and_, select, tuple_

from liaison.core.db import Base, db
from liaison.core.sealed import compared_by, sealed_behind
from liaison.roster.actions.imports.touches import Touch, by_table, ids_of, portions
from liaison.roster.models import ImportBatch

# These speak of things by name and number, and go on speaking of one that is gone.
WITNESSES = frozenset({"event", "import_change", "merge_change"})
# These were only found by looking, and are found again: they hold nothing, and go with what they speak of.
FINDINGS = frozenset({"suspect_pair"})
Key = tuple[str, int]


@dataclass
class Ties:
    """What holds the things of a batch.

    outside: `{unit: {table: rows of others that refer to it}}`; needs: `{unit: units that must be taken back with it}`;
    lost: `{unit: tables of rows that it cannot do without and that are gone}`;
    clashes: `{unit: columns whose old value somebody else has now}`.
    """

    outside: dict[str, Counter[str]] = field(default_factory=dict)
    needs: dict[str, set[str]] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)
    clashes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def ties_of(batch: ImportBatch, touches: Sequence[Touch]) -> Ties:
    """What holds the things that a batch touched; some statements for each table, whatever the number of rows."""
    ties, known = Ties(), {(touch.table.name, touch.id): touch for touch in touches}
    for table, rows in by_table(touches):
        made = {touch.id: touch for touch in rows if touch.is_made and touch.now is not None}
        for referrer, column_name, one, target in referring(batch, table) if made else ():
            if target in made:
                hold(ties, made[target], known.get((referrer, one)), referrer, column_name)
        find_lost(ties, table, [touch for touch in rows if touch.before is not None], known)
        find_clashes(ties, table, [touch for touch in rows if touch.before is not None], known)
    return ties


def hold(ties: Ties, made: Touch, referrer: Touch | None, table: str, column: str) -> None:
    """Note one row that refers to a row which the batch made."""
    is_ours = referrer is not None and (referrer.is_made or (referrer.before or {}).get(column, made.id) != made.id)
    if not is_ours or referrer is None:
        ties.outside.setdefault(made.unit, Counter())[table] += 1
    elif referrer.unit != made.unit:
        ties.needs.setdefault(made.unit, set()).add(referrer.unit)


def referring(batch: ImportBatch, table: Table) -> Iterator[tuple[str, str, int, int]]:
    """(table, column, id, id of what it refers to) of every row that refers to a row the batch touched."""
    ids = ids_of(batch, table)
    for column in keys_to(table):
        standing = [column.table.c.taken_back_at.is_(None)] if "taken_back_at" in column.table.c else []
        for one, target in db.session.execute(select(column.table.c.id, column).where(column.in_(ids), *standing)):
            yield column.table.name, column.name, one, target
    for speaking in tables_by_name():
        named = (speaking.c.thing == table.name, speaking.c.thing_id.in_(ids))
        for one, target in db.session.execute(select(speaking.c.id, speaking.c.thing_id).where(*named)):
            yield speaking.name, "thing_id", one, target


@cache
def keys_to(table: Table) -> tuple[Column[Any], ...]:
    """Every column of the schema by which a row of another table holds one of this table."""
    return tuple(column for column in every_key_to(table) if column.table.name not in FINDINGS)


@cache
def findings_about(table: Table) -> tuple[Column[Any], ...]:
    """Every column of the schema by which something that was only found speaks of a row of this table."""
    return tuple(column for column in every_key_to(table) if column.table.name in FINDINGS)


@cache
def undone_about(table: Table) -> tuple[Column[Any], ...]:
    """Every column by which a row that may have been taken back, such as a merge, speaks of a row of this table."""
    return tuple(column for column in keys_to(table) if "taken_back_at" in column.table.c)


def every_key_to(table: Table) -> list[Column[Any]]:
    """Every column of the schema that is a foreign key to this table."""
    keys = (key for other in Base.metadata.sorted_tables for key in other.foreign_keys)
    return [key.parent for key in keys if key.column.table is table and "id" in key.parent.table.c]


@cache
def tables_by_name() -> tuple[Table, ...]:
    """Tables whose rows belong to a thing by its table's name and its id, such as photos."""
    return tuple(
        table for table in Base.metadata.sorted_tables
        if {"thing", "thing_id"} <= set(table.c.keys()) and table.name not in WITNESSES
    )  # fmt: skip


def find_lost(ties: Ties, table: Table, rows: Sequence[Touch], known: Mapping[Key, Touch]) -> None:
    """Rows that would refer again to something: it must be there, or come back with them."""
    for column in (key.parent for key in table.foreign_keys):
        target = next(iter(column.foreign_keys)).column.table
        wanted = [(touch, value) for touch in rows if (value := (touch.before or {}).get(column.name)) is not None]
        there = standing_ids(target, {value for _touch, value in wanted})
        for touch, value in wanted:
            if value not in there:
                miss(ties, touch, target.name, known.get((target.name, value)))


def miss(ties: Ties, touch: Touch, target: str, parent: Touch | None) -> None:
    """Note one row that would refer to what is not there now."""
    if parent is None or not parent.is_deleted:
        ties.lost.setdefault(touch.unit, set()).add(target)
    elif parent.unit != touch.unit:
        ties.needs.setdefault(touch.unit, set()).add(parent.unit)


def standing_ids(table: Table, ids: set[int]) -> set[int]:
    """Those of the ids that are in the table."""
    rows = (db.session.scalars(select(table.c.id).where(table.c.id.in_(some))) for some in portions(sorted(ids)))
    return {one for found in rows for one in found}


def find_clashes(ties: Ties, table: Table, rows: Sequence[Touch], known: Mapping[Key, Touch]) -> None:
    """Rows whose old values somebody else holds now where no two rows may hold the same."""
    for names, within in unique_columns(table):
        coming = [touch for touch in rows if not set(names).isdisjoint(touch.before or ())]
        keys = {key: touch for touch in coming if None not in (key := touch.again(names))}
        for found in holders(table, names, within, list(keys)):
            touch = keys.get(tuple(found[name] for name in names))
            if touch and touch.id != found["id"]:
                collide(ties, touch, names, known.get((table.name, found["id"])))


def collide(ties: Ties, touch: Touch, names: tuple[str, ...], holder: Touch | None) -> None:
    """Note one row whose old value is taken: by somebody, or by a row that the batch itself made or changed."""
    if holder is None:
        ties.clashes[touch.unit] = names
    elif holder.unit != touch.unit:
        ties.needs.setdefault(touch.unit, set()).add(holder.unit)


def holders(table: Table, names: Sequence[str], within: Any, keys: list[tuple[Any, ...]]) -> Iterator[Any]:
    """The rows that hold one of these keys."""
    columns = [table.c[name] for name in names]
    compared, makers = zip(*map(compared_by, columns), strict=True)
    for some in portions(keys):
        asked = [tuple(make(value) for make, value in zip(makers, key, strict=True)) for key in some]
        held = compared[0].in_([key[0] for key in asked]) if len(names) == 1 else tuple_(*compared).in_(asked)
        condition = held if within is None else and_(held, within)
        yield from (row._mapping for row in db.session.execute(select(table.c.id, *columns).where(condition)))


@cache
def unique_columns(table: Table) -> tuple[tuple[tuple[str, ...], Any], ...]:
    """`((column names, condition or None), …)` of everything that may occur only once in a table."""
    constraints = [(each.columns, None) for each in table.constraints if isinstance(each, UniqueConstraint)]
    indexes = [(each.columns, each.dialect_options["sqlite"]["where"]) for each in table.indexes if each.unique]
    alone = [([column], None) for column in table.c if column.unique]
    found = (*constraints, *indexes, *alone)
    return tuple({tuple(sealed_behind(one).name for one in columns): within for columns, within in found}.items())

