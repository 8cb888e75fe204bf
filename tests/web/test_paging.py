"""Pages of a list: which rows stand on them, how many there are, and what is asked to know it."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from liaison.roster.models import Representative
from liaison.web.paging import page_of
from tests.factories import make_row

LIST = select(Representative.id).where(Representative.left_on.is_(None)).order_by(Representative.id)


@pytest.fixture
def page(app, db):
    """page(query, counted): the page of a list of 3 a page, and how many statements it took."""

    def fetched(query="", counted=None):
        sent = []

        def note(_connection, _cursor, statement, *_rest):
            sent.extend([statement] if "representative" in statement else [])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            with app.test_request_context(f"/{query}"):
                return page_of(LIST, 3, counted), len(sent)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return fetched


@pytest.fixture
def seven(db):
    return [make_row(Representative).id for _ in range(7)]


def ids(page):
    return [row.id for row in page.rows]


@pytest.mark.parametrize("query", ["", "?page=1"])
def test_an_empty_list_has_one_empty_page(page, query):
    found, sent = page(query)
    assert (found.rows, found.number, found.total, found.pages, found.first, sent) == ([], 1, 0, 1, 0, 1)
    assert (page("?page=2")[0].number, page("?page=2")[0].total) == (1, 0)


@pytest.mark.parametrize("counted", [None, Representative])
def test_rows_and_their_number_are_one_statement(page, seven, counted):
    for query, rows in (("", seven[:3]), ("?page=2", seven[3:6]), ("?page=3", seven[6:])):
        found, sent = page(query, counted)
        assert (ids(found), found.total, found.pages, sent) == (rows, 7, 3, 1)


def test_only_rows_of_the_list_are_counted(page, seven, db):
    person = db.session.get(Representative, seven[0])
    person.left_on = person.entered_on
    db.session.flush()
    for counted in (None, Representative):
        assert page(counted=counted)[0].total == 6


@pytest.mark.parametrize("query", ["?page=4", "?page=99999999999999999999"])
def test_beyond_the_end_is_the_last_page(page, seven, query):
    found, _sent = page(query)
    assert (ids(found), found.number, found.total, found.first, found.last) == (seven[6:], 3, 7, 7, 7)


@pytest.mark.parametrize("counted", [None, Representative])
def test_pages_put_together_are_the_list(page, seven, counted):
    assert [one for number in (1, 2, 3) for one in ids(page(f"?page={number}", counted)[0])] == seven


@pytest.mark.parametrize("query", ["?page=0", "?page=-3", "?page=x", "?page="])
def test_a_number_that_is_none_is_the_first_page(page, seven, query):
    found, _sent = page(query)
    assert (ids(found), found.number) == (seven[:3], 1)
