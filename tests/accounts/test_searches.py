"""Looking for a person by a telephone number is noted; its first digits are not kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.roster.models import Representative

NUMBER = "15400007788"


@pytest.mark.parametrize("page", ["/representatives", "/members", "/search"])
@pytest.mark.parametrize("words", [NUMBER, NUMBER[-4:]])
def test_a_search_by_a_number_is_noted(db, browser, people, make, page, words):
    make(Representative, name="周桂芳", phone=NUMBER)
    browser(people.office).get(f"{page}?q={words}")
    event = db.session.scalars(select(Event).where(Event.verb == "access.search")).one()
    assert (event.label, event.changes) == (page, {"phone": [None, "****7788"]})
    assert event.actor_id == people.office.user.id


def test_other_searches_and_later_pages_are_not(db, browser, people, make):
    make(Representative, name="周桂芳", phone=NUMBER)
    client = browser(people.office)
    client.get("/representatives?q=周桂芳")
    client.get(f"/representatives?q={NUMBER}")
    client.get("/representatives")
    assert len(db.session.scalars(select(Event).where(Event.verb == "access.search")).all()) == 1
