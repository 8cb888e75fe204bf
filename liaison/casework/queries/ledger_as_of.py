"""The rows of the ledger as of a day: contacts and cases with what was written in them then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from liaison.casework.queries.as_of import Cells, past_of_cases
from liaison.contacts.queries import past_of_contacts
from liaison.core.db import db
from liaison.orgs.models import Category, Channel, Organisation, Task

Helpers = Mapping[int, Sequence[tuple[int, str]]]
# Both tables have a state; the rows tell them apart. Place and member of a row are its contact's.
OF_CONTACT, OF_CASE = {"state": "contact_state"}, {"state": "case_state"}
NAMED = {"channel_id": "channel", "task_id": "task", "committee_id": "committee", "unit_id": "unit",
         "category_id": "category"}  # fmt: skip
NOT_SHOWN = frozenset({"place", "member"})
LISTS = {"channel_id": Channel, "task_id": Task, "committee_id": Organisation, "unit_id": Organisation}


def ledger_as_of(rows: Sequence[Cells], helping: Helpers, day: date) -> tuple[list[Cells], Helpers]:
    """The rows, and `{case: [(unit, name)]}` of the units that helped, as they were at the end of a day."""
    contacts, cases, names = past_of_contacts(day), past_of_cases(day), names_by_column()
    then = [
        row_then(row, contacts.get(row["contact_id"], {}), cases.get(row["case_id"], {}), names) for row in rows
    ]
    known = {one: cells["co_unit_ids"] for one, cells in cases.items() if "co_unit_ids" in cells}
    helped = {one: [(unit, names["unit_id"][unit]) for unit in units] for one, units in known.items()}
    return then, {**helping, **helped}


def row_then(row: Cells, contact: Cells, case: Cells, names: Mapping[str, Mapping[int, Any]]) -> Cells:
    """A row with the cells of its contact and of its case then, and the names that belong to them."""
    said = {OF_CONTACT.get(key, key): value for key, value in contact.items()}
    said |= {OF_CASE.get(key, key): value for key, value in case.items() if key not in NOT_SHOWN}
    cells = {**row, **{key: value for key, value in said.items() if key in row}}
    cells |= {word: names[key].get(cells[key]) for key, word in NAMED.items()}
    cells["group"], cells["category"] = cells["category"] or (None, None)
    return cells


def names_by_column() -> dict[str, dict[int, Any]]:
    """`{column: {id: name}}` of what the rows show by name; of a category both its names. Four statements."""
    known = {model: dict(db.session.execute(select(model.id, model.name)).all()) for model in set(LISTS.values())}
    columns = (Category.id, Category.group_name, Category.name)
    categories = {one: (group, name) for one, group, name in db.session.execute(select(*columns))}
    return {**{key: known[model] for key, model in LISTS.items()}, "category_id": categories}
