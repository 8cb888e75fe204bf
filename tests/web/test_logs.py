"""The log: one line each, with the name of the request, and without phones, secrets or anybody's words."""

from __future__ import annotations

import json
import logging
import re

import pytest

from liaison import create_app
from liaison.web.gate import public
from liaison.web.headers import ID
from liaison.web.logs import LINES
from tests.conftest import SETTINGS

LOGGER = logging.getLogger("liaison.test")
TYPED = "王桂兰说 15412345678 <script>"


def breaks(code):
    """A page with a fault of ours that repeats what was typed."""
    raise ZeroDivisionError(f"{TYPED} {code}")


@pytest.fixture
def program(tmp_path):
    """A program with a page that breaks."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    made = create_app({**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url, "SMTP_PASSWORD": "Kd8#pzLw"})
    made.add_url_rule("/breaks/<code>", "breaks", public(breaks))
    return made


def last_line(capsys):
    """What was written last, and that it was one line."""
    written = capsys.readouterr().err
    assert written.endswith("\n") and len(written.splitlines()) == 1, written
    return json.loads(written)


def test_a_fault_has_one_number_on_page_in_header_and_log(program, capsys):
    answer = program.test_client().get("/breaks/4711-secret-code?q=15412345678")
    line = last_line(capsys)
    assert answer.status_code == 500 and re.fullmatch("[0-9a-f]{12}", answer.headers[ID])
    assert f"编号：{answer.headers[ID]}" in answer.text and line["request"] == answer.headers[ID]
    assert (line["fault"], line["route"], line["method"]) == ("ZeroDivisionError", "/breaks/<code>", "GET")
    assert line["places"][-1].startswith("web/test_logs.py:") and line["places"][-1].endswith(" breaks")


def test_neither_page_nor_log_repeats_what_was_typed(program, capsys):
    answer = program.test_client().get("/breaks/4711-secret-code")
    written = capsys.readouterr().err
    assert "4711-secret-code" not in written
    for secret in ("15412345678", "王桂兰", "Traceback", 'File "'):
        assert secret not in written and secret not in answer.text


def test_each_request_has_a_number_of_its_own(program):
    client = program.test_client()
    answers = [client.get("/sign-in"), client.get("/none"), client.post("/sign-in", headers={"Origin": "https://a.b"})]
    assert [answer.status_code for answer in answers] == [200, 404, 400]
    assert len({answer.headers[ID] for answer in answers}) == 3


@pytest.mark.parametrize("words", ["a\r\nFake: line", "a\x85b\u2028c\u2029d", "a\x1b[31m\0", "a\ud800", "a\x0b\x0cb"])
def test_a_record_is_one_line_whatever_is_in_it(words):
    record = logging.LogRecord("liaison", logging.ERROR, "", 1, "%s", (words,), None)
    line = LINES.format(record)
    assert len(line.splitlines()) == 1 and line.encode("utf-8") and not re.search("[\x00-\x1f\x7f\x85]", line)


@pytest.mark.parametrize(("words", "kept"), [
    ("call 15412345678 now", "call 154****5678 now"),
    ("postgresql://me:Kd8pz@db/x", "postgresql://me:***@db/x"),
    ("password=Kd8pz, next", "password=***, next"),
    ('{"access_token": "Kd8pz"}', '{"access_token": ***'),
    ("smtp said Kd8#pzLw", "smtp said ***"),
    ("took 1234567890123 ms", "took 1234567890123 ms"),
])  # fmt: skip
def test_phones_and_secrets_are_blacked_out(program, words, kept):
    assert LINES.redacted(words) == kept
