"""A filled program in a folder of its own: the year of the test data, people of each role, requests of today."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from liaison import create_app
from liaison.accounts.actions import open_sign_in
from liaison.assignment.models import Pairing, Plan
from liaison.casework.models import Case, StepRecord
from liaison.core.db import db, transaction
from liaison.migrate import upgrade
from liaison.roster.models import Representative
from liaison.setup import load_reference_lists
from tests import haian
from tests.casework.stories import SUGGESTION, SURVEY, opened, sheets
from tests.factories import People, first, make_row

ROLES = ("office", "clerk", "unit_leader", "handler", "member")
BOOKS = tuple(sorted((haian.FOLDER / "libraries").glob("*.xlsx")))


@dataclass(frozen=True)
class Size:
    """How much to fill in and how often to measure.

    has_year: with the 309 members and their year; calls: pages in one round; runs: of each whole command;
    large: rows of the large books; events: of the log that is verified; noted: at once, as by the largest import;
    program: the code that a cold start runs.
    """

    books: int = len(BOOKS)
    has_year: bool = True
    requests: int = 40
    cases: int = 8
    rounds: int = 31
    calls: int = 3
    runs: int = 3
    large: tuple[int, ...] = (4_500, 45_000)
    events: int = 1_000_000
    noted: int = 45_000
    program: str = (
        "import os; from pathlib import Path; from liaison import create_app; "
        "create_app({'INSTANCE': Path(os.environ['INSTANCE'])})"
    )


BARE = "import flask, jinja2, sqlite3; flask.Flask('bare')"
FULL = Size()
TINY = Size(
    books=1, has_year=False, requests=2, cases=1, rounds=1, calls=1, runs=1, large=(20,), events=100, noted=20,
    program=BARE,
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """One move of the smooth way: who fills in what."""

    role: str
    verb: str
    cells: Mapping[str, Any]


@dataclass
class World:
    """A program, its folder, a signed-in browser of each role, the cases to be handed over and how they go on."""

    app: Flask
    folder: Path
    size: Size
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    open_cases: list[str] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)

    @contextmanager
    def inside(self, *, write: bool = False) -> Iterator[None]:
        """A transaction within the program."""
        with self.app.app_context(), transaction(write=write):
            yield

    def run(self, *command: str) -> str:
        """One of the program's commands; gives what it printed. Raises where it failed."""
        with self.app.app_context():
            result = self.app.test_cli_runner().invoke(args=list(command))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    @property
    def database(self) -> Path:
        """Its file."""
        return self.folder / "liaison.db"

    @property
    def engine(self) -> Engine:
        """Its engine."""
        with self.app.app_context():
            return db.engine


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(words, file=sys.stderr, flush=True)


def founded(folder: Path, size: Size) -> World:
    """A program with the reference lists and the members, before any book of representatives."""
    say("准备数据库、参考名单和委员……")
    app = create_app({"TESTING": True, "INSTANCE": folder, "SECRET_KEY": "k" * 48, "LIMITS": "search=1000000/60"})
    with app.app_context():
        upgrade(has_copy=False)
        with transaction():
            load_reference_lists()
    world = World(app, folder, size)
    if size.has_year:
        world.run("import", "members", str(haian.FOLDER / "members.xlsx"))
    return world


def fill(world: World) -> None:
    """Who keeps whom, the year's ledger, people of each role and their requests of today."""
    if world.size.has_year:
        say("读入 2024 年的结对、联系和环节……")
        world.run("import", "assignments", str(haian.FOLDER / "assignments.xlsx"), "--year", str(haian.YEAR))
        world.run("import", "contacts", str(haian.CONTACTS))
        world.run("import", "steps", str(haian.STEP_LOG))
    with world.inside(write=True):
        people = People()
        requests = [opened(people, survey=SURVEY, suggestion=SUGGESTION) for _ in range(world.size.requests)]
        give_five(people)
        world.open_cases = [case.number for case in requests]
        world.sheets = [sheet_of(people, *line) for line in sheets(people)]
        secrets = {role: open_sign_in(getattr(people, role).user, "127.0.0.1", "bench")[1] for role in ROLES}
    world.browsers = {role: browser(world.app, secret) for role, secret in secrets.items()}


def sheet_of(people: People, _state: str, verb: str, person: Any, cells: Mapping[str, Any]) -> Sheet:
    """A move of the stories as its page sends it."""
    role = next(role for role in ROLES if getattr(people, role) is person)
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in cells.items()}
    return Sheet(role, verb, plain)


def give_five(people: People) -> None:
    """Let the member keep five representatives."""
    plan = first(Plan) or make_row(Plan)
    for slot in range(1, 6):
        make_row(Pairing, plan_id=plan.id, member_id=people.member.member.id, slot=slot)


def browser(app: Flask, secret: str) -> FlaskClient:
    """A test client with this session's cookie."""
    client = app.test_client()
    client.set_cookie(app.config["SIGN_IN_COOKIE"], secret)
    return client


def fullest_place() -> Mapping[str, Any]:
    """Sector and town that share the most representatives."""
    pair = (Representative.sector_id, Representative.area_id)
    statement = select(*pair).group_by(*pair).order_by(func.count().desc()).limit(1)
    return dict(zip(("sector", "area"), db.session.execute(statement).one(), strict=True))


def longest_case() -> str:
    """The number of the case with the most steps."""
    statement = select(Case.number).join(StepRecord, StepRecord.case_id == Case.id)
    return db.session.scalars(statement.group_by(Case.id).order_by(func.count().desc(), Case.id)).first()
