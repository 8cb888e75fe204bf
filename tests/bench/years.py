"""More rows than one county has: its year again for further years, the whole county again for further counties.

SQL copies the rows within the database (SQLite), each with numbers and ids of its own; people are sealed anew. Seals
of copied step records do not hold: nothing here verifies them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Date, DateTime, Table, func, literal_column, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from liaison.assignment.models import Pairing
from liaison.casework.models import Case, Rating, StepRecord, UrgingNotice
from liaison.contacts.models import Contact
from liaison.core.db import Moment, db, insert_whole
from liaison.core.sealed import sealed_columns
from liaison.performance.models import Deed
from liaison.roster.models import Member, Representative

OF_A_YEAR = (Contact, Case, StepRecord, Rating, UrgingNotice, Deed)
OF_A_COUNTY = (Member, Representative, Pairing, *OF_A_YEAR)
ONCE = {"contact": ("number",), "case": ("number", "original_no"), "urging_notice": ("number",)}
PHONE = "169{:08d}"
ID_STEP = 10_000_000  # between the ids of one copy and those of the next


def add_years(count: int) -> None:
    """The contacts, cases and deeds that there are, again in each of so many years before; within a transaction."""
    kept = last_ids(OF_A_YEAR)
    for back in range(1, count + 1):
        copy(OF_A_YEAR, kept, place=back, years=-back)


def add_counties(count: int) -> None:
    """All members, the representatives whom they keep or met, and what came of it, again so many times."""
    kept = last_ids(OF_A_COUNTY)
    taken = max(kept.values()) // ID_STEP + 1  # by the copies that are there already
    for place in range(1, count + 1):
        copy(OF_A_COUNTY, kept, place=place * taken, years=0)


def last_ids(models: Iterable[Any]) -> dict[str, int]:
    """`{table: its highest id}`: what lies above are copies."""
    return {one.__tablename__: db.session.scalar(select(func.max(one.id))) or 0 for one in models}


def copy(models: Iterable[Any], kept: Mapping[str, int], place: int, years: int) -> None:
    """One copy. place: which, 1 the first; years: by how many its days are moved."""
    for model in models:
        table = model.__table__
        if "phone" in table.c:
            copy_people(table, kept[table.name], place)
            continue
        cells = {column.name: cell(column, table, kept, place, years) for column in table.columns}
        rows = select(*cells.values()).where(table.c.id <= kept[table.name])
        connection = db.session.connection()
        statement = table.insert().from_select(list(cells), rows, include_defaults=False)
        connection.exec_driver_sql(str(statement.compile(connection, compile_kwargs={"literal_binds": True})))


def copy_people(table: Table, top: int, place: int) -> None:
    """People again, each with a telephone of his own."""
    rows = db.session.execute(select(table).where(table.c.id <= top, needed(table))).mappings()
    count = (place - 1) * len(rows := list(rows))
    made = [{**row, "id": row["id"] + place * ID_STEP, "phone": PHONE.format(count + n)} for n, row in enumerate(rows)]
    if table.name == Member.__tablename__:
        made = [{**row, "no": f"{row['no']}-{place}", "user_id": None} for row in made]
    columns = {name: [row[name] for row in made] for name in made[0] if not name.endswith("_key")}
    insert_whole(db.session.connection(), table, sealed_columns(table, columns["id"], columns))


def needed(table: Table) -> ColumnElement[bool]:
    """Of representatives only those whom somebody keeps or met; of members all."""
    if table.name == Member.__tablename__:
        return true()
    return or_(*(table.c.id.in_(select(one.representative_id)) for one in (Pairing, Contact)))


def cell(column: Column[Any], table: Table, kept: Mapping[str, int], place: int, years: int) -> ColumnElement[Any]:
    """What stands in a column of a copied row."""
    points_to = {key.column.table.name for key in column.foreign_keys}
    if column.primary_key or points_to & set(kept):
        return column + place * ID_STEP
    if column.name in ONCE.get(table.name, ()):
        return literal_column(f'"{table.name}"."{column.name}" || \'-{place if not years else f"{years}y"}\'')
    return moved(column, years) if years else column


def moved(column: Column[Any], years: int) -> ColumnElement[Any]:
    """A day or a moment so many years on."""
    quoted = f'"{column.table.name}"."{column.name}"'
    if isinstance(column.type, Date):
        return literal_column(f"date({quoted}, '{years} years')")
    if isinstance(column.type, Moment | DateTime):
        return literal_column(f"strftime('%Y-%m-%d %H:%M:%f000', {quoted}, '{years} years')")
    return column
