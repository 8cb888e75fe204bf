"""A whole number is shown for a reason, which the log keeps, and thirty times an hour to one person (PI-05, RL-02)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.accounts.actions import show_number
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused, TooOften
from liaison.core.text import Phone

NUMBER = Phone("15400001234")


def look(people, who="clerk", **why):
    """One look at the member's number."""
    person = people.member.member
    return show_number("member.show_phone", person, NUMBER, getattr(people, who).actor, **{"why": "核对资料", **why})


@pytest.mark.sqlite
def test_the_thirty_first_look_within_an_hour_waits_whosever_number_it_is(people, db, monkeypatch):
    assert {look(people) for _ in range(30)} == {"15400001234"}
    with pytest.raises(TooOften) as refusal:
        look(people)
    assert 60 < refusal.value.wait <= 120
    assert look(people, "office") == "15400001234"
    assert db.session.query(Event).filter_by(verb="member.show_phone").count() == 31
    later = clock.now() + timedelta(seconds=refusal.value.wait)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert look(people) == "15400001234"


@pytest.mark.sqlite
def test_the_page_says_when_to_come_back(people, browser, make, db):
    people.member.member.phone = "15400001234"
    for _ in range(30):
        look(people)
    db.session.commit()
    path = f"/members/{people.member.member.id}/phone"
    answer = browser(people.clerk).post(path, data={"why": "核对资料"})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert "一小时最多看 30 个" in answer.text and "154 0000 1234" not in answer.text


@pytest.mark.sqlite
def test_no_reason_no_number(people, browser, db):
    people.member.member.phone = "15400001234"
    path, client = f"/members/{people.member.member.id}/phone", browser(people.clerk)
    for sent, status in (({}, 200), ({"why": ""}, 422), ({"why": "好奇"}, 422), ({"why": "其他"}, 409)):
        answer = client.post(path, data=sent)
        assert (answer.status_code, "154 0000 1234" in answer.text) == (status, False), sent
    assert db.session.query(Event).filter_by(verb="member.show_phone").count() == 0
    assert "154 0000 1234" in client.post(path, data={"why": "其他", "why_words": "送材料"}).text
    with pytest.raises(Refused):
        look(people, why="其他")
