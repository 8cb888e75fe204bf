"""A whole year of the Hai'an-sized test data, let in through the real importers, and the truth about it."""

from __future__ import annotations

import csv
from pathlib import Path

from liaison.access import SYSTEM
from liaison.assignment.actions import PAIR_LIST
from liaison.casework.actions import CONTACT_LEDGER
from liaison.casework.actions import STEP_LOG as STEP_LOGS
from liaison.core.intake import Report
from liaison.roster.actions import MEMBERS, REPRESENTATIVES
from liaison.roster.actions.imports.files import take_in_own

FOLDER = Path(__file__).parent / "data" / "haian"
CONTACTS, STEP_LOG = FOLDER / "requests.xlsx", FOLDER / "steps.csv"
YEAR = 2024


def truth(name: str) -> list[dict[str, str]]:
    """The rows of a truth file."""
    return table(FOLDER / "truth" / f"{name}.csv")


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_people() -> None:
    """Members, the 31 library books, and who keeps whom in 2024."""
    take_in_own(MEMBERS, FOLDER / "members.xlsx", SYSTEM)
    for path in sorted((FOLDER / "libraries").glob("*.xlsx")):
        take_in_own(REPRESENTATIVES, path, SYSTEM)
    take_in_own(PAIR_LIST, FOLDER / "assignments.xlsx", SYSTEM, year=YEAR)


def read_contacts(path: Path = CONTACTS) -> Report:
    """Let a ledger in."""
    return take_in_own(CONTACT_LEDGER, path, SYSTEM)


def read_steps(path: Path = STEP_LOG) -> Report:
    """Let a step log in."""
    return take_in_own(STEP_LOGS, path, SYSTEM)
