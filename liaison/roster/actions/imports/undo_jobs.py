"""Taking a large import back in the background."""

from __future__ import annotations

from collections.abc import Mapping

from liaison.core.db import db, transaction
from liaison.jobs.actions import Run, works
from liaison.roster.actions.imports.taking_back import take_back, weigh
from liaison.roster.models import ImportBatch
from liaison.roster.models.imports import UNDONE

UNDO_JOB = "import.undo"
DIRECT_THINGS = 200  # More than these are taken back by a worker.


@works(UNDO_JOB)
def undo_in_background(run: Run, batch_id: int, seen: Mapping[str, int]) -> None:
    """Take a batch back; one that an earlier run has taken back is left alone."""
    things = sum(seen.values())
    run.tell(0, things)
    with transaction(write=False):
        weighed = weigh(db.session.get_one(ImportBatch, batch_id))
        run.tell(things // 2, things)
    with transaction():
        batch = db.session.get_one(ImportBatch, batch_id)
        if batch.state != UNDONE:
            take_back(batch, run.actor, seen, weighed)
        run.tell(things, things)
