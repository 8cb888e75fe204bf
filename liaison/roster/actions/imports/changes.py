"""Noting what an import does to each row of each table, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from liaison.audit.actions import plain
from liaison.core.db import Json, insert_rows
from liaison.roster.models import ImportBatch, ImportChange


@dataclass(frozen=True)
class Noted:
    """One row of one table: the columns that the import writes, with their values before and after.

    unit: what is taken back together, such as `representative:12`; label: that thing in words; before is None for a
    row that the import makes.
    """

    unit: str
    label: str
    thing: str
    thing_id: int
    before: Mapping[str, Any] | Json | None
    after: Mapping[str, Any] | Json | None

    def written_down(self) -> Noted:
        """The same with its columns as text, made before a transaction."""
        before, after = (None if cells is None else Json.sealed(plain(cells)) for cells in (self.before, self.after))
        return replace(self, before=before, after=after)

    def row(self, batch: ImportBatch) -> dict[str, Any]:
        """The row of the table of changes."""
        return {
            "batch_id": batch.id, "unit": self.unit, "label": self.label, "thing": self.thing,
            "thing_id": self.thing_id, "before": plain(self.before), "after": plain(self.after),
        }  # fmt: skip


def note(batch: ImportBatch, changes: Iterable[Noted]) -> None:
    """Keep what an import did; in the same transaction as the change itself."""
    insert_rows(ImportChange.__table__, (change.row(batch) for change in changes))
