"""The Hai'an workbooks and their truth, and the state of the database after reading them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.core.db import db
from liaison.core.intake import Report
from liaison.roster.actions import REPRESENTATIVES
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.models import Library, Membership, Representative
from liaison.roster.queries.books import roster_statement

FOLDER = Path(__file__).parent.parent / "data" / "haian"
LIBRARY_BOOKS = sorted((FOLDER / "libraries").glob("*.xlsx"))
CONSOLIDATED = FOLDER / "representatives.xlsx"
GOOD = {"created", "updated", "unchanged"}


def truth(name: str) -> list[dict[str, str]]:
    """The rows of a truth file."""
    with (FOLDER / "truth" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def books(*codes: str) -> list[Path]:
    """The library books of these codes, in this order."""
    return [next(path for path in LIBRARY_BOOKS if path.name.startswith(code)) for code in codes]


def read_in(paths: Iterable[Path], **answers: Any) -> list[Report]:
    """Let books in, one after another."""
    return [take_in_own(REPRESENTATIVES, path, SYSTEM, **answers) for path in paths]


def people_stored() -> dict[tuple[str, str], dict[str, Any]]:
    """`{(name, phone): what is shown of him, in words}`."""
    present = roster_statement(SYSTEM).where(Representative.left_on.is_(None))
    rows = [dict(row._mapping) for row in db.session.execute(present)]
    return {(row["name"], row["phone"]): {k: v for k, v in row.items() if k != "id"} for row in rows}


def memberships_stored() -> dict[tuple[str, str, str], dict[str, Any]]:
    """`{(name, phone, library code): what that book says otherwise}`."""
    statement = select(Membership, Library.code).join(Membership.library).where(Membership.ended_on.is_(None))
    return {
        (one.representative.name, one.representative.phone, code): one.differing
        for one, code in db.session.execute(statement)
    }
