"""Lists that go out as workbooks: which columns, what stands above and below, and that no row is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import current_app, g, redirect, render_template, request, send_file

from liaison.accounts import actions, queries
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage, write_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2 * 2**20
CHANGED_MEANWHILE = "导出的时候名单刚好有变化，行数对不上，没有导出。请再导一次。"

Frame = Mapping[str, Any]
Draw = Callable[[Sequence[Column], Frame], SheetPage]


@dataclass(frozen=True)
class Listing:
    """A list that can be taken out.

    key: under which the choice of columns is remembered; title: what it is called; total: rows of it on the screen,
    counted as counter; said: `[(filter, word)]` as chosen on the screen; draw: (columns, frame) → the page with all
    its rows, where the frame holds title_rows and footer; more: further tabs, as they are.
    """

    key: str
    title: str
    columns: Sequence[Column]
    total: int
    draw: Draw
    counter: str = "行"
    said: Sequence[tuple[str, str]] = ()
    more: Sequence[SheetPage] = field(default=())

    @property
    def range(self) -> str:
        """What of the list is taken out, in words."""
        return "；".join(f"{title} {word}" for title, word in self.said) or "全部"


def chosen_columns(listing: Listing) -> list[Column]:
    """The columns that the user takes out of this list: those he chose last time, else all."""
    choice = queries.column_choice(g.actor.user_id, listing.key)
    kept = [column for column in listing.columns if choice and column.key in choice.keys]
    return kept or list(listing.columns)


def choose(listing: Listing, download: str, back: str) -> Any:
    """The page on which the columns are chosen; what was chosen is remembered and the workbook follows."""
    sent = request.form.getlist("columns") if request.method == "POST" else None
    error = ""
    if sent is not None:
        try:
            keys = [column.key for column in listing.columns if column.key in sent]
            actions.choose_columns(g.user, listing.key, keys, g.actor)
            return redirect(download)
        except Refused as refused:
            error = refused.sentence
    chosen = {column.key for column in chosen_columns(listing)} if sent is None else set()
    page = render_template("accounts/choose_columns.html", listing=listing, chosen=chosen, back=back, error=error)
    return page, 422 if error else 200


def send(listing: Listing, name: str) -> Any:
    """The workbook, written row by row.

    Raises Refused when it holds another number of rows than the screen shows.
    """
    return send_all([listing], name)


def send_all(listings: Sequence[Listing], name: str) -> Any:
    """As `send`, with a tab for each of several lists of one key."""
    columns = chosen_columns(listings[0])
    drawn = [(listing, listing.draw(columns, frame_of(listing))) for listing in listings]
    counts = [Counted(page.rows) for _listing, page in drawn]
    pages = [replace(page, rows=rows) for (_listing, page), rows in zip(drawn, counts, strict=True)]
    book = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_book(book, [*pages, *(page for listing in listings for page in listing.more)])
    if [rows.number for rows in counts] != [listing.total for listing in listings]:
        book.close()
        raise Refused(CHANGED_MEANWHILE)
    book.seek(0)
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def frame_of(listing: Listing) -> Frame:
    """What stands above and below the rows: title, unit and day; range and number. No import reads any of it."""
    unit, day = current_app.config["SITE_NAME"], clock.today()
    return {
        "title_rows": [listing.title, (unit, f"导出日期：{day}")],
        "footer": [f"导出范围：{listing.range}", f"合计：{listing.total} {listing.counter}"],
    }


class Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self.rows:
            self.number += 1
            yield row
