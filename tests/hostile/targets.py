"""Every place that takes something typed, and a request with a naughty string in it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import got_request_exception
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, Rule

from tests.databases import put_back
from tests.hostile.forms import asked_by, forms_of
from tests.hostile.strings import in_body, in_path

NOBODY = "nobody"
PART = "part of the address"
GUESSED = "page"  # a parameter that a page may know though no link of it shows it
TAGS = ("<script", "<img", "<svg", "<iframe", "<body", "<a ")


@dataclass(frozen=True)
class Target:
    """A field: of a form, a parameter of an address, or a part of it; with what stands in the fields beside it."""

    person: str
    method: str
    route: str
    address: str
    field: str
    cells: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.field} ({self.person})"


@dataclass
class Stage:
    """The program with one thing of each kind and somebody of each role, and its database as it was at first."""

    app: Any
    image: bytes | str
    secrets: dict[str, str]
    values: dict[str, dict[str, Any]]

    def put_back(self) -> None:
        """Everything as at first."""
        with self.app.app_context():
            put_back(self.image)

    def client(self, person: str) -> FlaskClient:
        """His browser."""
        client = FlaskClient(self.app, self.app.response_class)
        if person != NOBODY:
            client.set_cookie(self.app.config["SIGN_IN_COOKIE"], self.secrets[person])
        return client

    def map(self) -> MapAdapter:
        """The addresses."""
        return self.app.url_map.bind("localhost")

    def address(self, rule: Rule) -> str:
        """Where its sample lies."""
        return self.map().build(rule.endpoint, dict(self.values[rule.rule]))


def targets(stage: Stage, readers: Callable[[str], Iterable[str]]) -> list[Target]:
    """Every field of every page, each once, in a lasting order. readers: who opens the page of a route."""
    found: dict[tuple[str, str, str], Target] = {}
    for rule in pages(stage):
        for person in readers(rule.rule):
            answer = stage.client(person).get(stage.address(rule))
            if answer.status_code == 200 and answer.mimetype == "text/html":
                for one in fields_of(stage, person, rule, answer.text):
                    found.setdefault((one.method, one.route, one.field), one)
    return [found[key] for key in sorted(found)]


def pages(stage: Stage) -> Iterator[Rule]:
    """The routes that are fetched."""
    rules = sorted(stage.app.url_map.iter_rules(), key=lambda rule: rule.rule)
    return (rule for rule in rules if "GET" in rule.methods and rule.endpoint != "static")


def fields_of(stage: Stage, person: str, rule: Rule, html: str) -> Iterator[Target]:
    """The fields of one page as one person sees it, its own parameters and the parts of its address among them."""
    read, own = forms_of(html), stage.address(rule)
    for part in rule.arguments - set(rule.defaults or {}):
        yield Target(person, "GET", rule.rule, own, f"{PART}: {part}")
    yield Target(person, "GET", rule.rule, own, GUESSED, ((GUESSED, ""),))
    asked = [asked_by(link if not link.startswith("?") else own + link) for link in read.links]
    forms = [("GET", path, cells) for path, cells in asked]
    forms += [(form.method, urlsplit(form.action or own).path or own, form.cells) for form in read.forms]
    for method, path, cells in forms:
        route = route_of(stage, path, method)
        if route and route != "/sign-out":
            sent = tuple(cells.items())
            yield from (Target(person, method, route, path, name, sent) for name in cells if name != "csrf_token")


def route_of(stage: Stage, path: str, method: str) -> str | None:
    """The route of an address; none where it leads away."""
    try:
        rule, _values = stage.map().match(path, method, return_rule=True)
    except HTTPException:
        return None
    return rule.rule


def sent(stage: Stage, target: Target, word: str) -> list[str]:
    """Send the word there; what is wrong with the answer."""
    seen: list[str] = []

    def note(_app: Any, exception: BaseException, **_more: Any) -> None:
        seen.append("".join(traceback.format_exception(exception)[-3:]))

    with got_request_exception.connected_to(note, stage.app):
        answer = answered(stage, target, word)
    shown = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    if target.method != "GET" and answer.status_code in (200, 302, 303):
        stage.put_back()
    where = f"{target} given {word[:60]!r}"
    if answer.status_code >= 500:
        return [f"{where}: {answer.status_code}\n{''.join(seen)}"]
    return [f"{where}: stands unescaped"] if any(tag in word for tag in TAGS) and word in shown else []


def answered(stage: Stage, target: Target, word: str) -> Any:
    """The answer."""
    client, cells = stage.client(target.person), [(k, word if k == target.field else v) for k, v in target.cells]
    if target.field.startswith(PART):
        return client.get(with_part(stage, target, word))
    if target.method == "GET":
        return client.get(target.address, query_string=in_body(cells).decode("ascii"))
    form = "application/x-www-form-urlencoded"
    return client.open(target.address, method=target.method, data=in_body(cells), content_type=form)


def with_part(stage: Stage, target: Target, word: str) -> str:
    """The address with the word in the place of a part."""
    name = target.field.removeprefix(f"{PART}: ")
    pieces = target.route.split("/")
    values = stage.values[target.route]
    filled = [
        in_path(word) if is_part(piece, name) else str(values[piece.strip("<>").rpartition(":")[2]]) if "<" in piece
        else piece for piece in pieces
    ]  # fmt: skip
    return "/".join(filled)


def is_part(piece: str, name: str) -> bool:
    """Whether this piece of a route is the part of that name."""
    return piece.strip("<>").rpartition(":")[2] == name and "<" in piece
