"""Weighings of large imports: what taking one back would do, kept for a day beside the uploads and shown by pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from liaison.core import clock
from liaison.core.db import db
from liaison.roster.actions.imports.opening import DIRECT_ROWS
from liaison.roster.actions.imports.taking_back import TakingBack, Verdict, Weighed
from liaison.roster.actions.imports.uploads import delete_with, keep_beside, path_of
from liaison.roster.models import ImportBatch, ImportChange
from liaison.roster.rules.buckets import BUCKETS, in_words

MARK_LENGTH = 64
CHANGES_OF_A_ROW = 5  # A row of a book leaves a person, a membership and little more.


@dataclass(frozen=True)
class Lines:
    """The verdicts of one bucket, read from the file when they are looked at. first: the line that they begin on."""

    path: Path
    first: int
    count: int

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, wanted: slice) -> list[Verdict]:
        start, stop, _step = wanted.indices(self.count)
        try:
            with self.path.open(encoding="utf-8") as file:
                return [Verdict(*json.loads(line)) for line in islice(file, self.first + start, self.first + stop)]
        except FileNotFoundError:  # taken back this very moment
            return []


@dataclass(frozen=True)
class Weighing:
    """What taking a batch back would do, as it was reckoned at a moment.

    mark: tells one result from another; is_news: whether it is other than what somebody had been shown who wanted it.
    """

    path: Path
    counts: Mapping[str, int]
    noun: str
    mark: str
    at: datetime
    is_news: bool

    @property
    def words(self) -> str:
        """The counts as a button says them."""
        return in_words(self.counts, self.noun)

    def bucket(self, wanted: str) -> Lines:
        """The verdicts of one bucket."""
        before = list(BUCKETS)[: list(BUCKETS).index(wanted)]
        return Lines(self.path, 1 + sum(self.counts[key] for key in before), self.counts[wanted])


def is_heavy(batch_id: int) -> bool:
    """Whether a worker has to reckon what taking a batch back would do: nobody is to wait for that many rows."""
    ours = ImportChange.batch_id == batch_id
    most = DIRECT_ROWS * CHANGES_OF_A_ROW
    some = select(ImportChange.unit).where(ours).limit(most + 1).subquery()
    rows, things = db.session.execute(select(func.count(), func.count(some.c.unit.distinct())).select_from(some)).one()
    return rows > most or things > DIRECT_ROWS


def keep_weighing(batch: ImportBatch, weighed: Weighed, folder: Path, *, is_news: bool = False) -> None:
    """Keep what was weighed for the page, in place of an earlier weighing. folder: where files of the instance lie."""
    found, path = weighed.found, place_of(batch, folder)
    head = {"of": identity(batch), "counts": found.counts, "noun": found.noun, "mark": mark_of(found),
            "at": clock.now().isoformat(), "is_news": is_news}  # fmt: skip
    keep_beside(path, (f"{json.dumps(one)}\n".encode() for one in (head, *verdicts(found))))


def weighing_of(batch: ImportBatch, folder: Path) -> Weighing | None:
    """What was weighed last; None where nothing is kept, or only of another import that had this number."""
    path = place_of(batch, folder)
    try:
        with path.open(encoding="utf-8") as file:
            head = json.loads(file.readline())
    except FileNotFoundError:
        return None
    if head.pop("of") != identity(batch):
        return None
    return Weighing(path, **{**head, "at": datetime.fromisoformat(head["at"])})


def drop_weighing(batch: ImportBatch, folder: Path) -> None:
    """Let the kept weighing go once the transaction is committed."""
    delete_with(place_of(batch, folder))


def mark_of(found: TakingBack) -> str:
    """Tells one result from another: which thing is in which bucket."""
    units = ((bucket, verdict.unit) for bucket in BUCKETS for verdict in getattr(found, bucket))
    digest = sha256()
    for pair in units:
        digest.update(" ".join(pair).encode())
    return digest.hexdigest()


def verdicts(found: TakingBack) -> Iterator[Any]:
    """All verdicts, bucket by bucket."""
    for bucket in BUCKETS:
        yield from getattr(found, bucket)


def place_of(batch: ImportBatch, folder: Path) -> Path:
    """Where the weighing of a batch is kept."""
    return path_of(f"{batch.id}.weighing", folder)


def identity(batch: ImportBatch) -> str:
    """What tells a batch from another of the same number, as after a backup was restored."""
    return f"{batch.sha256} {batch.imported_at.isoformat()}"
