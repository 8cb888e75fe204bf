"""Trying a file out and letting it in: the same code for dry run, command and page, and for every kind of file."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from liaison.access import Actor
from liaison.audit.actions import plain
from liaison.core import clock
from liaison.core.db import db, let_go
from liaison.core.intake import Given, Report
from liaison.core.sheets import Reading
from liaison.roster.actions.imports.kinds import ImportKind, Staged
from liaison.roster.actions.imports.row_keys import with_phones
from liaison.roster.actions.imports.rows import Compared
from liaison.roster.actions.imports.turns import newest_event, wait_for_turn
from liaison.roster.models import ImportBatch


@dataclass(frozen=True)
class Tried:
    """What a file would do as things stood after the event `seen`. given: with the answers that were used.

    has_news: whether there is anything to write; what can be made ready for that is ready. Made ready as well, where a
    page shows the rows: rows_ready, their columns; compared, what was said of them before.
    """

    staged: Staged
    seen: int
    given: Given
    has_news: bool
    rows_ready: dict[str, list[Any]] = field(default_factory=dict)
    compared: Compared | None = None

    @property
    def report(self) -> Report:
        """What would become of each row."""
        return self.staged.report


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Python from looking for circles among the rows of a file: there are none, and looking costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@undisturbed()
def try_out(kind: ImportKind, reading: Reading, given: Given, actor: Actor) -> Tried:
    """What a file would do; nothing is written. Raises FileRefused or Refused."""
    seen = newest_event()
    reading, said = with_phones(reading, actor)
    told = {key: answer for key, answer in given.answers.items() if answer is not None}
    whole = replace(given, answers={**kind.guess(reading, given.file_name, actor), **told})
    let_go()
    staged = kind.stage(reading, whole, actor)
    staged.report.warnings.update(said)
    return Tried(staged, seen, whole, not given.is_dry and staged.has_news)


def try_again(kind: ImportKind, reading: Reading, tried: Tried, actor: Actor) -> Tried:
    """The same file as things stand now, in the turn of this import; as tried before where nothing has happened."""
    wait_for_turn()
    if newest_event() == tried.seen:
        return tried
    return try_out(kind, reading, replace(tried.given, shared={}), actor)


def take_in(kind: ImportKind, reading: Reading, given: Given, actor: Actor) -> Report:
    """Let a file in within the transaction of the caller; a file that changes nothing leaves no batch."""
    wait_for_turn()
    tried = try_out(kind, reading, given, actor)
    write(kind, tried, actor)
    return tried.report


@undisturbed()
def write(kind: ImportKind, tried: Tried, actor: Actor) -> ImportBatch | None:
    """Store what was decided. Gives the batch; None when the file changes nothing at all."""
    if not tried.has_news:
        return None
    given = tried.given
    batch = ImportBatch(
        kind=kind.code, file_name=given.file_name, sha256=given.sha256, counts=counts_of(tried.report),
        answers=plain(given.answers), imported_at=clock.now(), imported_by=actor.name, user_id=actor.user_id,
        seen_event=tried.seen,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    kind.write(tried.staged, batch, actor)
    return batch


def counts_of(report: Report) -> dict[str, int]:
    """`{outcome: rows}`, and how many memberships begin."""
    return {**report.counts, "memberships": report.memberships}
