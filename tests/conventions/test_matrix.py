"""Who gets what from which page: every route, as everybody, compared with matrix.csv.

A cell is the answer to a GET, or to a POST of an empty form: a status, or `sign-in` for the way to the sign-in page.
Add a row by running this file with MATRIX=write in the environment; then read the difference of matrix.csv
line by line before committing it, because from then on it is what the program promises.
"""

from __future__ import annotations

import csv
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from liaison.accounts import actions
from liaison.accounts.actions.refusals import MOST
from liaison.core.db import db as database
from tests.conventions.samples import Samples
from tests.databases import put_back
from tests.factories import People, Person

MATRIX = Path(__file__).parent / "matrix.csv"
IS_WRITING = os.environ.get("MATRIX") == "write"
HOW = "run MATRIX=write pytest tests/conventions/test_matrix.py, read the difference of matrix.csv, then commit it"
NOBODY = "nobody"
EVERYBODY = (
    NOBODY, "member", "other_member", "clerk", "other_clerk", "director", "unit_leader", "other_unit_leader",
    "handler", "supervisor", "office", "leader", "librarian", "admin", "security", "auditor",
)  # fmt: skip
PUBLIC = {
    "/sign-in", "/login", "/login/link/<code>", "/me/size", "/r/<code>", "/q/<code>", "/t", "/t/rate", "/t/reply",
    "/static/<path:filename>", "/healthz", "/help", "/help/<guide>",
}  # fmt: skip
COUNTS = ("event_seal", "event_head", "public_attempt", "allowance")  # of the log, and of wrong codes
COUNTER = slice(24, 28)  # SQLite counts there, in its file, how often it was written
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}

pytestmark = pytest.mark.sqlite  # who may do what does not depend on the kind of database


@dataclass
class Stage:
    """A program with one thing of each kind and somebody of each role, and its database as it was at first."""

    app: Any
    image: bytes
    secrets: dict[str, str]
    addresses: dict[str, str]

    def routes(self) -> Iterator[tuple[str, Rule]]:
        """Each method of each route."""
        for rule in self.app.url_map.iter_rules():
            yield from ((method, rule) for method in sorted({"GET", *UNSAFE} & set(rule.methods)))

    def put_back(self) -> None:
        """Everything as at first."""
        with self.app.app_context():
            put_back(self.image)

    def after_closed_doors(self, name: str, rules: list[Rule]) -> bytes:
        """The database once so many doors were closed to this person that no more of them is noted."""
        closed = (rule for rule in rules if self.answer(name, "GET", rule) == "404")
        for _door in islice(closed, MOST):
            pass
        with self.app.app_context():
            return image_now()

    def put_back_if_written(self, image: bytes) -> None:
        """Make it what it was; nothing to do where nobody wrote."""
        with self.app.app_context():
            with Path(database.engine.url.database).open("rb") as file:
                is_same = file.read(COUNTER.stop)[COUNTER] == image[COUNTER]
            if not is_same:
                put_back(image)

    def is_untouched(self) -> bool:
        """Whether nothing was written since, beside the note of a door that was closed."""
        with self.app.app_context():
            now = image_now()
        return now == self.image or told_by(now) == told_by(self.image)

    def answer(self, name: str, method: str, rule: Rule) -> str:
        """What this person gets."""
        return cell_of(self.response(name, method, rule))

    def response(self, name: str, method: str, rule: Rule, **more: Any) -> Any:
        """The answer itself. more: headers of the request."""
        client = FlaskClient(self.app, self.app.response_class)
        if name != NOBODY:
            client.set_cookie(self.app.config["SIGN_IN_COOKIE"], self.secrets[name])
        return client.open(self.addresses[rule.rule], method=method, **more)


def cell_of(answer: Any) -> str:
    """An answer as the matrix says it."""
    leads_away = answer.status_code == 302 and answer.location.partition("?")[0] == "/sign-in"
    return "sign-in" if leads_away else str(answer.status_code)


def told_by(image: bytes) -> dict[str, list[Any]]:
    """`{table: its rows}` without what a closed door or a wrong code leaves behind."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        connection.execute("DELETE FROM sqlite_sequence")
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in {*names} - {*COUNTS}}
        rows["event"] = connection.execute("SELECT * FROM event WHERE verb NOT LIKE 'access.%'").fetchall()
        return rows


def image_now() -> bytes:
    """The database's content, byte by byte."""
    with sqlite3.connect(database.engine.url.database) as connection:
        return connection.serialize()


def secret_of(person: Person) -> str:
    """The secret of a session that counts as just used for as long as this file runs."""
    session, secret = actions.open_sign_in(person.user, "127.0.0.1", "test")
    session.seen_at += timedelta(hours=1)
    session.proved_at += timedelta(hours=1)
    return secret


@pytest.fixture(scope="module")
def stage(app: Any, blank: bytes) -> Iterator[Stage]:
    """The stage, set once for this file."""
    with app.app_context():
        put_back(blank)
        people = People().everybody()
        samples = Samples(People.__new__(People))
        samples.people.__dict__.update(people)
        addresses = {}
        with app.test_request_context():
            for rule in app.url_map.iter_rules():
                addresses[rule.rule] = app.url_map.bind("localhost").build(rule.endpoint, dict(samples.values(rule)))
        secrets = {name: secret_of(person) for name, person in people.items()}
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
        image = image_now()
    yield Stage(app, image, secrets, addresses)
    with app.app_context():
        put_back(blank)


