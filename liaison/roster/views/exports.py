"""The books of members and of representatives as they go out: of today, or as of the day that ?on= asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, url_for

from liaison.accounts.views.exports import Listing, offer
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.sheets import SheetPage
from liaison.core.sheets.masking import Keyed
from liaison.roster import queries
from liaison.web.days import said_as_of, title_as_of


@dataclass(frozen=True)
class Book:
    """A list of people that goes out.

    key: of the list; its page is roster.<key>; letter: of its table in the keys of its rows; file: what the workbook is
    called, before its day; tab: the name of its sheet; clauses: (wanted) → the filters of today's rows and of their
    number; rows_on: (actor, day, wanted) → all rows of a day.
    """

    key: str
    letter: str
    title: str
    file: str
    tab: str
    columns: Sequence[Column]
    statuses: Mapping[str, str]
    clauses: Callable[..., Sequence[Any]]
    rows: Callable[..., Any]
    number: Callable[..., int]
    rows_on: Callable[..., Sequence[Any]]


def offer_book(book: Book, wanted: dict[str, Any]) -> Any:
    """The page on which the columns are chosen, and the workbook; wanted: what the list is narrowed by."""
    name = f"{book.file}{wanted['on'] or clock.today():%Y%m%d}"
    return offer(listed(book, wanted), name, url_for(f"roster.{book.key}", **wanted))


def listed(book: Book, wanted: dict[str, Any]) -> Listing:
    """The people as a list that goes out."""
    rows, total = rows_of(book, wanted)
    title = title_as_of(f"{current_app.config['SITE_NAME']}{book.title}", wanted["on"])
    return Listing(
        book.key, title, book.columns, total, lambda columns, frame: SheetPage(book.tab, columns, rows, **frame),
        "位", said_of(wanted, book.statuses), keyed=Keyed(book.letter),
    )  # fmt: skip


def rows_of(book: Book, wanted: dict[str, Any]) -> tuple[Any, int]:
    """The rows that are asked for, and how many there are."""
    if wanted["on"]:
        rows = book.rows_on(g.actor, wanted["on"], wanted)
        return rows, len(rows)
    clauses = book.clauses(wanted)
    return book.rows(g.actor, *clauses), book.number(g.actor, *clauses)


def said_of(wanted: dict[str, Any], statuses: Mapping[str, str]) -> list[tuple[str, str]]:
    """What an exported list is narrowed by, in words; the day in place of the state."""
    said = queries.filters_in_words(wanted, statuses)
    return [*said_as_of(wanted["on"]), *((t, w) for t, w in said if t != "状态")] if wanted["on"] else said
