"""No string, wherever it is typed, makes the program stumble: a sample here, everything in `make soak`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from liaison.core.db import db as database
from liaison.web.headers import ID
from tests import canaries
from tests.conventions.samples import Samples
from tests.conventions.test_matrix import expected, image_now, secret_of, told_by
from tests.databases import keep_aside, put_back
from tests.factories import People
from tests.hostile.strings import OURS, in_body, items, naughty
from tests.hostile.targets import NOBODY, Stage, Target, answered, sent, targets

REQUESTS = int(os.environ.get("HOSTILE_REQUESTS", "300"))
IS_SAMPLE = REQUESTS <= 300  # of the gate: each page is opened every other day, by one of those who may
SEED = os.environ.get("HOSTILE_SEED") or "1"  # the gate sends the same each time; `make soak` takes another

pytestmark = pytest.mark.sqlite


@pytest.fixture(autouse=True)
def let_numbers_be_typed() -> Iterator[None]:
    """Some of the strings are telephone numbers, and any field may be given them."""
    yield
    canaries.found.clear()


@pytest.fixture(scope="module")
def stage(app: Any, blank: Any) -> Iterator[Stage]:
    """The stage, set once for this file."""
    with app.app_context():
        put_back(blank)
        people = People().everybody()
        samples = Samples(People.__new__(People))
        samples.people.__dict__.update(people)
        values = {rule.rule: dict(samples.values(rule)) for rule in app.url_map.iter_rules()}
        secrets = {name: secret_of(person) for name, person in people.items()}
        database.session.commit()
        image = keep_aside("hostile")
        database.session.remove()
    yield Stage(app, image, secrets, values)
    with app.app_context():
        put_back(blank)


def pairs(places: list[Target], words: list[str]) -> Iterator[tuple[Target, str]]:
    """Round after round without end, every place with some string and every string at some place."""
    chance, length = Random(SEED), max(len(places), len(words))
    while True:
        for things in (places, words):
            chance.shuffle(things)
        yield from ((places[n % len(places)], words[n % len(words)]) for n in range(length))


def readers() -> Callable[[str], list[str]]:
    """Of a route, who opens its page."""
    agreed, chance = expected(), Random(SEED)

    def readers_of(route: str) -> list[str]:
        may = [name for name, cell in agreed.get(("GET", route), {}).items() if cell == "200"]
        if not IS_SAMPLE:
            return may
        return [chance.choice(may)] if may and chance.random() < 0.5 else []

    return readers_of


@pytest.fixture(scope="module")
def places(stage: Stage) -> list[Target]:
    """Where something can be typed."""
    stage.put_back()
    found = targets(stage, readers())
    assert len(found) > 200, "the forms are not found any more"
    return found


def test_no_string_is_an_error_of_ours(stage, places):
    stage.put_back()
    found: list[str] = []
    for place, word in islice(pairs(places.copy(), naughty()), REQUESTS):
        found += sent(stage, place, word)
    assert not found, f"HOSTILE_SEED={SEED}: {len(found)}\n" + "\n".join(found[:20])


def test_the_worst_are_among_them():
    assert {"\0", "\ud800"} <= set(OURS) <= set(naughty())
    assert len(naughty()) > 900


class Planned(Exception):  # noqa: N818
    """The fault of a test."""


def kept(image: Any) -> dict[str, list[Any]]:
    """`{table: its rows}` without tries at a password, which count though the rest of the request fails."""
    return {name: rows for name, rows in told_by(image).items() if name != "sign_in_attempt"}


def test_a_fault_while_saving_leaves_nothing_and_says_its_number(stage, places):
    """Every form, filled sensibly; where it would save, the program stumbles."""
    stage.put_back()
    hit, one_of_each = [], {place.route: place for place in places if place.method == "POST"}

    def stumble(*_given: Any) -> None:
        raise Planned("一句只有程序知道的话")

    for place in one_of_each.values():
        event.listen(database.session, "after_flush", stumble)
        try:
            answer = answered(stage, place, dict(place.cells)[place.field])
        finally:
            event.remove(database.session, "after_flush", stumble)
        if answer.status_code == 500:
            hit.append(place)
            assert f"编号：{answer.headers[ID]}" in answer.text and "只有程序知道" not in answer.text, str(place)
        with stage.app.app_context():
            now = image_now()
        assert now == stage.image or kept(now) == kept(stage.image), f"{place} left something"
    assert len(hit) > 20, f"only {len(hit)} forms came as far as saving"


@pytest.mark.parametrize("person", [NOBODY, "office"])
def test_no_header_is_an_error_of_ours(stage, person):
    stage.put_back()
    for name, value in items("headers"):
        key = name.upper().replace("-", "_")
        given = {key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}": in_latin(value)}
        for method, path in (("GET", "/"), ("GET", "/cases"), ("POST", "/sign-in"), ("POST", "/t")):
            answer = stage.client(person).open(path, method=method, environ_overrides=given)
            assert answer.status_code < 500, f"{method} {path} with {name}: {value[:60]!r}"
            said = " ".join(str(cell) for _name, cell in answer.headers)
            assert len(value) < 12 or value in ("text/plain",) or value not in said, f"{name} comes back from {path}"


def in_latin(value: str) -> str:
    """A header's bytes as WSGI hands them over."""
    return value.encode("utf-8").decode("latin-1")


@pytest.mark.parametrize("person", [NOBODY, "office", "admin"])
def test_no_path_leads_to_files_or_faults(stage, person):
    stage.put_back()
    for line in items("paths"):
        method, _, path = line.partition(" ")
        answer = stage.client(person).open(in_latin(path), method=method)
        known = path == "/" or path.startswith("/?")
        assert answer.status_code < 500, line[:80]
        assert answer.status_code != 200 or known or method == "OPTIONS" or answer.text == "", line[:80]


def test_a_form_of_a_hundred_thousand_fields_is_refused(stage):
    stage.put_back()
    many = in_body([(f"a{n}", "") for n in range(100_000)])
    for person, path in ((NOBODY, "/sign-in"), (NOBODY, "/t"), ("office", "/users/new")):
        form = "application/x-www-form-urlencoded"
        assert stage.client(person).post(path, data=many, content_type=form).status_code in (400, 404, 413)
