"""Columns that the database holds sealed and Python reads plain: each cell is bound to its table, column and row.

`phone: Mapped[str] = mapped_column(Sealed)` goes with `phone_key` and, where the end of the number is searched for,
`phone_tail_key`: blind indexes that are written with it. Conditions on the column become conditions on its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import Column, Insert, String, Table, Update, cast, event, literal_column, type_coerce
from sqlalchemy.orm import Mapper
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnElement, Label
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeDecorator

from liaison.core.text import Phone
from liaison.core.vault import index_of, ring, seal, unseal

AFTER = "|"
TAIL = 4
MASK = "*"
LIKE_THEMSELVES = frozenset({operators.is_, operators.is_not})
ONE_OF = frozenset({operators.eq, operators.ne})
ANY_OF = frozenset({operators.in_op, operators.not_in_op})
number_looked_for: ContextVar[str | None] = ContextVar("number_looked_for", default=None)  # its last four digits
NewIds = Callable[[Table, int], list[int]]


class Token(str):
    """A cell that is sealed already."""

    __slots__ = ()


@event.listens_for(Mapper, "mapper_configured")
def _show_masked(mapper: Mapper[Any], _model: type[Any]) -> None:
    """Let what is set on a sealed attribute show itself masked at once, as what is read does."""
    for one in mapper.column_attrs:
        if isinstance(one.columns[0].type, Sealed):
            event.listen(one.class_attribute, "set", _as_phone, retval=True)


def _as_phone(_thing: Any, value: str | None, _before: Any, _initiator: Any) -> Phone | None:
    return None if value is None else Phone(value)


class Sealed(TypeDecorator[str]):
    """A telephone number that only this program can read; it shows itself masked (`core.text.Phone`)."""

    impl = String
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[str], String.Comparator[str]):
        """Compares blind indexes: equal or one of; empty or not. Everything else would need the plain text."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            """The condition on the column's key."""
            if op in LIKE_THEMSELVES or (op in ONE_OF and other == (None,)):
                return super().operate(op, *other, **kwargs)
            if op in ONE_OF:
                return op(key_column(self.expr), key_for(self.expr, other[0]))
            if op in ANY_OF:
                return op(key_column(self.expr), [key_for(self.expr, one) for one in other[0]])
            raise TypeError("a sealed column knows only whole numbers and, by its tail key, their ends")

    comparator_factory = Comparator

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """What is read: the cell behind the place that it is bound to."""
        cell = column.element if isinstance(column, Label) else column
        base = next(iter(cell.base_columns))
        row = cell.table.corresponding_column(base.table.c.id) if getattr(cell, "table", None) is not None else None
        if row is None:
            raise TypeError("a sealed column is read beside the id of its row")
        place = literal_column(f"'{base.table.name}.{base.name}.'", String)
        whole = place + cast(row, String) + literal_column(f"'{AFTER}'", String) + cast(cell, String)
        return type_coerce(whole, self)

    def process_bind_param(self, value: str | None, _dialect: Any) -> str | None:
        """Only what is sealed is written."""
        if value is None or type(value) is Token:
            return value
        raise TypeError("a sealed column was to be written in plain; give the id of its row in the same statement")

    def process_result_value(self, value: str | None, _dialect: Any) -> Phone | None:
        """The plain text."""
        if value is None:
            return None
        where, _, sealed = value.partition(AFTER)
        return Phone(unseal(sealed, where))


def has_number(column: Any, digits: str) -> ColumnElement[bool]:
    """Whether a sealed column holds this whole number, or one that ends with these four digits; no other part of it

    can be looked for. That one was looked for is remembered, so that it can be noted.
    """
    number_looked_for.set(digits[-TAIL:])
    if len(digits) != TAIL:
        return column == digits
    cell = column.__clause_element__() if hasattr(column, "__clause_element__") else column
    base = next(iter(cell.base_columns))
    return cell.table.c[f"{base.name}_tail_key"] == tail_key_of(base.table.name, base.name, digits)


def compared_by(column: Column[Any]) -> tuple[Column[Any], Callable[[Any], Any]]:
    """The column that conditions on a column of a table name, and what its values become there."""
    if not isinstance(column.type, Sealed):
        return column, lambda value: value
    return column.table.c[f"{column.name}_key"], partial(key_of, column.table.name, column.name)


def sealed_behind(column: Column[Any]) -> Column[Any]:
    """The sealed column that a blind index belongs to; any other column itself."""
    name = column.name.removesuffix("_key")
    return column.table.c[name] if column.name in derived_names(column.table) and name in column.table.c else column


