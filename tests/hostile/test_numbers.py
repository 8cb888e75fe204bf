"""A number of 5,000 digits, which Python itself refuses to read, is one that nobody means."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from liaison.assignment.forms import rows_sent
from liaison.casework.forms import numbers
from tests.roster.views.test_imports import book, row, settle, upload

LONG = "9" * 5_000


@pytest.mark.parametrize("word", [LONG, "0" * 5_000, "2147483648", "-1", "²", "١", "", "7a"])
def test_what_is_no_id_is_passed_over(word):
    assert numbers(["7", word, "8"]) == [7, 8]


def test_a_page_asked_for_such_a_member_is_answered(browser, people):
    assert browser(people.member).get(f"/contacts/new?member={LONG}").status_code < 400


def test_a_heading_of_such_a_number_is_none(browser, people):
    client = browser(people.clerk)
    answer = upload(client, book(row()))
    assert settle(client, answer, **{f"map-{LONG}": "phone"}).status_code < 500


def test_a_row_of_such_a_number_is_none():
    sent = MultiDict([(f"one-{LONG}", "5"), ("one-2", "4"), ("one-²", "3"), ("one-1", " "), ("one-0", "2")])
    assert rows_sent(sent, "one") == [("0", "2"), ("2", "4")]
