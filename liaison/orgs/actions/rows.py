"""Adding, changing, retiring and bringing back single rows of the reference lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from liaison.access import Actor
from liaison.audit.actions import record
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.core.errors import Refused
from liaison.orgs.models import Area
from liaison.orgs.sheets import SOURCES, ReferenceList

CHANGED = "别人刚刚改过这一条，您的修改还没有保存。请看看标出的内容，再存一次。"


def add_row(one: ReferenceList, actor: Actor, **cells: Any) -> Any:
    """Add a row to a list. cells: by column key, references as ids."""
    refuse_double(one, cells)
    refuse_misplaced(cells)
    refuse_faulty(one, cells)
    thing = fill(one.model(), one.columns, cells)
    db.session.add(thing)
    record("reference.add", thing, actor, label=f"{one.title} {thing}")
    return thing


def change_row(one: ReferenceList, thing: Any, actor: Actor, version: int | None, **cells: Any) -> Any:
    """Change cells of a row, as it stood at this version.

    Raises Refused when somebody changed it in between; fields: what the cells that differ now say.
    """
    before = cells_of(one, thing)
    if thing.version != version:
        other = {key: f"现在是“{said(one.column(key), before[key])}”" for key in cells if cells[key] != before[key]}
        raise Refused(CHANGED, other)
    refuse_double(one, {**before, **cells}, thing)
    refuse_misplaced({**before, **cells, "id": thing.id})
    refuse_faulty(one, {**before, **cells})
    fill(thing, [one.column(key) for key in cells], cells)
    after = cells_of(one, thing)
    changed = [one.column(key) for key in cells if before[key] != after[key]]
    if changed:
        flag_modified(thing, one.columns[0].key)  # a change of sections alone counts as one of the unit
        changes = {column.title: [said(column, cells[column.key]) for cells in (before, after)] for column in changed}
        record("reference.change", thing, actor, label=f"{one.title} {thing}", changes=changes)
    return thing


def retire_row(one: ReferenceList, thing: Any, actor: Actor) -> None:
    """Take a row out of the forms; what refers to it stays readable."""
    thing.is_active = False
    record("reference.retire", thing, actor, label=f"{one.title} {thing}")


def restore_row(one: ReferenceList, thing: Any, actor: Actor) -> None:
    """Offer a retired row again."""
    thing.is_active = True
    record("reference.restore", thing, actor, label=f"{one.title} {thing}")


def cells_of(one: ReferenceList, thing: Any) -> dict[str, Any]:
    """`{key: value}` of a row."""
    return {column.key: getattr(thing, column.key) for column in one.columns}


def said(column: Column, value: Any) -> str:
    """A stored value in words; a reference by its name."""
    if column.kind is Kind.REFERENCE and value is not None:
        return str(db.session.get(SOURCES[column.source or ""], value))
    return column.show(value)


def fill(thing: Any, columns: Iterable[Column], values: Mapping[str, Any]) -> Any:
    """Set a row's cells; a blank one takes the column's default, and text is never null where it must not be."""
    for column in columns:
        value = values[column.key]
        if value is None and column.kind is not Kind.REFERENCE:
            value = "" if column.kind is Kind.TEXT else column.default
        setattr(thing, column.key, float(value) if column.kind is Kind.DECIMAL and value is not None else value)
    return thing



def refuse_faulty(one: ReferenceList, cells: Mapping[str, Any]) -> None:
    """Refuse what the list says of its own cells."""
    faults = one.fault(cells) if one.fault else {}
    for sentence in faults.values():
        raise Refused(sentence, faults)


def refuse_double(one: ReferenceList, cells: Mapping[str, Any], itself: Any = None) -> None:
    """Refuse a row that goes by the same code or name as another."""
    for keys in filter(None, (one.keys, one.apart)):
        same = [getattr(one.model, key) == cells[key] for key in keys]
        other = db.session.scalars(select(one.model).where(*same)).first()
        if other is not None and other is not itself:
            sentence = f"名单里已经有“{other}”了，请换一个{one.column(keys[-1]).title}"
            raise Refused(f"{sentence}。", {keys[-1]: sentence})


def refuse_misplaced(cells: Mapping[str, Any]) -> None:
    """Refuse a village outside the row's town, a place within itself, and a town's unit without a town."""
    village = db.session.get(Area, cells["village_id"]) if cells.get("village_id") else None
    if village and village.parent_id != cells.get("area_id"):
        sentence = f"“{village}”不在这个区镇，请重选村（社区）"
        raise Refused(f"{sentence}。", {"village_id": sentence})
    if cells.get("parent_id") and cells["parent_id"] == cells.get("id"):
        raise Refused("请选另一个区镇，不能属于自己。", {"parent_id": "请选另一个区镇，不能属于自己"})
    if cells.get("kind_title") in ("区镇", "政协工委") and not cells.get("area_id"):
        raise Refused("请选所在区镇。", {"area_id": "请选所在区镇"})
