"""What the events tell of a person's cells, brought to one form: keys of columns, and names in place of ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from liaison.core.db import db
from liaison.orgs.models import Area, IdentityType, Organisation, Sector
from liaison.roster.sheets import MEMBER_COLUMNS, TAKEN_COLUMNS

KEYS = {column.title: column.key for column in (*MEMBER_COLUMNS, *TAKEN_COLUMNS)}
PLAIN = frozenset({*KEYS.values(), "left_on"})
NEW = ("representative.add", "member.add")  # what was before somebody was there is nothing
BACK_AGAIN, DAY = ("representative.restore", "member.return"), "日期"
NAMED = {
    "sector_id": Sector, "identity_type_id": IdentityType, "area_id": Area, "village_id": Area, "home_area_id": Area,
    "home_village_id": Area, "work_area_id": Area, "organisation_id": Organisation,
}  # fmt: skip
Cells = dict[str, list[Any]]


def told_changes(rows: Iterable[tuple[int, str, Mapping[str, Any]]]) -> list[tuple[int, Cells]]:
    """`[(person, {column key: [before, after]})]` of rows (id, verb, changes) of events, in their order.

    An event names columns by title or, where an import was taken back, by key with ids; here both are keys and names.
    left_on is among them where somebody came back.
    """
    told = [(one, cells_of(verb, changes)) for one, verb, changes in rows]
    names = {key: names_of(model, key, told) for key, model in NAMED.items()}
    return [(one, {key: [names.get(key, {}).get(v, v) for v in pair] for key, pair in cells.items()})
            for one, cells in told]  # fmt: skip


def cells_of(verb: str, changes: Mapping[str, Any]) -> Cells:
    """The cells of one event by key."""
    if verb in BACK_AGAIN:
        return {"left_on": changes[DAY]} if DAY in changes else {}
    pairs = {title: pair for title, pair in changes.items() if isinstance(pair, list) and len(pair) == 2}
    return {KEYS.get(t, t): pair for t, pair in pairs.items() if t in KEYS or t in PLAIN}


def names_of(model: Any, key: str, told: Sequence[tuple[int, Cells]]) -> dict[int, str]:
    """`{id: name}` of the rows of a reference list that are told of by id; no statement where there are none."""
    ids = {value for _one, cells in told for value in cells.get(key, ()) if isinstance(value, int)}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).all()) if ids else {}
