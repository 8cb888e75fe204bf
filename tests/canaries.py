"""Every person of every test is a canary, who turns up nowhere but where somebody asked for him (PI-06).

No whole number of the invented ranges, and no name that the factories give, may stand in what is written to a
database, logged, mailed or kept for a worker, in links, headers and titles of pages, in errors, and in the files that
the tests leave behind.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from psycopg.types.json import Json, Jsonb
from sqlalchemy import event
from sqlalchemy.engine import Engine

from liaison.web.logs import LINES, OURS
from tests.factories import GIVEN, SURNAMES

PHONE = re.compile(r"(?<![0-9A-Za-z])1(?:54|6[013468])[0-9]{8}(?![0-9A-Za-z])")  # not within a sum or a random word
NAME = re.compile(f"(?<![一-鿿])[{SURNAMES}][{GIVEN}]{{2}}(?![一-鿿])")
LINK = re.compile(r'\b(?:href|action|src|formaction)="(?!tel:)([^"]*)"')
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE) (?:temp\.)?"?(\w+)')
NAMES_PASS = frozenset({"page of an error"})  # it may say to whom something did not happen
NAMELESS = frozenset({"job", "outbox"})  # what a worker is handed, and what leaves by mail
FAULTS = frozenset({400, 403, 404, 405, 413, 415, 429, 500, 503})  # pages of errors say nothing of anybody
TOKEN = re.compile(rb"[A-Za-z0-9+/_-]{15,}")

found: list[str] = []  # by the test that runs


def leaked(words: str, *, is_named: bool = False) -> str:
    """The number (or name) that stands in a text; empty where there is none."""
    hit = PHONE.search(words) or (NAME.search(words) if is_named else None)
    return hit[0] if hit else ""


class Listener(logging.Handler):
    """Hears everything that is logged: ours as it is written, of other libraries their words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Note a line with somebody in it."""
        is_ours = record.name.partition(".")[0] == OURS
        hit = leaked(LINES.format(record) if is_ours else record.getMessage(), is_named=is_ours)
        if hit:
            found.append(f"log of {record.name}: {hit}")


def listen() -> None:
    """Look at every log line and every statement from now on."""
    logging.getLogger().addHandler(Listener())
    event.listen(Engine, "before_cursor_execute", look_at_statement)


def cells_of(parameters: Any) -> Any:
    """What a statement brings along, but PostgreSQL's JSON: its numbers are sealed later, as it is written down."""
    if isinstance(parameters, Mapping):
        return [value for value in parameters.values() if not isinstance(value, Jsonb | Json)]
    return [cells_of(row) for row in parameters] if isinstance(parameters, list) else parameters


def look_at_statement(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
    """Note a plain number that is about to be written, and a name where a table holds none."""
    writes = WRITES.match(statement)
    hit = leaked(str(cells_of(parameters)), is_named=writes[1] in NAMELESS) if writes else ""
    if hit:
        found.append(f"{writes[0].strip()}: {hit}")


def in_answer(answer: Any, title: str = "", sent: Any = None) -> list[str]:
    """Who stands in an answer where nobody asked for him: what the request itself brought along is let pass."""
    own = f"{unquote_plus(answer.request.full_path)} {sent}"
    places = {"title": title, **{f"header {name}": unquote_plus(value) for name, value in answer.headers}}
    if answer.mimetype == "text/html" and not answer.direct_passthrough:
        body = answer.get_data(as_text=True)
        places |= {"links": "\n".join(unquote_plus(link) for link in LINK.findall(body))}
        if answer.status_code in FAULTS:
            places["page of an error"] = body
    hits = {place: leaked(words, is_named=place not in NAMES_PASS) for place, words in places.items()}
    return [f"{place}: {hit}" for place, hit in hits.items() if hit and hit not in own]


def in_files(folder: Path) -> Iterator[str]:
    """The files below a folder in which a number stands: plain, in UTF-16, backwards or in base64."""
    for path in folder.rglob("*"):
        if path.is_file() and stands_in(path.read_bytes()):
            yield str(path.relative_to(folder))


def stands_in(content: bytes) -> bool:
    """Whether a number stands in it, in whatever of these ways."""
    one = content.decode("latin-1")
    readings = (one, one[::-1], one.replace("\0", ""), *decoded(TOKEN.findall(content)))
    return any(PHONE.search(reading) for reading in readings)


def decoded(tokens: Iterable[bytes]) -> Iterator[str]:
    """What words of base64 may say, wherever in them a number begins."""
    for token in tokens:
        plain = token.translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            yield base64.b64decode(whole(plain[start:])).decode("latin-1")


def whole(part: bytes) -> bytes:
    """A piece of base64 that can be read: padded, without a last sign that says nothing alone."""
    part = part[:-1] if len(part) % 4 == 1 else part
    return part + b"=" * (-len(part) % 4)
