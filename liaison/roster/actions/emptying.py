"""What becomes of a person's own row, and of what books, imports, merges, numbers and files keep of him."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Table

from liaison.accounts.models import ForeignAccount, RecoveryCode, SecondFactor
from liaison.core.db import Base, db
from liaison.core.sealed import Sealed, key_of
from liaison.files.actions import drop_file
from liaison.files.models import Attachment
from liaison.inventory import columns_of
from liaison.notices.models import MailChoice
from liaison.roster.actions.traces import STAYS, Traces, parts, telling_keys, without, write_cells

ABOUT_HIM = ("membership", "waiting_row", "import_row", "import_change", "merge_change")  # their JSON says what he is
WITH_FILES = ("contact", "case")


def empty_rows(table: Table, ids: Iterable[int], traces: Traces, number: int) -> None:
    """Leave of rows that are he himself what counts, under his number."""
    alias = next(iter(traces.names.values()))
    kinds = columns_of("personal") | columns_of("contact") | columns_of("secret")
    marked = {name for one, name in kinds if one == table.name} - STAYS[table.name]
    cells = {name: emptied(table, name, alias, number) for name in marked}
    if table.name == "user":
        cells["is_active"] = False
        drop_ways_in(ids)
    for one in ids:
        own = {**cells, **({"username": f"deleted-{one}"} if table.name == "user" else {})}
        version = {"version": table.c.version + 1} if "version" in table.c else {}
        db.session.execute(sa.update(table).where(table.c.id == one).values({**own, **version}))


def drop_ways_in(users: Iterable[int]) -> None:
    """Of an account that is he himself: nothing to sign in with, and no address to write to."""
    for model in (ForeignAccount, SecondFactor, RecoveryCode):
        db.session.execute(sa.delete(model).where(model.user_id.in_(users)))
    db.session.execute(sa.update(MailChoice).where(MailChoice.user_id.in_(users)).values(stored_address=""))


def emptied(table: Table, name: str, alias: str, number: int) -> Any:
    """What a cell of his own row becomes."""
    if name == "name":
        return alias
    if name == "no":
        return f"YS{number:04d}"
    column = table.c[name]
    return None if column.nullable else {} if isinstance(column.type, sa.JSON) else ""


def drop_what_is_about(traces: Traces) -> Counter[str]:
    """Take what he is out of what books, imports and merges keep of him."""
    counts, keys = Counter(), telling_keys(traces)
    for name in ABOUT_HIM:
        table = Base.metadata.tables[name]
        objects = [column.name for column in table.columns if isinstance(column.type, sa.JSON)]
        for part in parts(about(table, traces)):
            wanted = sa.select(table.c.id, *(table.c[one] for one in objects)).where(table.c.id.in_(part))
            for row in db.session.execute(wanted).mappings().all():
                cells = {one: clean for one in objects if (clean := without(row[one], keys)) != row[one]}
                if cells:
                    write_cells(table, {row["id"]: cells})
                    counts[name] += 1
    return counts


def about(table: Table, traces: Traces) -> set[int]:
    """The rows of a table that say what he is: those of his own row, and waiting ones that have his name."""
    ids = traces.rows.get(table.name, set())
    if "thing" in table.c:
        found = sa.select(table.c.id, table.c.thing, table.c.thing_id).where(table.c.id.in_(ids))
        return {one for one, thing, its in db.session.execute(found) if its in traces.own.get(thing, ())}
    if "candidate_id" not in table.c:
        return ids
    found = db.session.execute(sa.select(table.c.id, table.c.cells).where(table.c.id.in_(ids)))
    return {one for one, cells in found if cells.get("name") in traces.names}


def forget_numbers(traces: Traces) -> Counter[str]:
    """Take his number out of rows that hang on him, and out of all where nobody else has it."""
    counts: Counter[str] = Counter()
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if isinstance(column.type, Sealed) and column.nullable]
        for column in sealed if table.name not in traces.own else ():
            for phone in traces.phones:
                same = table.c[f"{column.name}_key"] == key_of(table.name, column.name, phone)
                mine = traces.rows.get(table.name, set())
                is_his = table.name not in STAYS and not has_another(phone, traces)
                for one in db.session.scalars(sa.select(table.c.id).where(same)).all():
                    if one in mine or is_his:
                        write_cells(table, {one: {column.name: None}})
                        counts[table.name] += 1
    return counts


def has_another(phone: str, traces: Traces) -> bool:
    """Whether somebody else has this number, too: one of his family."""
    for table in STAYS:
        rows = Base.metadata.tables[table]
        same = rows.c.phone_key == key_of(table, "phone", phone)
        if db.session.scalar(sa.select(rows.c.id).where(same, rows.c.id.not_in(traces.own.get(table, ()))).limit(1)):
            return True
    return False


def drop_files(traces: Traces, folder: Path) -> int:
    """Delete the files of his contacts and cases; gives how many there were."""
    ids = {thing: traces.rows.get(thing, set()) for thing in WITH_FILES} if "representative" in traces.own else {}
    wanted = [sa.and_(Attachment.thing == thing, Attachment.thing_id.in_(some)) for thing, some in ids.items()]
    dropped = db.session.scalars(sa.select(Attachment).where(sa.or_(sa.false(), *wanted))).all()
    for attachment in dropped:
        drop_file(attachment, folder)
    return len(dropped)
