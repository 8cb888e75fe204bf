"""What an import did to each row of each table, beside how that row stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Table, func, select

from liaison.core.db import Base, Moment, db, let_go
from liaison.core.intake.settling import unheard
from liaison.core.sealed import derived_names
from liaison.roster.models import ImportBatch, ImportChange

Cells = Mapping[str, Any]
Tell = Callable[[int, int], None]
# Written by the database side of a row, not by the import: never compared, never set back.
OWN_COLUMNS = frozenset({"id", "version", "seal"})  # what a row gives itself
AT_A_TIME = 400
NOTES_AT_A_TIME = 5_000


@dataclass(slots=True)
class Touch:
    """One row that an import made, changed or deleted.

    before, after: the columns that it wrote, as they were and became, None where there was no row; now: the whole row
    as it stands, None where it is gone; differing: the columns that hold something else than the import left there.
    """

    unit: str
    label: str
    table: Table
    id: int
    before: Cells | None
    after: Cells | None
    now: Cells | None = None
    differing: tuple[str, ...] = ()

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

    def meet(self, now: Cells) -> None:
        """Take in how the row stands.

        Of a row that the import made every column counts: what it did not write is as the table makes it.
        """
        left = {**usual_cells(self.table), **(self.after or {})} if self.is_made else self.after or {}
        self.now = now
        self.differing = tuple(name for name, value in left.items() if now.get(name) != value)


def own_columns(table: Table) -> frozenset[str]:
    """The columns of a table that no import writes."""
    return OWN_COLUMNS | derived_names(table)


def usual_cells(table: Table) -> dict[str, Any]:
    """What a new row holds in each column that nobody fills in."""
    if "usual_cells" not in table.info:
        names = (column for column in table.c if column.name not in own_columns(table))
        table.info["usual_cells"] = {column.name: usual_value(column) for column in names}
    return table.info["usual_cells"]


def usual_value(column: Column[Any]) -> Any:
    """The default of a column."""
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


def touches_of(batch: ImportBatch, tell: Tell = unheard) -> list[Touch]:
    """All rows that a batch touched, in the order in which it did; one statement for each table.

    tell: is told how far it is, (notes read, all of them).
    """
    found: dict[tuple[str, int], Touch] = {}
    for unit, label, thing, one, before, after in notes_of(batch, tell):
        table = Base.metadata.tables[thing]
        touch = Touch(unit, label, table, one, meant(table, before), meant(table, after))
        earlier = found.setdefault((thing, one), touch)
        if earlier is not touch:
            follow(earlier, touch)
    for table in {touch.table for touch in found.values()}:
        rows = db.session.execute(select(table).where(table.c.id.in_(ids_of(batch, table)))).all()
        let_go()
        for row in rows:
            found[table.name, row.id].meet(dict(row._mapping))
    return list(found.values())


def notes_of(batch: ImportBatch, tell: Tell) -> Iterator[Any]:
    """What a batch noted, in its order: read in portions, with nothing held between them."""
    columns = (ImportChange.unit, ImportChange.label, ImportChange.thing, ImportChange.thing_id, ImportChange.before,
               ImportChange.after)  # fmt: skip
    ours = ImportChange.batch_id == batch.id
    ids = select(func.min(ImportChange.id), func.max(ImportChange.id), func.count()).where(ours)
    first, last, count = db.session.execute(ids).one()
    read = 0
    for start in range(first, last + 1, NOTES_AT_A_TIME) if first else ():
        within = ImportChange.id.between(start, start + NOTES_AT_A_TIME - 1)
        rows = db.session.execute(select(*columns).where(ours, within).order_by(ImportChange.id)).all()
        let_go()
        tell(read, count)
        read += len(rows)
        yield from rows


def follow(earlier: Touch, later: Touch) -> None:
    """Let what a batch did to a row a second time count with what it did before."""
    if earlier.before is not None:
        earlier.before = {**(later.before or {}), **earlier.before}
    earlier.after = None if later.after is None else {**(earlier.after or {}), **later.after}


def ids_of(batch: ImportBatch, table: Table) -> Any:
    """A statement that gives the ids of the rows of one table that a batch touched."""
    return select(ImportChange.thing_id).where(ImportChange.batch_id == batch.id, ImportChange.thing == table.name)


def meant(table: Table, cells: Cells | None) -> dict[str, Any] | None:
    """Noted cells with days and moments as such again; columns that are no more are left out."""
    if cells is None:
        return None
    found = dict(cells)
    for name, read in timed_columns(table):
        if found.get(name):
            found[name] = read(found[name])
    for name in found.keys() - table.c.keys():
        del found[name]
    return found


def timed_columns(table: Table) -> list[tuple[str, Callable[[str], Any]]]:
    """The columns that hold days or moments, each with how these are read from ISO 8601."""
    if "timed_columns" not in table.info:
        days = [(column.name, date.fromisoformat) for column in table.c if isinstance(column.type, Date)]
        moments = [(column.name, datetime.fromisoformat) for column in table.c if isinstance(column.type, Moment)]
        table.info["timed_columns"] = [*days, *moments]
    return table.info["timed_columns"]


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
            yield row.id, {name: value for name, value in row._mapping.items() if name not in own_columns(table)}


def portions(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The things in portions that a statement can hold."""
    return (things[start : start + AT_A_TIME] for start in range(0, len(things), AT_A_TIME))
