"""Which fields there are: read from the forms and links of every page, as each person sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

NEVER_SENT = ("submit", "image", "reset", "file")
SENSIBLE = (
    (("phone",), "15412345678"),
    (("_on", "date", "day", "from", "until"), "2026-01-05"),
    (("number", "count", "percent", "days", "hours", "size", "order"), "3"),
    (("time",), "15:30"),
    (("year",), "2026"),
)


@dataclass
class Form:
    """A form of a page: where it goes, and what a person who fills it sensibly sends."""

    method: str
    action: str
    cells: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """Collects the forms of a page and the links with parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._named: dict[str, Form] = {}
        self._open: Form | None = None
        self._choice: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._begin(has)
        elif tag == "a" and "?" in has.get("href", ""):
            self.links.append(has["href"])
        elif tag in ("input", "textarea", "select", "button"):
            self._take(tag, has)
        elif tag == "option" and self._choice and has.get("value"):
            form, name = self._choice
            form.cells[name] = form.cells[name] or has["value"]

    def _begin(self, has: dict[str, str]) -> None:
        self._open = Form(has.get("method", "get").upper(), has.get("action", ""))
        self.forms.append(self._open)
        if "id" in has:
            self._named[has["id"]] = self._open

    def _take(self, tag: str, has: dict[str, str]) -> None:
        form, name = self._named.get(has.get("form", "")) or self._open, has.get("name", "")
        if form is None or not name or has.get("type") in NEVER_SENT:
            return
        if tag == "select":
            self._choice = (form, name)
            form.cells.setdefault(name, "")
        elif has.get("type") in ("radio", "checkbox", "hidden") or tag == "button":
            form.cells.setdefault(name, has.get("value", "y"))
        else:
            form.cells.setdefault(name, has.get("value") or sensible(name))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a list of choices."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._choice = None


def sensible(name: str) -> str:
    """What somebody would type in a field of this name."""
    return next((value for words, value in SENSIBLE if any(word in name for word in words)), "王建国")


def forms_of(html: str) -> Forms:
    """The forms and links of a page."""
    reader = Forms()
    reader.feed(html)
    return reader


def asked_by(link: str) -> tuple[str, dict[str, str]]:
    """(path, parameters) of a link of ours."""
    parts = urlsplit(link)
    return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
