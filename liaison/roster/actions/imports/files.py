"""Files on disk that a command takes in: read by one child process, each file written in one short transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from liaison.access import Actor
from liaison.core.db import transaction
from liaison.core.errors import FileRefused
from liaison.core.intake import Given, Report
from liaison.core.sheets import Reading, limits
from liaison.core.sheets.apart import Loaded, ReadingApart
from liaison.roster.actions.imports.engine import Tried, take_in, try_again, try_out, undisturbed, write
from liaison.roster.actions.imports.kinds import ImportKind
from liaison.roster.actions.imports.opening import followed_batch
from liaison.roster.actions.imports.rows import told_done, without_done


@dataclass(frozen=True)
class Taken:
    """A file that was taken in, or tried. reading: None of a file that was refused; answers: those that were used;
    batch_id: None where nothing was written."""

    report: Report
    content: bytes
    reading: Reading | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    batch_id: int | None = None


def take_in_files(
    kind: ImportKind, paths: Iterable[Path], actor: Actor, *, mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, Any] | None = None, is_dry: bool = False, is_open: bool = False,
) -> Iterator[Taken]:  # fmt: skip
    """Files one after another. A dry run writes nothing, yet the later files know what the earlier ones would add.

    mapping: `{heading in the file: column}`; is_open: words outside lists only warn. Raises Refused.
    """
    given = Given(
        "", "", answers=answers or {}, is_open=is_open, is_dry=is_dry, shows_values=is_dry, says_options=True,
    )  # fmt: skip
    with ReadingApart() as reader, closing(read_ahead(paths, reader)) as parsed:
        for path, content, loading in parsed:
            yield take_in_file(kind, path, content, loading, mapping or {}, given, actor)


def read_ahead(paths: Iterable[Path], reader: ReadingApart) -> Iterator[tuple[Path, bytes, Future[Loaded]]]:
    """Each file, with its bytes and the cells that the child finds in it; the next one is parsed meanwhile."""
    with ThreadPoolExecutor(1) as thread:
        before = None
        for path in paths:
            content = content_of(path)
            following = path, content, thread.submit(reader.load, content, path.name)
            if before:
                yield before
            before = following
        if before:
            yield before


@undisturbed()
def take_in_file(
    kind: ImportKind, path: Path, content: bytes, loading: Future[Loaded], mapping: Mapping[str, str], given: Given,
    actor: Actor,
) -> Taken:  # fmt: skip
    """One file; parsed and tried outside of any transaction that writes."""
    given = replace(given, file_name=path.name, sha256=hashlib.sha256(content).hexdigest())
    try:
        loaded = loading.result()
        reading = kind.sheet.understand(loaded.grids, mapping=mapping)
        reading.require_rows()
        reading, done = still_open(kind, reading, loaded.stamp, actor)
        tried, batch_id = tried_and_written(kind, reading, given, actor)
    except FileRefused as refused:
        return Taken(Report(path.name, refused=refused), content)
    tried.report.warnings.update(told_done(done))
    return Taken(tried.report, content, reading, tried.given.answers, batch_id)


def still_open(kind: ImportKind, reading: Reading, stamp: str | None, actor: Actor) -> tuple[Reading, int]:
    """Of a corrected error workbook the rows that did not go in before, and how many did; any other book as it is."""
    if not stamp:
        return reading, 0
    with transaction(write=False):
        followed = followed_batch(kind, stamp, actor)
        return without_done(kind, reading, followed.id if followed else None)


def tried_and_written(kind: ImportKind, reading: Reading, given: Given, actor: Actor) -> tuple[Tried, int | None]:
    """(what a file does, the batch that did it), in a transaction of its own unless the run is dry."""
    with transaction(write=False):
        tried = try_out(kind, reading, given, actor)
    if given.is_dry:
        return tried, None
    with transaction():
        tried = try_again(kind, reading, tried, actor)
        batch = write(kind, tried, actor)
        return tried, batch.id if batch else None


def content_of(path: Path) -> bytes:
    """The bytes of a file, no more than the reader needs to see that there are too many."""
    with path.open("rb") as file:
        return file.read(limits.FILE_BYTES + 1)


def take_in_own(kind: ImportKind, path: Path, actor: Actor, **answers: Any) -> Report:
    """A file that comes with the program: read in this process, let in within the transaction of the caller."""
    reading = kind.sheet.read(path)
    reading.require_rows()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return take_in(kind, reading, Given(path.name, digest, answers=answers), actor)
