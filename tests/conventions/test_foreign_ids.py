"""An id of another town in a field or in the address is answered as one that is not there, and nothing of it changes.

Each page that takes something in is sent its own form with another town's id in every field that names a thing, and
then with an id that nothing has: status and words must be the same. What the form itself offers is no other town's.
What is no field of a form stands in BESIDE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conventions.test_matrix import image_now, told_by
from tests.conventions.towns import ASKED, EVERYBODY, TRACE, Towns, two_towns
from tests.databases import put_back

WRITERS = tuple(name for name in EVERYBODY if name != "director")  # who may name what a clerk may
ABSENT = {"case": "2026-99999"}
NOWHERE = "987654321"
SAME = {
    "member_id": "member", "representative_id": "rep", "asker_id": "rep", "library_id": "library", "seat_id": "seat",
    "merged_into_id": "case_id", "handler_id": "user", "section_id": "section", "to_user_id": "user", "people": "rep",
    "waiting_row": "row", "batch_id": "batch", "user_id": "user",
}  # fmt: skip
BESIDE = {
    ("GET", "/contacts/new"): "member", ("POST", "/contacts/new"): "member", ("GET", "/contacts/new/people"): "member",
    ("GET", "/activities/new"): "member", ("POST", "/activities/new"): "member",
    ("GET", "/inbox/hand-over"): "case", ("POST", "/inbox/hand-over"): "case", ("POST", "/inbox/take-back"): "case",
    ("GET", "/inbox/merge"): "case", ("POST", "/inbox/merge"): "case", ("GET", "/representatives/new"): "row",
    ("POST", "/representatives/new"): "row", ("POST", "/me/seat"): "seat", ("GET", "/seats"): "organisation",
    ("GET", "/seats/new"): "organisation", ("POST", "/seats/new"): "organisation",
    ("GET", "/sections/new"): "organisation", ("POST", "/sections/new"): "organisation",
    ("POST", "/cases/papers.xlsx"): "committee", ("GET", "/cases/papers"): "committee",
}  # fmt: skip

pytestmark = pytest.mark.sqlite  # who may name what does not depend on the kind of database


@pytest.fixture(scope="module")
def towns(app: Any, blank: Any) -> Iterator[Towns]:
    """The two towns, made once for this file."""
    yield from two_towns(app, blank)


class Fields(HTMLParser):
    """What a page's own form would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.cells: dict[str, str] = {}
        self.offered: set[tuple[str, str]] = set()
        self.select = ""
        self.feed(page.partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Take the value of a field; of a choice the one that is made, else the first."""
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
        if tag == "option" and self.select:
            value = given.get("value") or ""
            self.offered.add((self.select, value))
            if "selected" in given or not self.cells.get(self.select):
                self.cells[self.select] = value
        if tag == "input":
            self.offered.add((name, given.get("value") or ""))
        is_left = given.get("type") in ("checkbox", "radio") and "checked" not in given and name in self.cells
        if tag in ("input", "textarea", "select") and name and not is_left:
            self.cells[name] = given.get("value") or ""


def send(towns: Towns, name: str, method: str, address: str, cells: Any) -> tuple[int, str, dict[str, Any]]:
    """Status, words and what the database holds afterwards; it is as at first before."""
    put_back(towns.after)
    client = FlaskClient(towns.app, towns.app.response_class)
    client.set_cookie(towns.app.config["SIGN_IN_COOKIE"], towns.secrets[name])
    with towns.app.app_context():
        given = {"data": cells} if method == "POST" else {"query_string": cells}
        answer = client.open(address, method=method, **given)
        is_read = answer.mimetype.startswith("text/") and not answer.location  # which only says where to go on
        words = answer.get_data(as_text=True) if is_read else ""
    return answer.status_code, re.sub(r"<[^>]*>|\d\d:\d\d|\s+", " ", words), told_by(image_now())


def differs(towns: Towns, name: str, method: str, address: str, cells: Any, ids: dict[str, Any]) -> bool:
    """Whether another town's ids get another answer than ids that nothing has, or change anything."""
    nothing = {key: ABSENT.get(key, NOWHERE) for key in ids}
    foreign, absent = (send(towns, name, method, address, cells | given) for given in (ids, nothing))
    is_written = foreign[0] >= 400 and foreign[2] != towns.rows
    return foreign[:2] != absent[:2] or TRACE in foreign[1] or is_written


@pytest.mark.parametrize("name", WRITERS)
def test_ids_beside_a_form_are_as_if_nothing_had_them(towns, name):
    wrong = [
        f"{method} {address}?{key}=" for (method, address), key in BESIDE.items()
        if differs(towns, name, method, address, {}, {key: towns.foreign[key]})
    ]  # fmt: skip
    assert not wrong, f"{name} can tell another town's thing from none: {wrong}"


@pytest.mark.parametrize("name", WRITERS)
def test_ids_in_the_fields_of_a_form_are_as_if_nothing_had_them(towns, name):
    wrong, tried, forms = [], 0, dict(towns.forms())
    pages = towns.pages(name, towns.after, forms.values())
    for route, address in forms.items():
        status, page = pages[address]
        form = Fields(page if status == 200 else "")
        ids = {key: towns.foreign[SAME.get(key, key)] for key in form.cells if SAME.get(key, key) in towns.foreign}
        ids = {key: id_ for key, id_ in ids.items() if key not in ASKED and (key, str(id_)) not in form.offered}
        tried += bool(ids)
        if ids and differs(towns, name, "POST", address, form.cells, ids):
            wrong.append(f"POST {route} {sorted(ids)}")
    assert not wrong, f"{name} can tell another town's thing from none: {wrong}"
    assert tried or name == "librarian", "no form was found at all"
