"""The pager's addresses: whatever was asked for stays in the query, and nothing of it becomes part of the address."""

from __future__ import annotations

import pytest

from liaison.contacts.models import Contact
from liaison.orgs.models import Area
from liaison.roster.models import Member, Representative
from liaison.web import paging
from tests.factories import first

ODD = ("endpoint=x", "_scheme=ftp&year=2024", "_method=POST", "_anchor=a", "_external=1", "page=0")


@pytest.mark.parametrize("query", ODD)
def test_odd_queries_only_stay_in_the_query(browser, people, make, monkeypatch, query):
    monkeypatch.setattr(paging.page_of, "__defaults__", (2, None))
    for _ in range(5):
        make(Representative)
    client = browser(people.office)
    answer = client.get(f"/representatives?{query}")
    assert answer.status_code == 200
    assert 'href="/representatives?' in answer.get_data(as_text=True)


def test_the_year_is_chosen_by_the_form_on_the_page(browser, people, make):
    for _ in range(60):
        make(Member, home_area_id=first(Area, name="曲塘镇").id)
    make(Contact, member_id=people.member.member.id)
    client = browser(people.office)
    assert client.get("/performance?year=2025").location == "/performance/2025"
    assert client.get("/performance/2025").status_code == 200
    assert "下一页" in client.page.words
