"""Whose thing a page lets whom at: every route with a thing in its address, as everybody, compared with owners.csv.

A cell is the letters of OWNERS that are let through the gate. The gate itself is asked (its finders, then its
permission), so that nothing need be drawn; some pages are fetched besides, to see that they answer as their gates do.
Write the file with MATRIX=write in the environment, and read its difference line by line before committing it.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Rule

from liaison.core.db import db as database
from tests.conventions.owners import (
    CHANGES,
    OWNERS,
    PER_PERSON,
    Kept,
    World,
    casts,
    ids_of,
    own_things,
    read_again,
    routes,
)
from tests.conventions.samples import Samples
from tests.conventions.test_matrix import secret_of
from tests.databases import keep_aside, put_back
from tests.factories import People

FILE = Path(__file__).parent / "owners.csv"
IS_WRITING = os.environ.get("MATRIX") == "write"
HOW = "run MATRIX=write pytest tests/conventions/test_owners.py, read the difference of owners.csv, then commit it"
EACH = 5  # of so many pages one is fetched as each owner's

pytestmark = pytest.mark.sqlite  # who may do what does not depend on the kind of database


@pytest.fixture(scope="module")
def kept(app: Any, blank: Any) -> Iterator[Kept]:
    """The people, made once for this file."""
    with app.app_context():
        put_back(blank)
        people = People()
        everybody = people.everybody()
        others = {
            owner: {name: ids_of(one) for name, one in changed.items()} for owner, changed in casts(people).items()
        }
        secrets = {name: secret_of(person) for name, person in everybody.items()}
        ids = {name: ids_of(person) for name, person in everybody.items()}
        database.session.commit()
        yield Kept(keep_aside("owners"), ids, others, secrets)
        put_back(blank)


@pytest.fixture(params=OWNERS)
def world(app: Any, kept: Kept, request: Any) -> Iterator[World]:
    """The world of one owner's things."""
    with app.app_context():
        put_back(kept.image)
        rows = Samples(kept.people_of(request.param))
        with app.test_request_context():
            values = {rule.rule: dict(rows.values(rule)) for rule in routes(app)}
        CHANGES.get(request.param, lambda _rows: None)(rows)
        everybody = {name: read_again(ids) for name, ids in kept.people.items()}
        own = own_things(everybody) if request.param == "m" else {}
        actors = {name: person.actor for name, person in everybody.items()}
        database.session.commit()
        yield World(app, request.param, actors, kept.secrets, values, own)
        database.session.rollback()
        database.session.remove()


def agreed() -> dict[tuple[str, str], dict[str, str]]:
    """`{(permission, route): {person: letters}}` as agreed."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["permission"], row["route"]): row for row in csv.DictReader(file)}


def key_of(app: Any, rule: Rule) -> tuple[str, str]:
    """The row of a route; its GET and its POST have one gate or two."""
    return app.view_functions[rule.endpoint].permission, rule.rule


def write(owner: str, found: dict[tuple[str, str], dict[str, bool]]) -> None:
    """Put one owner's letter into the file; rows of routes that are gone leave it."""
    known = agreed() if FILE.exists() else {}
    rows = []
    for key, opened in found.items():
        old = known.get(key, {})
        cells = {name: with_letter(old.get(name, ""), owner, is_in) for name, is_in in opened.items()}
        rows.append({"permission": key[0], "route": key[1], **cells})
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["permission", "route", *found[key]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: (row["route"], row["permission"])))


def with_letter(cell: str, owner: str, is_in: bool) -> str:
    """The cell with or without this owner's letter."""
    letters = {*cell} - {owner} | ({owner} if is_in else set())
    return "".join(letter for letter in OWNERS if letter in letters)


def test_gates_open_for_the_owners_that_were_agreed(app, world):
    people = [*world.actors]
    found = {
        key_of(app, rule): {name: has_such(world, rule) and world.is_let_in(rule, name) for name in people}
        for rule in routes(app)
    }
    if IS_WRITING:
        write(world.owner, found)
    cells = agreed()
    wrong = [
        f"{route} ({permission}) {'lets' if is_in else 'does not let'} {name} in to what is {OWNERS[world.owner]}"
        for (permission, route), opened in found.items() for name, is_in in opened.items()
        if (world.owner in cells.get((permission, route), {}).get(name, "")) != is_in
    ]  # fmt: skip
    assert not wrong, "\n".join([*wrong, f"Mend the program, or {HOW}"])


def has_such(world: World, rule: Rule) -> bool:
    """Whether a thing of this route can be of this owner at all."""
    return world.owner != "m" or bool(PER_PERSON & {*rule.arguments})


def test_a_page_answers_as_its_gate_does(app, world):
    people, place = [*world.actors], [*OWNERS].index(world.owner)
    fetched = [rule for rule in routes(app) if "GET" in rule.methods and has_such(world, rule)]
    wrong = []
    for number, rule in enumerate(fetched[place % EACH :: EACH]):
        name = people[(number + place * 4) % len(people)]
        status = world.status(rule, name, "GET")
        if (status == 404) == world.is_let_in(rule, name):
            wrong.append(f"{rule.rule} as {name}: {status}")
    assert not wrong, "\n".join(wrong)