def key_column(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The blind index beside a sealed column."""
    cell = column.element if isinstance(column, Label) else column
    return cell.table.c[f"{next(iter(cell.base_columns)).name}_key"]


def key_for(column: ColumnElement[Any], plain: str) -> str:
    """What the key column holds where the sealed one holds this."""
    base = next(iter((column.element if isinstance(column, Label) else column).base_columns))
    return key_of(base.table.name, base.name, plain)


def key_of(table: str, name: str, plain: str) -> str:
    """The blind index of a whole number in a column."""
    if not isinstance(plain, str):
        raise TypeError("a sealed column is compared with text")
    return index_of("".join((plain,)), f"{table}.{name}")


def tail_key_of(table: str, name: str, plain: str) -> str:
    """The blind index of the end of a number, half as long: it tells the four digits apart and no more."""
    return _tail_index(ring().keys[0].id, f"{table}.{name}.tail", plain[-TAIL:])


@lru_cache(maxsize=20_000)
def _tail_index(_key_id: str, purpose: str, tail: str) -> str:
    """There are only so many ends; books of people ask for each of them over and over."""
    return index_of(tail, purpose)[:16]


@cache
def sealed_names(table: Table) -> tuple[str, ...]:
    """The sealed columns of a table."""
    return tuple(column.name for column in table.columns if isinstance(column.type, Sealed))


@cache
def derived_names(table: Table) -> frozenset[str]:
    """The columns that are written with the sealed ones."""
    wanted = {f"{name}{end}" for name in sealed_names(table) for end in ("_key", "_tail_key")}
    return frozenset(wanted & set(table.c.keys()))


def sealed_cells(table: Table, name: str, row: int, plain: str | None) -> dict[str, Token | str | None]:
    """One cell as it is stored: sealed for its row, with its blind indexes."""
    keys = key_makers(table, name)
    if plain is None:
        return {name: None, **dict.fromkeys(keys)}
    plain = "".join((plain,))
    refuse_masked((plain,))
    token = Token(seal(plain, f"{table.name}.{name}.{row}"))
    return {name: token, **{key: make(table.name, name, plain) for key, make in keys.items()}}


def sealed_columns(
    table: Table, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]
) -> dict[str, Sequence[Any]]:  # fmt: skip
    """Whole columns of new rows, those of sealed cells sealed and with their keys."""
    done = dict(columns)
    for name in set(sealed_names(table)) & columns.keys():
        cells = ["".join((plain,)) if plain is not None else None for plain in columns[name]]
        refuse_masked(cells)
        place = f"{table.name}.{name}."
        rows = zip(ids, cells, strict=False)
        done[name] = [None if plain is None else Token(seal(plain, f"{place}{one}")) for one, plain in rows]
        for key, make in key_makers(table, name).items():
            done[key] = [None if plain is None else make(table.name, name, plain) for plain in cells]
    return done


def key_makers(table: Table, name: str) -> dict[str, Callable[[str, str, str], str]]:
    """`{column: how its blind index is made}` of those that a table has beside a sealed column."""
    makers = {f"{name}_key": key_of, f"{name}_tail_key": tail_key_of}
    return {key: make for key, make in makers.items() if key in table.c}


def refuse_masked(cells: Sequence[str | None]) -> None:
    """Raise TypeError where a number was to be stored as it is shown: that would lose it."""
    if any(plain and MASK in plain for plain in cells):
        raise TypeError("a masked number was to be stored")


def sealing(statement: Any, rows: Sequence[Mapping[str, Any]], new_ids: NewIds) -> tuple[Any, list[dict[str, Any]]]:
    """A statement that writes sealed columns, and its parameters, as they are to be sent."""
    if isinstance(statement, Insert):
        return statement, sealed_rows(statement, rows, new_ids)
    return sealed_update(statement, [dict(row) for row in rows] or [{}])


def writes_sealed(statement: Any) -> bool:
    """Whether a statement may write a sealed column."""
    return isinstance(statement, Insert | Update) and isinstance(statement.table, Table) and bool(
        sealed_names(statement.table)
    )


def sealed_rows(statement: Insert, rows: Sequence[Mapping[str, Any]], new_ids: NewIds) -> list[dict[str, Any]]:
    """New rows, each with its id, which its cells are bound to."""
    table = statement.table
    if statement._values or statement._multi_values or statement.select is not None:
        raise TypeError(f"the values of new rows of {table.name} are given as parameters, so that they can be sealed")
    nameless = [row for row in rows if row.get("id") is None]
    ids = iter(new_ids(table, len(nameless))) if nameless else iter(())
    done = []
    for row in rows:
        full = {**row, "id": row.get("id") or next(ids)}
        for name in sealed_names(table):
            if type(full.get(name)) is not Token:  # whole columns come sealed already
                full.update(sealed_cells(table, name, full["id"], full.get(name)))
        done.append(full)
    return done


def sealed_update(statement: Update, rows: list[dict[str, Any]]) -> tuple[Update, list[dict[str, Any]]]:
    """Changed rows; a sealed cell needs the id of its row in the condition."""
    table = statement.table
    values = {getattr(column, "key", column): value for column, value in (statement._values or {}).items()}
    for name in sealed_names(table):
        bound = values.get(name)
        key = bound.key if bound is not None else name
        if bound is not None and bound.unique:
            cells = sealed_cells(table, name, row_of(statement, rows[0]), bound.value)
            statement = statement.values({name: cells.pop(name)})
            rows = [{**row, **cells} for row in rows]
        elif bound is not None or name in rows[0]:
            for row in rows:
                cells = sealed_cells(table, name, row_of(statement, row), row[key])
                row[key] = cells.pop(name)
                row.update(cells)
    return statement, rows


def row_of(statement: Update, row: Mapping[str, Any]) -> int:
    """The id that a statement's condition names. Raises TypeError where it names none."""
    for bound in ids_bound(statement):
        return row.get(bound.key, bound.value)
    raise TypeError(f"a sealed column of {statement.table.name} is changed row by row, by id")


def ids_bound(statement: Update) -> Iterator[BindParameter[Any]]:
    """The parameters that the id of the table is compared with."""
    one = statement.table.c.id
    for part in iterate(statement.whereclause) if statement.whereclause is not None else ():
        is_equal = isinstance(part, BinaryExpression) and part.operator is operators.eq
        if is_equal and part.left.shares_lineage(one) and isinstance(part.right, BindParameter):
            yield part.right
