"""The past year: members, the 31 library books, the plan and the ledger, through the same importers as an office's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from pathlib import Path

from liaison.access import SYSTEM
from liaison.assignment.actions import PAIR_LIST
from liaison.casework.actions import CONTACT_LEDGER, STEP_LOG
from liaison.config import ROOT
from liaison.core import clock
from liaison.core.sheets import Row
from liaison.roster.actions import MEMBERS, REPRESENTATIVES
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.actions.terms import open_term

FOLDER = ROOT / "seed" / "demo"
YEAR = 2024
BEFORE = date(YEAR - 1, 12, 18)  # The books came in before the year began.
LATECOMERS = "latecomers.csv"
TERM, TERM_BEGAN = "十五届", date(2021, 12, 28)


@dataclass(frozen=True)
class Stage:
    """One piece of the work. title: for the progress bar; weight: about how long it takes, in tenths of seconds."""

    title: str
    weight: int
    work: Callable[[], object]


def stages(this_year: int) -> Iterator[Stage]:
    """The past year's books in the order in which an office brings them in; its pairs serve this year too."""
    yield Stage("委员名册", 6, partial(back_then, load_members))
    for path in sorted((FOLDER / "libraries").glob("*.xlsx")):
        yield Stage(path.stem, 3, partial(back_then, load_library, path))
    for year in sorted({YEAR, this_year}):
        yield Stage(f"{year} 年委员联系名单", 8, partial(load_plan, year))
    yield Stage(f"{YEAR} 年联系台账", 20, load_contacts)
    yield Stage(f"{YEAR} 年环节记录", 29, load_steps)


def back_then(work: Callable[..., None], *words: object) -> None:
    """Work done in the last weeks before the year."""
    with clock.set_clock(clock.at(BEFORE, time(9))):
        work(*words)


def load_members() -> None:
    """The term and the members' book."""
    open_term(TERM, TERM_BEGAN, SYSTEM)
    take_in_own(MEMBERS, FOLDER / "members.xlsx", SYSTEM)


def load_library(path: Path) -> None:
    """One library book."""
    take_in_own(REPRESENTATIVES, path, SYSTEM)


def load_latecomers() -> None:
    """A few people entered by hand this year, who look like somebody who is there."""
    take_in_own(REPRESENTATIVES, FOLDER / LATECOMERS, SYSTEM)


def latecomers() -> list[Row]:
    """Their rows."""
    return list(REPRESENTATIVES.sheet.read(FOLDER / LATECOMERS).rows)


def load_plan(year: int) -> None:
    """The office's list of pairs, as the plan of this year."""
    take_in_own(PAIR_LIST, FOLDER / "assignments.xlsx", SYSTEM, year=year)


def load_contacts() -> None:
    """The ledger of contacts."""
    take_in_own(CONTACT_LEDGER, FOLDER / "requests.xlsx", SYSTEM)


def load_steps() -> None:
    """The ledger of steps."""
    take_in_own(STEP_LOG, FOLDER / "steps.csv", SYSTEM)
