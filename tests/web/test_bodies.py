"""A request brings no more than its page could send, and one value where one is asked for."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.web.bodies import FORM_BYTES, MANY_BYTES, MANY_KEYS, MOST_KEYS, MOST_VALUES
from tests.hostile.strings import in_body

FORM = "application/x-www-form-urlencoded"
PLAIN, MANY = "/me/keys", "/terms/change/members"

pytestmark = pytest.mark.sqlite


@pytest.fixture
def post(browser, people):
    """post(path, cells): what the office gets."""
    client = browser(people.office)
    return lambda path, cells: client.post(path, data=in_body(cells), content_type=FORM)


@pytest.mark.parametrize(("path", "number"), [(PLAIN, MOST_KEYS), (MANY, MANY_KEYS)])
def test_keys_are_counted(post, path, number):
    assert post(path, [(f"a{n}", "") for n in range(number)]).status_code != 413
    answer = post(path, [(f"a{n}", "") for n in range(number + 1)])
    assert answer.status_code == 413 and "请分几次交" in answer.text


@pytest.mark.parametrize(("path", "most"), [(PLAIN, FORM_BYTES), (MANY, MANY_BYTES)])
def test_bytes_are_counted_for_each_page(post, path, most):
    assert post(path, [("a", "x" * (most - 100))]).status_code != 413
    assert post(path, [("a", "x" * most)]).status_code == 413


def test_ticks_of_a_whole_list_are_taken_and_more_are_not(post):
    assert post(PLAIN, [("case", "1")] * MOST_VALUES).status_code != 413
    assert post(PLAIN, [("case", "1")] * (MOST_VALUES + 1)).status_code == 413


def test_a_file_is_taken_where_a_page_asks_for_one_only(browser, people):
    client, large = browser(people.office), b"x" * (FORM_BYTES + 1)
    for path, is_taken in (("/imports/new", True), (PLAIN, False), ("/sign-in", False)):
        answer = client.post(path, data={"file": (BytesIO(large), "a.xlsx")}, content_type="multipart/form-data")
        assert (answer.status_code != 413) is is_taken, path


@pytest.mark.parametrize(("path", "key"), [
    ("/me/seat", "seat"), ("/me/size", "size"), ("/me/keys", "keys"), ("/representatives/new", "name"),
    ("/sign-in", "username"), ("/sign-in", "next"), ("/me/password", "old"), ("/t", "number"),
])  # fmt: skip
def test_one_cell_that_comes_twice_is_taken_neither_way(post, db, path, key):
    before = db.session.scalar(select(func.count()).select_from(Event))
    answer = post(path, [(key, "1"), (key, "2"), ("digits", "1234")])
    assert answer.status_code == 400 and "两个值" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Event)) == before


@pytest.mark.parametrize("path", ["/representatives?page=1&page=2", "/cases?word=a&word=b", "/search?q=a&q=b"])
def test_one_parameter_that_comes_twice_is_none(browser, people, path):
    assert browser(people.office).get(path).status_code == 400


def test_a_form_with_a_field_that_takes_several_takes_them(browser, people):
    answer = browser(people.office).post("/members/export", data={"columns": ["name", "no"]})
    assert answer.status_code == 200
