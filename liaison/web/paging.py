"""Pages of a list: one statement gives the rows and how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy import Label, Select, func, select

from liaison.core.db import Base, db

PAGE_SIZE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True)
class Page:
    """One page of rows. number counts from 1; first/last are positions of its rows in the whole list."""

    rows: Sequence[Any]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Position of its first row, counted from 1; 0 in an empty list."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Position of its last row."""
        return min(self.number * self.size, self.total)

    def url(self, number: int) -> str:
        """The same list on another page, with the same filters."""
        asked = {**request.args.to_dict(flat=False), "page": number}
        return f"{url_for(request.endpoint, **request.view_args)}?{urlencode(asked, doseq=True)}"


def page_of(statement: Select[Any], size: int = PAGE_SIZE, counted: type[Base] | None = None) -> Page:
    """The page that ?page= asks for; a number that is none, or beyond the end, gives the nearest page.

    counted: the table that each row is one of, where no condition of the list names another: what is joined for its
    words need not be joined for counting, nor for the rows before the page if it is an outer join.
    """
    total = number_of(statement, counted)
    number = max(1, min(request.args.get("page", 1, type=int), LAST_PAGE))
    rows = rows_on(statement.add_columns(total), number, size, counted)
    if not rows and number > 1:
        number = max(1, -(-db.session.scalar(select(total)) // size))
        rows = rows_on(statement.add_columns(total), number, size, counted)
    return Page(rows, number, rows[0].in_all if rows else 0, size)


def rows_on(statement: Select[Any], number: int, size: int, counted: type[Base] | None) -> Sequence[Any]:
    """The rows of a page."""
    here = statement.limit(size).offset((number - 1) * size)
    if counted is not None and number > 1:
        here = statement.where(counted.id.in_(here.with_only_columns(counted.id).correlate(None)))
    return db.session.execute(here).all()


def number_of(statement: Select[Any], counted: type[Base] | None) -> Label[int]:
    """How many rows the whole list has, as the column `in_all` of its rows."""
    if counted is None or statement.whereclause is None:
        number = select(func.count()).select_from(statement.order_by(None).subquery())
    else:
        number = select(func.count()).select_from(counted).where(statement.whereclause)
    return number.correlate(None).scalar_subquery().label("in_all")


def page_among(rows: Sequence[Any], size: int = PAGE_SIZE) -> Page:
    """The page that ?page= asks for of rows that are at hand already."""
    number = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)
