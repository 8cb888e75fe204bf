"""People at work while the server dies: each knows what he was told was saved."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Event
from typing import Any
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TAG = re.compile("<[^>]+>")
BEHIND_PROXY = {
    "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Host": "liaison.example",
    "Referer": "https://liaison.example/",
}  # fmt: skip
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LOST = (OSError, http.client.HTTPException)
PATIENCE = 20


@dataclass
class Client:
    """One browser. secret: of its sign-in; tried, told: keys of what was sent, and of what was answered as saved."""

    name: str
    secret: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    tried: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.cookies["__Host-sid"] = self.secret

    def twin(self) -> Client:
        """Another tab of the same browser."""
        return Client(self.name, self.secret)

    def connect(self, port: int) -> None:
        """Open a connection that is kept, as browsers do."""
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def ask(self, method: str, address: str, cells: Mapping[str, Any] | None = None) -> tuple[int, str]:
        """Send and read; gives status and page."""
        self.line.request(*self.request(method, address, cells))
        answer = self.line.getresponse()
        page = answer.read().decode()
        for words in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = words.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, page

    def request(self, method: str, address: str, cells: Mapping[str, Any] | None = None) -> list[Any]:
        """What goes over the line: method, address, body, headers."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode({**cells, "csrf_token": self.token}, doseq=True) if cells is not None else None
        return [method, address, body, {**BEHIND_PROXY, **FORM, "Cookie": cookie}]

    def open(self, address: str) -> str:
        """Fetch a page with a form, for its token."""
        status, page = self.ask("GET", address)
        assert status == 200, f"{self.name}: {address} {status}"
        self.token = TOKEN.search(page)[1]
        return page

    def send(self, key: str, address: str, cells: Mapping[str, Any]) -> int:
        """Post a write under its key; what is answered as done is remembered as told."""
        self.tried.append(key)
        status, page = self.ask("POST", address, cells)
        if status == 302:
            self.told.append(key)
        else:
            self.odd.append(f"{self.name} {address} {status}: {' '.join(TAG.sub(' ', page).split())[:300]}")
        return status

    def work(self, port: int, enough: Event) -> None:
        """Write until it is enough, or the server is gone."""
        self.connect(port)
        try:
            while not enough.is_set():
                self.write()
        except LOST:
            return
        finally:
            self.line.close()

    def get_ready(self) -> None:
        """Fetch the form once, for its token."""

    def usual(self) -> list[list[Any]]:
        """Requests that change as much as this person's writes, and leave his next one possible."""
        return []

    def write(self) -> None:
        """One keyed write."""


@dataclass
class Phone(Client):
    """A member who records contacts; each third one opens a case."""

    form: dict[str, Any] = field(default_factory=dict)

    def get_ready(self) -> None:
        """The page of a contact."""
        self.open(f"/contacts/new?rep={self.form['rep']}")

    def usual(self) -> list[list[Any]]:
        """A contact with its case."""
        cells = {**self.form, "has_request": "y", "where": "刘圩村", "talk": f"{self.name} 第 0 次以前"}
        return [self.request("POST", "/contacts/new", cells)]

    def write(self) -> None:
        """Save a contact whose words are its key."""
        number = next(self.numbers)
        key = f"{self.name} 第 {number} 次：路口没有红绿灯。"
        more = {"has_request": "y", "where": "刘圩村"} if number % 3 == 0 else {}
        self.send(key, "/contacts/new", {**self.form, **more, "talk": key})


@dataclass
class Desk(Client):
    """A clerk who hands one case over and takes it back, again and again."""

    case: str = ""
    unit: int = 0
    version: int = 0
    is_over: bool = False

    def get_ready(self) -> None:
        """The page of the move."""
        self.open(f"/cases/{self.case}/hand-over")

    def usual(self) -> list[list[Any]]:
        """There and back."""
        cells = {"unit_id": self.unit, "opinion": "以前", "version": self.version}
        address = f"/cases/{self.case}"
        return [self.request("POST", f"{address}/hand-over", cells), self.request("POST", f"{address}/take-back", {})]

    def write(self) -> None:
        """The one or the other, whichever is next."""
        number = next(self.numbers)
        if self.is_over:
            status = self.send(f"{self.name} back {number}", f"/cases/{self.case}/take-back", {})
        else:
            key = f"{self.name} 第 {number} 次交办"
            cells = {"unit_id": self.unit, "opinion": key, "version": self.version}
            status = self.send(key, f"/cases/{self.case}/hand-over", cells)
        if status == 302:
            self.version, self.is_over = self.version + 1, not self.is_over
