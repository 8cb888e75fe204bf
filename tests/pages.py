"""A test client that reads every HTML page it fetches and refuses sloppy ones."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select

from liaison.casework.models import Case
from liaison.core.db import db as database
from tests.canaries import in_answer

LABELLED = {"input", "select", "textarea"}
OF_CASE = re.compile(r"/cases/(\d{4}-\d+)/")
LEADING = {"href": ("", "tel"), "src": ("", "data"), "action": ("",), "formaction": ("",)}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image"}


class Outline(HTMLParser):
    """What matters of a page: headings, ids, fields, labels, forms, inline code."""

    def __init__(self) -> None:
        super().__init__()
        self.h1 = 0
        self.title = ""
        self.ids: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.labelled: set[str] = set()
        self.forms: list[dict[str, Any]] = []
        self.inline: list[str] = []
        self.elsewhere: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        has = {k: v or "" for k, v in attributes}
        self._open.append(tag)
        self.h1 += tag == "h1"
        if "id" in has:
            self.ids.append(has["id"])
        self._note_field(tag, has)
        self._note_form(tag, has)
        self.inline += [f"{tag} {k}" for k in has if k == "style" or k.startswith("on")]
        self.elsewhere += [f"{tag} {k}={has[k]}" for k in LEADING.keys() & has.keys() if leads_elsewhere(k, has[k])]
        if tag == "style" or (tag == "script" and "src" not in has):
            self.inline.append(tag)

    def _note_field(self, tag: str, has: dict[str, str]) -> None:
        if tag == "label" and "for" in has:
            self.labelled.add(has["for"])
        if tag in LABELLED and has.get("type") not in UNLABELLED_TYPES:
            has["inside_label"] = "yes" if "label" in self._open else ""
            self.fields.append(has)

    def _note_form(self, tag: str, has: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append({"method": has.get("method", "get").lower(), "fields": set(), **where_to(has)})
        elif tag in LABELLED | {"button"} and self.forms and "form" in self._open:
            self.forms[-1]["fields"].add(has.get("name", ""))

    def handle_endtag(self, tag: str) -> None:
        """Close elements down to this one."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, text: str) -> None:
        """Collect what is shown."""
        if self._open and self._open[-1] == "title":
            self.title += text
        elif not self._open or self._open[-1] not in ("script", "style", "template"):
            self.text.append(text)

    @property
    def words(self) -> str:
        """All visible text, white space folded."""
        return " ".join(" ".join(self.text).split())


def leads_elsewhere(attribute: str, address: str) -> bool:
    """Whether an address leaves the house or does something: all of ours are paths, telephones or drawn pictures."""
    parts = urlsplit(address)
    return parts.scheme not in LEADING[attribute] or bool(parts.netloc)


def where_to(form: dict[str, str]) -> dict[str, Any]:
    """Where a form goes, and whether files go along."""
    return {"action": form.get("action", ""), "has_files": form.get("enctype") == "multipart/form-data"}


def read(html: str) -> Outline:
    """The outline of a page."""
    outline = Outline()
    outline.feed(html)
    return outline


def faults(outline: Outline) -> list[str]:
    """What is wrong with a page, each with what to do."""
    found = []
    if outline.h1 != 1:
        found.append(f"{outline.h1} h1 elements: a page has exactly one")
    if not outline.title.strip():
        found.append("no title: fill the title block")
    doubles = {i for i in outline.ids if outline.ids.count(i) > 1}
    if doubles:
        found.append(f"ids stand twice: {sorted(doubles)}")
    found += [f"field without label: {f}" for f in outline.fields if not is_labelled(f, outline)]
    posts = [f for f in outline.forms if f["method"] == "post"]
    found += [f"POST form without csrf_token: {sorted(f['fields'])}" for f in posts if "csrf_token" not in f["fields"]]
    if outline.elsewhere:
        found.append(f"leads out of the house (IN-03, HD-04): {outline.elsewhere}")
    if outline.inline:
        found.append(f"inline style or script (the content policy blocks it): {outline.inline}")
    if "<built-in" in outline.words or " object at 0x" in outline.words:
        found.append("the page shows an object of Python's: does its context use a name of the frame, such as tabs?")
    if "None" in outline.words.split():
        found.append("the page shows “None”: print — or nothing instead")
    return found


def is_labelled(field: dict[str, str], outline: Outline) -> bool:
    """Whether a reader can tell what the field is."""
    names = field.get("aria-label") or field.get("aria-labelledby") or field["inside_label"]
    return bool(names) or field.get("id") in outline.labelled


def as_shown(address: str, cells: Any) -> Any:
    """What a form holds when it is sent: of a move, the version of the case that its page would show now as well."""
    of_case = OF_CASE.match(address)
    if not of_case or "version" in (cells or {}):
        return cells
    version = database.session.scalar(select(Case.version).where(Case.number == of_case[1]))
    return {"version": version, **(cells or {})} if version else cells


def unprepared(outline: Outline, app: Any, address: str) -> list[str]:
    """Forms with files whose page would refuse them for their size."""
    forms = [(form["action"] or address).partition("?")[0] for form in outline.forms if form["has_files"]]
    routes = app.url_map.bind("localhost")
    views = ((path, app.view_functions[routes.match(path, "POST")[0]]) for path in forms)
    return [f"put @takes_files (web/bodies.py) on {path}" for path, view in views if not hasattr(view, "takes_files")]


def forget_last_request() -> None:
    """Empty g: requests of a test share its app context, and must not see what an earlier one noted."""
    for name in list(g):
        g.pop(name)


class CheckedClient(FlaskClient):
    """Checks each page it opens; `page` is the outline of the last one."""

    page: Outline

    def open(self, *arguments: Any, **options: Any) -> Any:
        """Fetch and check. What the test changed is committed first and read anew afterwards."""
        if arguments and options.get("method") == "POST":
            options["data"] = as_shown(str(arguments[0]), options.get("data"))
        database.session.commit()
        database.session.expire_all()
        forget_last_request()
        answer = super().open(*arguments, **options)
        is_page = answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303)
        if is_page:
            body = answer.get_data(as_text=True)
            self.page = read(body)
            if "<html" in body:
                found = faults(self.page) + unprepared(self.page, self.application, answer.request.path)
                assert not found, f"{arguments[0] if arguments else ''} {answer.status_code}: {found}"
        leaks = in_answer(answer, self.page.title if is_page else "", options)
        assert not leaks, f"{arguments[0] if arguments else ''} {answer.status_code} tells of somebody: {leaks}"
        return answer
