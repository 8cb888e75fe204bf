"""Telephone numbers inside JSON are sealed on the way in, and everything comes out as it went in."""

from __future__ import annotations

import json

import pytest

from liaison.core.sealed_json import Json, opened_json, stored_json

ONE = "15400000001"


@pytest.mark.parametrize("value", [
    {"phone": ONE}, [ONE, ONE], {"a": {"b": [f"电话 {ONE}，请回"]}}, {ONE: 1}, {"n": int(ONE)}, {"n": float(ONE)},
    {"quoted": f'"{ONE}"'}, {"slash": f"\\{ONE}\\"}, {"like a key": f'{{"x":{ONE}}}'},
])  # fmt: skip
def test_numbers_are_sealed_and_come_back(value):
    stored = stored_json(value)
    assert ONE not in stored
    assert opened_json(stored) == json.loads(json.dumps(value))
    assert ONE not in stored_json(Json.of(value))


@pytest.mark.parametrize("value", [
    {"id": "115400000001"}, {"no": "A15400000001", "sha256": "ab15400000001cd"}, {"code": "154****0001"},
    {"day": "2024-03-05", "n": 15400}, [], {"x": None},
])  # fmt: skip
def test_everything_else_stays(value):
    assert json.loads(stored_json(value)) == value


def test_what_only_looks_sealed_stays_as_it_was_typed():
    typed = {"text": "v1:aes:0123456789abcdef:AAAA 我写的"}
    assert opened_json(stored_json(typed)) == typed
    assert opened_json(stored_json(typed).encode()) == typed
