"""The list of files that were read in: who, when, which file, what it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, select

from liaison.access import Actor
from liaison.core.db import db
from liaison.roster.models import ImportBatch, Library
from liaison.roster.models.imports import STATES, UNDONE, WRITTEN
from liaison.roster.queries.imports import batches_visible_to

TAKING_BACK = "taking_back"
LISTED = {**STATES, TAKING_BACK: "撤销、还原的记录"}


@dataclass(frozen=True)
class Fate:
    """What a batch is and what became of it. depth: 0 of a file, 1 of its taking back, 2 of taking that back;
    laters: (id, undoes_id, imported_by, imported_at) of the takings back that came after it, in their order.
    """

    depth: int
    laters: tuple[Any, ...]

    @property
    def is_undone(self) -> bool:
        """Whether what it did does not stand now: it was taken back, and that was not taken back."""
        return len(self.laters) % 2 == 1

    @property
    def deed(self) -> str:
        """What it did to the file's rows."""
        return deed_at(self.depth)

    @property
    def last(self) -> Any:
        """The last taking back since; None when there was none."""
        return self.laters[-1] if self.laters else None

    @property
    def last_deed(self) -> str:
        """What was done last to the file's rows."""
        return deed_at(self.depth + len(self.laters))


def deed_at(depth: int) -> str:
    """Taking back and bringing again take turns."""
    return ("还原" if depth else "导入") if depth % 2 == 0 else "撤销"


def fates_of(batches: Iterable[Any]) -> dict[int, Fate]:
    """`{id of a batch: its fate}`; one query, whatever the number."""
    columns = (ImportBatch.id, ImportBatch.undoes_id, ImportBatch.imported_by, ImportBatch.imported_at)
    undos = db.session.execute(select(*columns).where(ImportBatch.undoes_id.is_not(None))).all()
    above, below = {undo.undoes_id: undo for undo in undos}, {undo.id: undo.undoes_id for undo in undos}
    return {one.id: Fate(len(followed(one.id, below)), laters_of(one.id, above)) for one in batches}


def followed(batch_id: int, below: Mapping[int, int]) -> list[int]:
    """What a batch takes back, and what that took back."""
    found: list[int] = []
    while (batch_id := below.get(batch_id, 0)) and batch_id not in found:
        found.append(batch_id)
    return found


def laters_of(batch_id: int, above: Mapping[int, Any]) -> tuple[Any, ...]:
    """The takings back of a batch, each of the one before."""
    found: list[Any] = []
    while undo := above.get(batch_id):
        found.append(undo)
        batch_id = undo.id
    return tuple(found)


def is_in(batch: ImportBatch) -> bool:
    """Whether the rows of a file are in now."""
    return batch.state in (WRITTEN, UNDONE) and not fates_of([batch])[batch.id].is_undone


def written_before(kind: str, sha256: str) -> ImportBatch | None:
    """The last file of these very bytes whose rows are in now."""
    same = (ImportBatch.kind == kind, ImportBatch.sha256 == sha256, ImportBatch.undoes_id.is_(None))
    wanted = select(ImportBatch).where(*same, ImportBatch.state.in_((WRITTEN, UNDONE))).order_by(ImportBatch.id.desc())
    batches = db.session.scalars(wanted).all()
    fates = fates_of(batches)
    return next((batch for batch in batches if not fates[batch.id].is_undone), None)


def batch_list(actor: Actor, filters: Mapping[str, Any]) -> Select[Any]:
    """(id, kind, file_name, sha256, library, imported_at, imported_by, state, counts, undoes_id).

    Newest first, of those the actor may see. filters: kind, state (of LISTED), library (id); blank ones do nothing.
    """
    batch = ImportBatch
    statement = (
        select(
            batch.id, batch.kind, batch.file_name, batch.sha256, Library.name.label("library"), batch.imported_at,
            batch.imported_by, batch.state, batch.counts, batch.undoes_id,
        )
        .outerjoin(batch.library)
        .order_by(batch.id.desc())
    )  # fmt: skip
    columns = {"kind": batch.kind, "library": batch.library_id}
    wanted = [column == filters[key] for key, column in columns.items() if filters.get(key)]
    wanted += [is_listed_as(filters["state"])] if filters.get("state") else []
    return statement.where(batches_visible_to(actor), *wanted)


def is_listed_as(state: str) -> ColumnElement[bool]:
    """Whether the list shows a file as being in this state; a taking back is one of its own, whatever came of it."""
    batch, is_file = ImportBatch, ImportBatch.undoes_id.is_(None)
    if state == TAKING_BACK:
        return batch.undoes_id.is_not(None)
    if state not in (WRITTEN, UNDONE):
        return and_(batch.state == state, is_file)
    undone = batch.id.in_(files_undone())
    return and_(batch.state.in_((WRITTEN, UNDONE)), is_file, undone if state == UNDONE else not_(undone))


def files_undone() -> list[int]:
    """The files whose rows are not in now: taken back, and not brought again since."""
    taken_back = ImportBatch.state == UNDONE, ImportBatch.undoes_id.is_(None)
    fates = fates_of(db.session.execute(select(ImportBatch.id).where(*taken_back)).all())
    return [one for one, fate in fates.items() if fate.is_undone]


def undo_of(batch: ImportBatch) -> ImportBatch | None:
    """The batch by which this one was taken back."""
    statement = select(ImportBatch).where(ImportBatch.undoes_id == batch.id).order_by(ImportBatch.id.desc())
    return db.session.scalars(statement).first()
