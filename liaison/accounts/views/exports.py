"""Lists that go out as workbooks: which columns, what stands above and below, that no row is missing, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Response, current_app, g, redirect, render_template, request, send_file, url_for

from liaison.accounts import actions, queries
from liaison.accounts.actions import exports as leaving
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.models import ExportRequest
from liaison.accounts.rules.exports import NOT_HERS
from liaison.accounts.views.background import IN_MEMORY, XLSX, Noted, is_long, make_later, making_here
from liaison.audit.masks import masked as mask_numbers
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.errors import Refused
from liaison.core.limits import allow
from liaison.core.sheets import SheetPage
from liaison.core.sheets.masking import Keyed, has_phones, masked

CHANGED_MEANWHILE = "导出的时候名单刚好有变化，行数对不上，没有导出。请再导一次。"

Frame = Mapping[str, Any]
Draw = Callable[[Sequence[Column], Frame], SheetPage]


@dataclass(frozen=True)
class Listing:
    """A list that can be taken out.

    key: under which the choice of columns is remembered; title: what it is called; total: rows of it on the screen,
    counted as counter; said: `[(filter, word)]` as chosen on the screen; draw: (columns, frame) → the page with all
    its rows, where the frame holds title_rows and footer; more: further tabs, as they are; keyed: whom its rows are
    about, where a book of them can be read back.
    """

    key: str
    title: str
    columns: Sequence[Column]
    total: int
    draw: Draw
    counter: str = "行"
    said: Sequence[tuple[str, str]] = ()
    more: Sequence[SheetPage] = field(default=())
    keyed: Keyed | None = None

    @property
    def range(self) -> str:
        """What of the list is taken out, in words; a number that was searched for is masked."""
        return mask_numbers("；".join(f"{title} {word}" for title, word in self.said)) or "全部"

    @property
    def has_phones(self) -> bool:
        """Whether there are numbers in it that go out masked."""
        return has_phones(self.columns)


def chosen_columns(listing: Listing) -> list[Column]:
    """The columns that the user takes out of this list: those he chose last time, else all."""
    choice = queries.column_choice(g.actor.user_id, listing.key)
    kept = [column for column in listing.columns if choice and column.key in choice.keys]
    return kept or list(listing.columns)


def offer(listing: Listing, name: str, back: str, parts: Sequence[Listing] = ()) -> Any:
    """The page on which columns are chosen and whole numbers asked for; what is sent from it gives the workbook.

    What was chosen is remembered. name: of the file; back: the list; parts: the same on several tabs.
    """
    if request.method != "POST":
        return choosing(listing, back, {column.key for column in chosen_columns(listing)})
    number = request.form.get("request", type=int)
    if number:
        return send_approved(parts or [listing], name, number)
    keys = [column.key for column in listing.columns if column.key in request.form.getlist("columns")]
    if making_here():
        return send_all(parts or [listing], name, [column for column in listing.columns if column.key in keys])
    try:
        actions.choose_columns(g.user, listing.key, keys, g.actor)
        if request.form.get("extent") == "full" and has_phones(chosen_columns(listing)):
            return ask(listing)
    except Refused as refused:
        return choosing(listing, back, set(keys), refused), 422
    return send_all(parts or [listing], name)


def choosing(listing: Listing, back: str, chosen: set[str], refused: Refused | None = None) -> str:
    """The page with the columns."""
    asked = queries.live_request(g.actor, address_asked())
    return render_template(
        "accounts/choose_columns.html", listing=listing, chosen=chosen, back=back, refused=refused, asked=asked,
        is_full=request.form.get("extent") == "full", purpose=request.form.get("purpose", ""),
    )  # fmt: skip


def address_asked() -> str:
    """The address of the list with its filters."""
    return request.full_path.rstrip("?")


def ask(listing: Listing) -> Any:
    """Ask another person for the list with whole numbers."""
    columns = chosen_columns(listing)
    wanted = replace(wanted_of([listing], columns), is_full=True, purpose=request.form.get("purpose"))
    asked = leaving.ask_for_full(wanted, [column.key for column in columns], address_asked(), g.actor)
    return redirect(url_for("accounts.export_request", application=asked.id))


def send_approved(listings: Sequence[Listing], name: str, number: int) -> Any:
    """The workbook with whole numbers, once: the approval is used up with it."""
    its = number, listings[0].key, address_asked(), g.actor
    is_made_later = making_here() or is_long(sum(one.total for one in listings))
    used = queries.usable_request(*its) if is_made_later else leaving.use(*its)
    if used is None:
        raise Refused(NOT_HERS)
    columns = [column for column in listings[0].columns if column.key in used.columns]
    return send_all(listings, name, columns, used)


def send(listing: Listing, name: str, *noted: Noted) -> Any:
    """The workbook with masked numbers, written row by row. noted: done when it is given, at once or by a worker.

    Raises Refused when it holds another number of rows than the screen shows.
    """
    return send_all([listing], name, noted=noted)


def send_all(
    listings: Sequence[Listing], name: str, columns: Sequence[Column] = (), approved: ExportRequest | None = None,
    noted: Sequence[Noted] = (),
) -> Any:  # fmt: skip
    """As `send`, with a tab for each of several lists of one key. columns, approved: of a full copy."""
    columns = columns or chosen_columns(listings[0])
    wanted = wanted_of(listings, columns)
    if approved:
        wanted = replace(wanted, is_full=True, purpose=approved.purpose, request=approved)
    if is_long(wanted.row_count):
        return give([], wanted, name)
    drawn = [(listing, listing.draw(columns, frame_of(listing))) for listing in listings]
    counts = [Counted(page.rows) for _listing, page in drawn]
    pages = [replace(page, rows=rows) for (_listing, page), rows in zip(drawn, counts, strict=True)]
    if approved is None:
        pages = [masked(page, listing.keyed) for page, listing in zip(pages, listings, strict=True)]
    pages += [page for listing in listings for page in listing.more]
    answer = give(pages, wanted, name, *noted)
    if [rows.number for rows in counts] != [listing.total for listing in listings]:
        answer.close()
        raise Refused(CHANGED_MEANWHILE)
    return answer


def wanted_of(listings: Sequence[Listing], columns: Sequence[Column]) -> Wanted:
    """What of these lists is taken out, as the register says it."""
    first = listings[0]
    return Wanted(
        first.key, first.title, first.range, [column.title for column in columns],
        sum(listing.total for listing in listings), current_app.config["SITE_NAME"], has_phones(columns),
    )  # fmt: skip


def give(pages: Iterable[SheetPage], wanted: Wanted, name: str, *noted: Noted) -> Any:
    """The answer that hands a workbook out: within the limit of the day, numbered and registered.

    One of many rows is handed in as a job. noted: done when it is given.
    """
    making = making_here()
    if making:
        making.draw(pages, wanted, name, noted)
        return Response()
    count(wanted)
    if is_long(wanted.row_count):
        return make_later(wanted)
    book = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    leaving.hand_out(pages, wanted, g.actor, book)
    for note in noted:
        note()
    return send_file(book, mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def count(wanted: Wanted) -> None:
    """Count a copy against the limit of the day, that of full ones or of all others. Raises TooOften."""
    allow("export" if wanted.is_full else "export.masked", g.actor.user_id)


def give_page(wanted: Wanted, draw: Callable[[str], str]) -> Any:
    """A page with many whole numbers: asked for, and once another person has approved it drawn a single time.

    draw: (the line that says whose copy it is) → the page.
    """
    number = request.form.get("request", type=int)
    if number is None:
        full = replace(wanted, is_full=True, purpose=request.form.get("purpose"))
        asked = leaving.ask_for_full(full, [], address_asked(), g.actor)
        return redirect(url_for("accounts.export_request", application=asked.id))
    used = leaving.use(number, wanted.key, address_asked(), g.actor)
    full = replace(wanted, is_full=True, purpose=used.purpose, request=used)
    count(full)
    return leaving.hand_out_page(draw, full, g.actor)


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
