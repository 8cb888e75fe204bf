"""The past year: members, the 31 library books, the plan and the ledger, through the same importers as an office's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from liaison.access import SYSTEM
from liaison.assignment.actions import PAIR_LIST
from liaison.casework.actions import CONTACT_LEDGER, STEP_LOG
from liaison.config import ROOT
from liaison.roster.actions import MEMBERS, REPRESENTATIVES
from liaison.roster.actions.imports.files import take_in_own

FOLDER = ROOT / "seed" / "demo"
YEAR = 2024


@dataclass(frozen=True)
class Stage:
    """One piece of the work. title: for the progress bar; weight: about how long it takes, in tenths of seconds."""

    title: str
    weight: int
    work: Callable[[], object]


def stages(this_year: int) -> Iterator[Stage]:
    """The past year's books in the order in which an office brings them in; its pairs serve this year too."""
    yield Stage("委员名册", 6, load_members)
    for path in sorted((FOLDER / "libraries").glob("*.xlsx")):
        yield Stage(path.stem, 3, partial(load_library, path))
    for year in sorted({YEAR, this_year}):
        yield Stage(f"{year} 年委员联系名单", 8, partial(load_plan, year))
    yield Stage(f"{YEAR} 年联系台账", 20, load_contacts)
    yield Stage(f"{YEAR} 年环节记录", 29, load_steps)


def load_members() -> None:
    """The members' book."""
    take_in_own(MEMBERS, FOLDER / "members.xlsx", SYSTEM)


def load_library(path: Path) -> None:
    """One library book."""
    take_in_own(REPRESENTATIVES, path, SYSTEM)


def load_plan(year: int) -> None:
    """The office's list of pairs, as the plan of this year."""
    take_in_own(PAIR_LIST, FOLDER / "assignments.xlsx", SYSTEM, year=year)


def load_contacts() -> None:
    """The ledger of contacts."""
    take_in_own(CONTACT_LEDGER, FOLDER / "requests.xlsx", SYSTEM)


def load_steps() -> None:
    """The ledger of steps."""
    take_in_own(STEP_LOG, FOLDER / "steps.csv", SYSTEM)
