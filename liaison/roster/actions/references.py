"""Everything that names a representative, and what becomes of it when he turns out to be another.

Each package declares the columns of its own tables; what nobody declared follows the keeper, and a test says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from liaison.audit.words import counted
from liaison.core.db import Base, db
from liaison.roster.models import Representative

Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """Columns of one row, before and after."""

    thing: str
    id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]


Rule = Callable[[Key, Representative, Representative], Sequence[Change]]
Refusal = Callable[[Representative, Representative], None]


def moves(key: Key, loser: Representative, keeper: Representative) -> list[Change]:
    """Every row that names the loser names the keeper."""
    table, column = key
    return [Change(table, one, {column: loser.id}, {column: keeper.id}) for one in rows_naming(key, loser.id)]


def stays(_key: Key, _loser: Representative, _keeper: Representative) -> list[Change]:
    """It is told of the loser, and goes on being told of him."""
    return []


def moves_unless_paired(key: Key, loser: Representative, keeper: Representative) -> list[Change]:
    """A pair that names the loser names the keeper, where the keeper has no such pair yet."""
    table, column = Base.metadata.tables[key[0]], key[1]
    other = "second_id" if column == "first_id" else "first_id"
    partners = dict(db.session.execute(select(table.c.id, table.c[other]).where(table.c[column] == loser.id)).all())
    theirs = select(table.c.first_id, table.c.second_id)
    known = {one for pair in db.session.execute(theirs.where(names_either(table, keeper.id))) for one in pair}
    return [change for change in moves(key, loser, keeper) if partners[change.id] not in known | {keeper.id}]


def names_either(table: Any, person_id: int) -> Any:
    """The pairs of one person."""
    return or_(table.c.first_id == person_id, table.c.second_id == person_id)


@dataclass(frozen=True)
class Reference:
    """How a column follows.

    refuse: raises Refused where the two cannot be merged because of its rows; is_told: its rows are counted for people.
    """

    rule: Rule = moves
    refuse: Refusal | None = None
    is_told: bool = True


REFERENCES: dict[Key, Reference] = {}


def declare_reference(
    table: str, column: str, rule: Rule = moves, refuse: Refusal | None = None, *, is_told: bool = True
) -> None:
    """Say how a column that names a representative follows him into a merge."""
    REFERENCES[table, column] = Reference(rule, refuse, is_told)


declare_reference("waiting_row", "candidate_id")
declare_reference("import_row", "candidate_id", is_told=False)
# Whoever was merged into the loser leads to the keeper.
declare_reference("representative", "merged_into_id", is_told=False)
declare_reference("distinct_pair", "first_id", moves_unless_paired, is_told=False)
declare_reference("distinct_pair", "second_id", moves_unless_paired, is_told=False)
# A pair of the last search is not shown while one of it is merged.
declare_reference("suspect_pair", "first_id", stays, is_told=False)
declare_reference("suspect_pair", "second_id", stays, is_told=False)
# What was merged before stays as it was told.
declare_reference("merge", "keeper_id", stays, is_told=False)
declare_reference("merge", "loser_id", stays, is_told=False)


def foreign_keys() -> list[Key]:
    """(table, column) of every foreign key to a representative, as the schema says."""
    keys = (key for table in Base.metadata.sorted_tables for key in table.foreign_keys)
    named = {key.parent for key in keys if key.column.table is Representative.__table__}
    return sorted((column.table.name, column.name) for column in named)


def references() -> dict[Key, Reference]:
    """Every foreign key and whatever else was declared, with its rule."""
    return {key: REFERENCES.get(key, Reference()) for key in dict.fromkeys([*foreign_keys(), *REFERENCES])}


def refuse_by_references(loser: Representative, keeper: Representative) -> None:
    """Raise Refused where some package says that the two cannot be one yet."""
    for reference in references().values():
        if reference.refuse:
            reference.refuse(loser, keeper)


def following(loser: Representative, keeper: Representative) -> Iterator[Change]:
    """What becomes of everything that names the loser."""
    for key, reference in references().items():
        yield from reference.rule(key, loser, keeper)


def rows_naming(key: Key, person_id: int) -> Sequence[int]:
    """Ids of the rows whose column names a person."""
    table = Base.metadata.tables[key[0]]
    return db.session.scalars(select(table.c.id).where(table.c[key[1]] == person_id).order_by(table.c.id)).all()


def belongings(person: Representative) -> list[str]:
    """What follows a person, counted: 3 条联系记录."""
    told: dict[str, int] = {}
    for (name, column), reference in references().items():
        table = Base.metadata.tables[name]
        if reference.is_told:
            rows = select(func.count()).select_from(table).where(table.c[column] == person.id)
            told[name] = told.get(name, 0) + (db.session.scalar(rows) or 0)
    return [counted(name, number) for name, number in told.items() if number]


def write_changes(changes: Sequence[Change]) -> None:
    """Give rows the cells of `after`, rows of one table with the same columns in one statement."""
    groups: dict[tuple[str, tuple[str, ...]], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.thing, tuple(sorted(change.after))), []).append(change)
    for (name, columns), some in groups.items():
        table = Base.metadata.tables[name]
        cells: dict[str, Any] = {column: bindparam(f"to_{column}", type_=table.c[column].type) for column in columns}
        version = {"version": table.c.version + 1} if "version" in table.c else {}
        rows = [{"one": one.id, **{f"to_{column}": one.after[column] for column in columns}} for one in some]
        statement = update(table).where(table.c.id == bindparam("one")).values(cells | version)
        db.session.connection().execute(statement, rows)
    db.session.expire_all()
