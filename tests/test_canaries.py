"""What looks after every test finds what is planted, in each of the places that it looks at."""

from __future__ import annotations

import base64
import logging

import pytest
from flask import Response
from sqlalchemy import text

from tests import canaries
from tests.factories import name_of

pytestmark = pytest.mark.sqlite

PHONE, NAME = "15400001234", name_of(7)


@pytest.fixture
def planted():
    """What is found is handed to the test, which does not fail for it."""
    yield canaries.found
    canaries.found.clear()


@pytest.mark.parametrize("name", ["liaison.roster", "huey"])
def test_a_name_in_our_log_and_a_number_in_another_is_found(planted, name):
    logging.getLogger(name).warning("done with %s", NAME if name != "huey" else PHONE)
    assert planted == [f"log of {name}: {NAME if name != 'huey' else PHONE}"]


def test_a_number_in_our_log_is_masked_before_it_is_written(planted):
    logging.getLogger("liaison.roster").warning("done with %s", PHONE)
    assert planted == []


@pytest.mark.parametrize(("table", "words", "is_found"), [
    ("wording", f"问{PHONE}", True), ("wording", NAME, False), ("outbox", NAME, True), ("outbox", "154****1234", False),
])  # fmt: skip
def test_what_is_written_to_a_table_is_looked_at(db, planted, table, words, is_found):
    with db.engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE TEMP TABLE "{table}" (words TEXT)')
        connection.execute(text(f'INSERT INTO temp."{table}" VALUES (:words)'), {"words": words})
        connection.exec_driver_sql(f'DROP TABLE temp."{table}"')
    assert bool(planted) is is_found, planted


@pytest.mark.parametrize(("body", "status", "headers", "is_found"), [
    (f'<a href="/search?q={PHONE}">', 200, {}, True),
    (f'<a href="/representatives/%E5%BC%A0?name={NAME}">', 200, {}, True),
    (f'<a href="tel:{PHONE}">{NAME}</a>', 200, {}, False),
    (f"<p>{PHONE}</p>", 404, {}, True),
    ("", 302, {"Location": f"/members?q={PHONE}"}, True),
    ("", 200, {"Content-Disposition": f"attachment; filename={NAME}.xlsx"}, True),
])  # fmt: skip
def test_an_answer_tells_nobody(app, body, status, headers, is_found):
    with app.test_request_context("/asked?q=") as asked:
        answer = Response(body, status, headers, mimetype="text/html")
        answer.request = asked.request
        assert bool(canaries.in_answer(answer)) is is_found
        assert not canaries.in_answer(answer, sent=f"{PHONE} {NAME}"), "whoever typed it may get it back"
        assert canaries.in_answer(answer, title=f"电话 {PHONE}")


@pytest.mark.parametrize("ways", [
    str.encode, lambda one: one.encode("utf-16-le"), lambda one: one[::-1].encode(),
    *(lambda one, n=n: base64.b64encode(b"\xe5" * n + one.encode() + b"\xe5\xbc\xa0") for n in range(3)),
    lambda one: base64.urlsafe_b64encode(b"\xff\xfe?" + one.encode()),
])  # fmt: skip
def test_files_are_read_in_every_way(tmp_path, ways):
    (tmp_path / "kept").write_bytes(b"\x00\x01 " + ways(PHONE) + b" \x02")
    (tmp_path / "other").write_bytes(b"\x00\x01 " + ways("15400001") + b" \x02")
    assert list(canaries.in_files(tmp_path)) == ["kept"]
