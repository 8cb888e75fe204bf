"""The lists as their pages show them: counts, rows, one row, and the views across several lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Sector, Station
from liaison.orgs.queries.choices import reference_choices
from liaison.orgs.sheets import LISTS, SOURCES, ReferenceList

SEARCHED = ("code", "name", "short", "aliases", "group_name", "words", "typical_titles")
IN_USE, RETIRED = "在用", "已停用"


@dataclass(frozen=True)
class ListCount:
    """How many rows a list has."""

    one: ReferenceList
    in_use: int
    retired: int


def list_counts() -> list[ListCount]:
    """Every list with its number of rows: one query."""
    counts = [
        select(literal(name), func.count(), func.coalesce(func.sum(cast(one.model.is_active, Integer)), 0))
        for name, one in LISTS.items()
    ]
    found = {name: (total, in_use) for name, total, in_use in db.session.execute(union_all(*counts))}
    return [ListCount(one, found[name][1], found[name][0] - found[name][1]) for name, one in LISTS.items()]


def list_named(slug: str) -> ReferenceList | None:
    """The list that goes by this name in URLs."""
    return next((one for one in LISTS.values() if one.slug == slug), None)


def rows_listed(
    one: ReferenceList, word: str = "", status: str = IN_USE, chosen: Mapping[str, str] | None = None
) -> Select[Any]:
    """A statement for `(id, is_active, cell, cell, …)` in the order of `one.shown`, references by name.

    word: part of a code, name or alias; chosen: `{key of one.filters: value}`, empty values narrow nothing.
    """
    statement = select(one.model.id, one.model.is_active)
    for column in one.shown:
        statement = with_cell(statement, one, column)
    if status in (IN_USE, RETIRED):
        statement = statement.where(one.model.is_active.is_(status == IN_USE))
    for key, value in (chosen or {}).items():
        statement = statement.where(filtered(one, key, value)) if value else statement
    statement = statement.where(said_in(one, word)) if word else statement
    return statement.order_by(getattr(one.model, "code", one.model.id))


def with_cell(statement: Select[Any], one: ReferenceList, column: Column) -> Select[Any]:
    """The statement with one more column; a reference gives the name of what it refers to."""
    cell = getattr(one.model, column.key)
    if column.kind is not Kind.REFERENCE:
        return statement.add_columns(cell.label(column.key))
    other = aliased(SOURCES[column.source or ""])
    return statement.outerjoin(other, other.id == cell).add_columns(other.name.label(column.key))


def filtered(one: ReferenceList, key: str, value: str) -> ColumnElement[bool]:
    """The rows whose cell holds this value; an id that is no number finds nothing."""
    cell = getattr(one.model, key)
    if one.column(key).kind is not Kind.REFERENCE:
        return cell == value
    return cell == int(value) if value.isdecimal() and len(value) < 10 else literal(False)


def said_in(one: ReferenceList, word: str) -> ColumnElement[bool]:
    """The rows in whose code, name or aliases the word stands."""
    keys = [column.key for column in one.columns if column.key in SEARCHED]
    return or_(*(getattr(one.model, key).contains(word, autoescape=True) for key in keys))


def row_of(one: ReferenceList, identity: int) -> Any:
    """One row of a list, or None."""
    return db.session.get(one.model, identity) if identity < 2**31 else None


def filter_choices(one: ReferenceList, key: str) -> list[tuple[Any, str]]:
    """What a filter of a list offers: the rows of the list it refers to, the column's choices, or the words in use."""
    column, cell = one.column(key), getattr(one.model, key)
    if column.kind is Kind.REFERENCE:
        return list(reference_choices(column.source or ""))
    words = column.choices or db.session.scalars(select(cell).group_by(cell).order_by(func.min(one.model.id)))
    return [(word, word) for word in words]


def rows_exported(one: ReferenceList) -> Iterator[dict[str, Any]]:
    """The rows in use as their sheet holds them: `{key: value}`, references by name."""
    names = {column.key: names_in(column) for column in one.references}
    order = getattr(one.model, "code", one.model.id)
    rows = select(one.model).where(one.model.is_active).order_by(order).options(*one.eager)
    for thing in db.session.scalars(rows):
        cells = {column.key: getattr(thing, column.key) for column in one.columns}
        yield {key: names[key].get(value) if key in names else value for key, value in cells.items()}


def names_in(column: Column) -> dict[int, str]:
    """`{id: name}` of the list that a reference column refers to."""
    model = SOURCES[column.source or ""]
    rows = db.session.execute(select(model.id, model.name))
    return {row.id: row.name for row in rows}


def types_by_sector() -> list[tuple[str, list[Any]]]:
    """《界别群众代表列举清单》: `[(sector, its identity types in use)]`, each type with code, name, typical_titles."""
    columns = (Sector.name.label("sector"), IdentityType.code, IdentityType.name, IdentityType.typical_titles)
    rows = select(*columns).join(IdentityType.sector).where(IdentityType.is_active, Sector.is_active)
    return grouped(db.session.execute(rows.order_by(Sector.id, IdentityType.id)).all(), "sector")


def stations_by_town() -> list[tuple[str, list[Any]]]:
    """`[(town, its stations in use)]`, each with code, kind, name, village, host."""
    village = aliased(Area)
    columns = (
        Area.name.label("town"), Station.id, Station.code, Station.kind, Station.name, village.name.label("village"),
        Station.host,
    )  # fmt: skip
    rows = select(*columns).join(Station.area).outerjoin(village, village.id == Station.village_id)
    ordered = rows.where(Station.is_active).order_by(Area.id, Station.id)
    return grouped(db.session.execute(ordered).all(), "town")


def grouped(rows: Any, key: str) -> list[tuple[str, list[Any]]]:
    """Rows under the value they share, in the order of their first row."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return list(groups.items())
