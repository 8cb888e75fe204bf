"""Pages of a list: one statement for the rows, one for their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy import Select, func, select

from liaison.core.db import db

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
        arguments = {**request.view_args, **request.args.to_dict(flat=False), "page": number}
        return url_for(request.endpoint, **arguments)


def page_of(statement: Select[Any], size: int = PAGE_SIZE) -> Page:
    """The page that ?page= asks for; a number that is none, or beyond the end, gives the nearest page."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    wanted = request.args.get("page", 1, type=int)
    number = min(max(1, min(wanted, LAST_PAGE)), max(1, -(-total // size)))
    rows = db.session.execute(statement.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, total, size)


def page_among(rows: Sequence[Any], size: int = PAGE_SIZE) -> Page:
    """The page that ?page= asks for of rows that are at hand already."""
    number = min(max(1, request.args.get("page", 1, type=int)), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)
