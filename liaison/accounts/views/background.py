"""Exports of many rows: a worker asks for the same page once more, as whoever asked for it, and keeps the book.

The payload of such a job is the page's address and form, sealed: what a list is narrowed by may name somebody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import current_app, g, redirect, request, url_for
from werkzeug.exceptions import NotFound

from liaison.accounts import queries
from liaison.accounts.actions import exports as leaving
from liaison.accounts.actions.exports import Wanted
from liaison.accounts.rules import exports as rules
from liaison.audit.actions import coming_from, origin
from liaison.core import vault
from liaison.core.db import let_go, transaction
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage
from liaison.core.sheets.copies import Copy
from liaison.jobs.actions import Run, keep_file, submit, works
from liaison.jobs.queries import file_of
from liaison.web.gate import asked_anew

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2 * 2**20
MAKING = "accounts.make_export"
PLACE = "job.payload.asked"

Noted = Callable[[], Any]


@dataclass
class Making:
    """A book that a worker makes. number: of the copy; the rest is filled in once its page has been asked."""

    run: Run
    number: str
    book: Any = None
    copy: Copy | None = None
    wanted: Wanted | None = None
    name: str = ""
    noted: Sequence[Noted] = ()
    digest: str = ""
    size: int = 0

    def draw(self, pages: Iterable[SheetPage], wanted: Wanted, name: str, noted: Sequence[Noted]) -> None:
        """Read all rows, let the database go, and write the book."""
        tabs = [replace(page, rows=list(page.rows)) for page in pages]
        let_go()
        self.wanted, self.name, self.noted = wanted, name, noted
        self.copy = leaving.new_copy(wanted, g.actor, self.number)
        self.book = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed at the end of the job
        told = Told(self.run, sum(len(page.rows) for page in tabs))
        self.digest, self.size = leaving.write_copy((told.on(page) for page in tabs), self.copy, self.book)

    def keep(self) -> None:
        """Enter the copy into the register and let it be fetched; an approval is used up with it."""
        wanted = self.wanted
        if wanted.request:
            used = leaving.use(wanted.request.id, wanted.key, wanted.request.address, g.actor)
            wanted = replace(wanted, request=used)
        leaving.enter(self.copy, wanted, g.actor, self.digest, self.size)
        for note in self.noted:
            note()
        keep_file(self.run, f"{self.name}.xlsx", self.book.read(), XLSX)

    def close(self) -> None:
        """Let go of the book."""
        if self.book:
            self.book.close()


class Told:
    """Rows that tell of themselves as they pass, through all tabs. total: of all."""

    def __init__(self, run: Run, total: int) -> None:
        self.run, self.total, self.done = run, total, 0

    def on(self, page: SheetPage) -> SheetPage:
        """The page, its rows counted."""
        return replace(page, rows=self.passing(page.rows))

    def passing(self, rows: Iterable[Any]) -> Iterator[Any]:
        """The rows. Raises Cancelled where somebody asked the job to end."""
        for row in rows:
            yield row
            self.done += 1
            self.run.tell(self.done, self.total)


def making_here() -> Making | None:
    """What is being made, where a worker asks."""
    return g.get("making")


def is_long(row_count: int) -> bool:
    """Whether a book of so many rows is left to a worker."""
    return making_here() is None and row_count > current_app.config["EXPORT_JOB_ROWS"]


def make_later(wanted: Wanted) -> Any:
    """Hand the present request in as a job, and lead to its page."""
    cells = {key: values for key, values in request.form.lists() if key != "csrf_token"}
    asked = {"address": request.full_path.rstrip("?"), "base": request.root_url, "form": cells, "origin": origin()}
    is_page = "GET" in request.url_rule.methods
    back = request.path if is_page else request.path.rpartition("/")[0]
    job = submit(MAKING, f"导出{wanted.title}", g.actor, back, asked=vault.seal(json.dumps(asked), PLACE))
    return redirect(url_for("jobs.job", job=job.id))


@works(MAKING)
def make_in_background(run: Run, asked: str) -> None:
    """Make the book, register it and keep it until it is fetched."""
    if file_of(run.job_id):
        return
    words = json.loads(vault.unseal(asked, PLACE))
    with transaction():
        making = Making(run, leaving.number_of_day())
    with asking(making, words), coming_from(words["origin"]):
        with transaction(write=False):
            ask(making)
        with transaction():
            making.keep()


@contextmanager
def asking(making: Making, words: dict[str, Any]) -> Iterator[None]:
    """The request as it was; what its page gives is kept in `making`."""
    with current_app.test_request_context(
        words["address"], base_url=words["base"], method="POST", data=words["form"]
    ):
        g.making = making
        try:
            yield
        finally:
            making.close()
            g.pop("making")


def ask(making: Making) -> None:
    """Ask for the page as the person in the seat that he still holds. Raises Refused where he may no more."""
    g.actor, g.user = queries.actor_again(making.run.actor)
    if g.actor is None:
        raise Refused(rules.NO_SEAT)
    try:
        asked_anew(current_app.view_functions[request.endpoint], dict(request.view_args))
    except NotFound as error:
        raise Refused(rules.NO_SEAT) from error
