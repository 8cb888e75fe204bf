"""JSON as the database keeps it: telephone numbers in it are sealed one by one, and plain again when it is read.

What events, step records and waiting rows hold is made of the office's own words, so that no list of keys would be
whole: eleven digits by themselves that can be a mobile number are one. A sealed number stands in its text as its token;
one that was a number, not a text, is a text behind a `#`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from liaison.core.vault import Unopened, seal, unseal

WHERE = "json"
# As audit.masks knows them: by themselves, not within a fingerprint or a longer number.
NUMBER = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
WHOLE_TEXT = re.compile(r'(?<=[\[{:,])"(1[3-9][0-9]{9})"(?=[,:\]}])')
TOKEN = re.compile(r"v1:(?:aes|sm4):[0-9a-f]{16}:[A-Za-z0-9_-]+={0,2}")
BARE_TOKEN = re.compile(f'"#({TOKEN.pattern})"')
MARKS = ("v1:aes:", "v1:sm4:")


def _as_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"JSON holds no {type(value).__name__}")


# Chinese as it is written: half the bytes of \u escapes, and less time to store them.
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_text)


@dataclass(frozen=True, slots=True)
class Json:
    """The value of a JSON column as text: written down before a transaction, so that nobody waits for it."""

    text: str

    @classmethod
    def of(cls, value: Any) -> Json:
        """A value made of JSON's own types; days and moments become ISO text."""
        return cls(_JSON.encode(value))

    @classmethod
    def sealed(cls, value: Any) -> Json:
        """The same with the telephone numbers in it sealed already, which takes its time."""
        return cls(stored_json(value))

    def led_by(self, key: str, number: int) -> Json:
        """The same object, not empty, behind one more cell: a number that is known only within the transaction."""
        return Json(f'{{"{key}":{number},{self.text[1:]}')


def as_json(value: Any) -> str:
    """How each engine writes down the value of a JSON column."""
    return value.text if isinstance(value, Json) else _JSON.encode(value)


def stored_json(value: Any) -> str:
    """How a JSON column is stored: telephone numbers in it sealed."""
    return sealed_json(as_json(value))


def sealed_json(text: str) -> str:
    """The same JSON with every telephone number in it sealed."""
    if NUMBER.search(text) is None:
        return text
    text = WHOLE_TEXT.sub(lambda found: f'"{seal(found[1], WHERE)}"', text)
    return text if NUMBER.search(text) is None else _JSON.encode(_sealed(json.loads(text)))


def opened_json(text: str | bytes) -> Any:
    """What JSON from the database holds, its numbers plain again; a token that is none of ours stays as it is."""
    words = text.decode() if isinstance(text, bytes) else text
    if any(mark in words for mark in MARKS):
        words = TOKEN.sub(_open, BARE_TOKEN.sub(_open_bare, words))
    return json.loads(words)


def _sealed(value: Any) -> Any:
    """A value with the numbers in its texts, keys and figures sealed."""
    if isinstance(value, str):
        return NUMBER.sub(lambda found: seal(found[0], WHERE), value)
    if isinstance(value, dict):
        return {_sealed(key): _sealed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_sealed(item) for item in value]
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    return f"#{seal(repr(value), WHERE)}" if is_figure and NUMBER.search(repr(value)) else value


def _open(found: re.Match[str]) -> str:
    try:
        return unseal(found[0], WHERE)
    except Unopened:
        return found[0]


def _open_bare(found: re.Match[str]) -> str:
    try:
        return unseal(found[1], WHERE)
    except Unopened:
        return found[0]
