"""What an import did to each row of each table, beside how that row stands now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Table, select

from liaison.core.db import Base, Moment, db
from liaison.roster.models import ImportBatch, ImportChange

Cells = Mapping[str, Any]
# Written by the database side of a row, not by the import: never compared, never set back.
OWN_COLUMNS = frozenset({"id", "version"})
AT_A_TIME = 400


@dataclass(slots=True)
class Touch:
    """One row that an import made, changed or deleted.

    before, after: the columns that it wrote, as they were and became, None where there was no row; now: the whole row
    as it stands, None where it is gone.
    """

    unit: str
    label: str
    table: Table
    id: int
    before: Cells | None
    after: Cells | None
    now: Cells | None

    @property
    def is_made(self) -> bool:
        """Whether the import made the row: to take that back is to delete it."""
        return self.before is None and self.after is not None

    @property
    def is_deleted(self) -> bool:
        """Whether the import deleted the row: to take that back is to put it in again."""
        return self.after is None

    def again(self, names: Iterable[str]) -> tuple[Any, ...]:
        """What these columns will hold when it is taken back; those not set back hold what they hold now."""
        cells = {**(self.now or {}), **(self.before or {})}
        return tuple(cells.get(name) for name in names)

    def differing(self) -> list[str]:
        """Names of columns that hold something else than the import left there.

        Of a row that the import made every column counts: what it did not write is as the table makes it.
        """
        after, now = self.after or {}, self.now or {}
        usual = usual_cells(self.table) if self.is_made else {}
        return [name for name, value in {**usual, **after}.items() if now.get(name) != value]


def usual_cells(table: Table) -> dict[str, Any]:
    """What a new row holds in each column that nobody fills in."""
    if "usual_cells" not in table.info:
        names = (column for column in table.c if column.name not in OWN_COLUMNS)
        table.info["usual_cells"] = {column.name: usual_value(column) for column in names}
    return table.info["usual_cells"]


def usual_value(column: Column[Any]) -> Any:
    """The default of a column."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def touches_of(batch: ImportBatch) -> list[Touch]:
    """All rows that a batch touched, in the order in which it did; one statement for each table."""
    columns = (ImportChange.unit, ImportChange.label, ImportChange.thing, ImportChange.thing_id, ImportChange.before,
               ImportChange.after)  # fmt: skip
    noted = db.session.execute(select(*columns).where(ImportChange.batch_id == batch.id).order_by(ImportChange.id))
    found: dict[tuple[str, int], Touch] = {}
    for unit, label, thing, one, before, after in noted:
        table = Base.metadata.tables[thing]
        first = found.setdefault((thing, one), Touch(unit, label, table, one, meant(table, before), {}, None))
        is_kept = first.after is not None and after is not None
        first.after = {**(first.after or {}), **meant(table, after)} if is_kept else meant(table, after)
        if first.before is not None and before:
            first.before = {**meant(table, before), **first.before}
    for table in {touch.table for touch in found.values()}:
        for row in standing_rows(table, batch):
            found[table.name, row["id"]].now = row
    return list(found.values())


def standing_rows(table: Table, batch: ImportBatch) -> Iterator[Cells]:
    """The rows of one table that a batch touched, as they stand now."""
    return (row._mapping for row in db.session.execute(select(table).where(table.c.id.in_(ids_of(batch, table)))))


def ids_of(batch: ImportBatch, table: Table) -> Any:
    """A statement that gives the ids of the rows of one table that a batch touched."""
    return select(ImportChange.thing_id).where(ImportChange.batch_id == batch.id, ImportChange.thing == table.name)


def meant(table: Table, cells: Cells | None) -> Any:
    """Noted cells with days and moments as such again; columns that are no more are left out."""
    if cells is None:
        return None
    return {name: value_of(table.c[name], value) for name, value in cells.items() if name in table.c}


def value_of(column: Column[Any], noted: Any) -> Any:
    """A noted value as the column holds it."""
    if not isinstance(noted, str):
        return noted
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(noted)
    return date.fromisoformat(noted) if isinstance(column.type, Date) else noted


def by_table(touches: Iterable[Touch]) -> list[tuple[Table, Sequence[Touch]]]:
    """The rows of each table, in the order in which rows can be put in: those referred to first."""
    groups: dict[str, list[Touch]] = {}
    for touch in touches:
        groups.setdefault(touch.table.name, []).append(touch)
    return [(table, groups[table.name]) for table in Base.metadata.sorted_tables if table.name in groups]


def rows_now(table: Table, ids: Iterable[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(id, cells) of these rows as they stand: what a batch notes of rows that it has just made."""
    for some in portions(sorted(ids)):
        for row in db.session.execute(select(table).where(table.c.id.in_(some)).order_by(table.c.id)):
            yield row.id, {name: value for name, value in row._mapping.items() if name not in OWN_COLUMNS}


def portions(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The things in portions that a statement can hold."""
    return (things[start : start + AT_A_TIME] for start in range(0, len(things), AT_A_TIME))
