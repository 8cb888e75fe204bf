"""Cells of a sheet as people read them: references by the names of their rows, phones masked."""

from __future__ import annotations

from typing import Any

from liaison.accounts.models import User
from liaison.casework.models import Case
from liaison.core.columns import Column, Kind
from liaison.core.db import db
from liaison.orgs.models import Area, Category, Organisation, Section

MODELS = {
    "unit": Organisation, "committee": Organisation, "section_of_unit": Section, "handler_of_unit": User,
    "category": Category, "area": Area, "village": Area, "main_case": Case,
}  # fmt: skip


def as_read(column: Column, value: Any) -> str:
    """One cell as people read it."""
    if column.kind is Kind.REFERENCE:
        return name_of(column, value)
    if column.kind is Kind.REFERENCES:
        return "、".join(name_of(column, one) for one in value)
    return column.show(value)


def name_of(column: Column, row_id: int) -> str:
    """The name of the row that a reference points to."""
    row = db.session.get(MODELS[column.source or ""], row_id)
    return row.name if isinstance(row, User) else str(row)
