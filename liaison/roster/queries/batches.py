"""The list of files that were read in: who, when, which file, what it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from liaison.access import Actor
from liaison.core.db import db
from liaison.roster.models import ImportBatch, Library
from liaison.roster.queries.imports import batches_visible_to

UNDO = aliased(ImportBatch, name="undo")


def batch_list(actor: Actor, filters: Mapping[str, Any]) -> Select[Any]:
    """(id, kind, file_name, sha256, library, imported_at, imported_by, state, counts, undoes_id, undone_by, undone_at).

    Newest first, of those the actor may see. filters: kind, state (codes), library (id); blank ones do nothing.
    """
    batch = ImportBatch
    statement = (
        select(
            batch.id, batch.kind, batch.file_name, batch.sha256, Library.name.label("library"), batch.imported_at,
            batch.imported_by, batch.state, batch.counts, batch.undoes_id, UNDO.imported_by.label("undone_by"),
            UNDO.imported_at.label("undone_at"),
        )
        .outerjoin(batch.library).outerjoin(UNDO, UNDO.undoes_id == batch.id)
        .order_by(batch.id.desc())
    )  # fmt: skip
    columns = {"kind": batch.kind, "state": batch.state, "library": batch.library_id}
    wanted = [column == filters[key] for key, column in columns.items() if filters.get(key)]
    return statement.where(batches_visible_to(actor), *wanted)


def undo_of(batch: ImportBatch) -> ImportBatch | None:
    """The batch by which this one was taken back."""
    statement = select(ImportBatch).where(ImportBatch.undoes_id == batch.id).order_by(ImportBatch.id.desc())
    return db.session.scalars(statement).first()