def expected() -> dict[tuple[str, str], dict[str, str]]:
    """`{(method, route): {person: cell}}` as agreed."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["route"]): row for row in csv.DictReader(file)}


def write(name: str, found: dict[tuple[str, str], str]) -> None:
    """Put one person's column into the file, errors of ours left out; rows of routes that are gone leave it."""
    known = expected()
    cells = {key: "" if cell.startswith("5") else cell for key, cell in found.items()}
    rows = [{**known.get(key, {}), "method": key[0], "route": key[1], name: cell} for key, cell in cells.items()]
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["method", "route", *EVERYBODY], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["route"], row["method"])))


def pages_that_write(stage: Stage, name: str, rules: list[Rule]) -> list[str]:
    """Which pages change something when this person fetches them."""
    found = []
    for rule in rules:
        stage.put_back()
        stage.answer(name, "GET", rule)
        if not stage.is_untouched():
            found.append(rule.rule)
    return found


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_gets_what_was_agreed(stage, name):
    routes = list(stage.routes())
    fetched = [rule for method, rule in routes if method == "GET"]
    stage.put_back()
    found = {("GET", rule.rule): stage.answer(name, "GET", rule) for rule in fetched}
    touched = [] if stage.is_untouched() else pages_that_write(stage, name, fetched)
    assert not touched, f"GET must change nothing, but these pages write: {touched}"
    stage.put_back()
    doors = stage.after_closed_doors(name, fetched)
    for method, rule in routes:
        if method in UNSAFE:
            found[method, rule.rule] = stage.answer(name, method, rule)
            stage.put_back_if_written(doors)
    if IS_WRITING:
        write(name, found)
    broken = [key for key, cell in found.items() if cell.startswith("5")]
    assert not broken, f"these answer with an error of ours to {name}: {broken}"
    agreed = expected()
    wrong = [
        f"{method} {route} gives {name} {cell}, agreed is {agreed.get((method, route), {}).get(name, 'nothing yet')}"
        for (method, route), cell in found.items()
        if agreed.get((method, route), {}).get(name) != cell
    ]
    assert not wrong, "\n".join([*wrong, f"Mend the program, or {HOW}"])


IN_DISGUISE = {
    "X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST", "X-Method-Override": "POST", "X-Original-URL": "/me",
    "X-Rewrite-URL": "/me", "X-Forwarded-Path": "/me", "X-Forwarded-User": "office", "X-Forwarded-For": "127.0.0.1",
    "Range": "bytes=0-3", "If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT",
}  # fmt: skip
SHUT = {"404", "403", "405", "sign-in"}


def test_no_other_way_of_asking_gives_more_than_get(stage):
    """HEAD, OPTIONS, headers that name another method or page, parts and copies of files; a person for each route."""
    agreed, wrong = expected(), []
    stage.put_back()
    for number, route in enumerate(dict.fromkeys(rule.rule for rule in stage.app.url_map.iter_rules())):
        rule, name = Rule(route), EVERYBODY[number % len(EVERYBODY)]
        cell = agreed.get(("GET", route), {}).get(name)
        head, asked = (stage.response(name, method, rule) for method in ("HEAD", "OPTIONS"))
        dressed = stage.response(name, "GET", rule, headers=IN_DISGUISE)
        shut = SHUT if cell is None else {cell}
        if cell_of(head) not in shut or head.data:
            wrong.append(f"HEAD {route} gives {name} {cell_of(head)}, GET {cell}")
        if cell_of(dressed) not in shut and (cell in {None, *SHUT} or dressed.status_code not in (200, 206, 304, 412)):
            wrong.append(f"GET {route} in disguise gives {name} {cell_of(dressed)}, else {cell}")
        if asked.data or not {*asked.allow} <= {"GET", "HEAD", "OPTIONS", "POST"}:
            wrong.append(f"OPTIONS {route} tells {name} {asked.allow} {asked.data[:50]}")
    assert not wrong, "\n".join(wrong)
    assert stage.is_untouched()


def test_no_row_is_left_of_a_route_that_is_gone(stage):
    gone = set(expected()) - {(method, rule.rule) for method, rule in stage.routes()}
    assert not gone, f"take these rows out of matrix.csv: {sorted(gone)}"


def test_whoever_is_not_signed_in_sees_public_pages_only():
    open_to_all = {route for (_method, route), row in expected().items() if row[NOBODY] != "sign-in"}
    assert open_to_all <= PUBLIC, f"name them in PUBLIC, or put a gate on: {sorted(open_to_all - PUBLIC)}"


@pytest.mark.parametrize("name", ["admin", "security", "auditor"])
def test_the_administrators_keep_out_of_the_work(name):
    """三员 look after the program, the rights and the log; contacts and cases are none of their business."""
    work = ("/cases", "/contacts", "/inbox", "/tasks", "/notices/", "/assignment", "/performance")
    seen = [key for key, row in expected().items() if key[1].startswith(work) and row.get(name, "") not in ("404", "")]
    assert not seen, f"{name} reaches {seen}"


def test_whoever_it_does_not_concern_gets_404_from_a_case():
    strangers = ("other_member", "other_clerk", "other_unit_leader", "librarian")
    seen = [
        (key, name) for key, row in expected().items() if key[1].startswith(("/cases/<case>", "/contacts/<contact>"))
        for name in strangers if row[name] != "404"
    ]  # fmt: skip
    assert not seen, f"out of sight must look like absent: {seen}"
