"""Setting rows back to what they were before an import: in bulk, in an order that foreign keys allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, insert, select, update

from liaison.core.db import db
from liaison.core.sealed import derived_names
from liaison.roster.actions.imports.changes import Noted
from liaison.roster.actions.imports.ties import every_key_to, findings_about, undone_about
from liaison.roster.actions.imports.touches import Touch, by_table, ids_of, own_columns
from liaison.roster.models import ImportBatch, ImportChange


def restore_rows(undo: ImportBatch, touches: Sequence[Touch]) -> None:
    """Delete what was made, set back what was changed, put in again what was deleted.

    undo: the batch that does it, in which all of this is noted already.
    """
    groups = by_table(touches)
    for table, rows in reversed(groups):
        if any(touch.is_made for touch in rows):
            delete_made(undo, table)
    for table, rows in groups:
        set_back(table, [touch for touch in rows if touch.before is not None and not touch.is_deleted])
        put_in_again(table, [touch for touch in rows if touch.is_deleted])


def delete_made(undo: ImportBatch, table: Table) -> None:
    """Delete the rows that the import made, and what was only found about them or done and undone to them.

    Which these are the database reads from what is noted: one statement for each table, whatever their number.
    """
    made = ids_of(undo, table).where(ImportChange.after.is_(None))
    for column in undone_about(table):
        delete_undone(column, column.in_(made))
    for column in (*findings_about(table), table.c.id):
        delete_where(column.in_(made), column.table)


def delete_undone(column: Column[Any], theirs: ColumnElement[bool]) -> None:
    """Delete what was done to rows and taken back, with what was noted of it: the log goes on telling of it."""
    for key in every_key_to(column.table):
        delete_where(key.in_(select(column.table.c.id).where(theirs)), key.table)
    delete_where(theirs, column.table)


def delete_where(condition: ColumnElement[bool], table: Any) -> None:
    """Delete rows in one statement."""
    db.session.connection().execute(delete(table).where(condition))


def set_back(table: Table, rows: Sequence[Touch]) -> None:
    """Give changed rows their old values; rows with the same columns in one statement."""
    for names, some in by_columns(rows):
        cells: dict[str, Any] = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
        if "version" in table.c:
            cells["version"] = table.c.version + 1
        statement = update(table).where(table.c.id == bindparam("one")).values(cells)
        values = [{"one": t.id, **{f"to_{name}": (t.before or {})[name] for name in names}} for t in some]
        db.session.connection().execute(statement, values)


def put_in_again(table: Table, rows: Sequence[Touch]) -> None:
    """Insert deleted rows with their old ids; a form that was open on one notices by the version."""
    for _names, some in by_columns(rows):
        db.session.connection().execute(insert(table), [{"id": touch.id, **cells_again(touch)} for touch in some])


def cells_again(touch: Touch) -> dict[str, Any]:
    """A deleted row as it was, one version later."""
    cells = dict(touch.before or {})
    return {**cells, "version": cells["version"] + 1} if "version" in cells else cells


def by_columns(rows: Sequence[Touch]) -> Iterator[tuple[tuple[str, ...], list[Touch]]]:
    """The rows by the columns that were noted of them."""
    groups: dict[tuple[str, ...], list[Touch]] = {}
    for touch in rows:
        groups.setdefault(tuple(sorted(set(touch.before or ()) - {"id"})), []).append(touch)
    for names, some in groups.items():
        if names:
            yield names, some


def noted(touch: Touch) -> Noted:
    """What restoring one row changed; of a deleted row everything, so that it can be put in again."""
    before, now = touch.before, dict(touch.now or {})
    if touch.is_made:
        own = {"id"} | derived_names(touch.table)
        changed = ({name: value for name, value in now.items() if name not in own}, None)
    elif touch.is_deleted:
        own = own_columns(touch.table)
        changed = (None, {name: value for name, value in (before or {}).items() if name not in own})
    else:
        changed = ({name: now.get(name) for name in before or {}}, before)
    return Noted(touch.unit, touch.label, touch.table.name, touch.id, *changed)
