"""The inbox and the number beside the bell."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.notices import actions
from liaison.notices.models import Message
from tests.statements import statements_sent

SAID = ("plan", "2026 年您联系的代表已经定了", "点开看是哪几位。", "/messages")


@pytest.fixture
def told(db, people):
    """Two messages to 陈立平: their ids."""
    for link in ("/", "/me"):
        actions.tell([people.member.user.id], *SAID[:3], link, people.office.actor)
    return db.session.scalars(select(Message.id).order_by(Message.id)).all()


def test_an_empty_inbox_says_what_will_come(browser, people):
    client = browser(people.admin)
    assert client.get("/messages").status_code == 200
    assert "还没有消息" in client.page.words


def test_the_number_stands_on_every_page_until_all_is_read(browser, people, told):
    member = browser(people.member)
    assert 'aria-label="消息，2 条没看"' in member.get("/me").get_data(as_text=True)
    member.get("/messages")
    assert "消息 2 条没看" in member.page.words
    assert member.post("/messages/read").location == "/messages"
    member.get("/messages")
    assert "没看" not in member.page.words
    assert 'aria-label="消息"' in member.get("/me").get_data(as_text=True)


def test_home_says_that_something_came(browser, people, told):
    member = browser(people.member)
    member.get("/")
    assert "2 条新消息" in member.page.words
    member.post("/messages/read")
    member.get("/")
    assert "新消息" not in member.page.words


def test_opening_one_leads_there_and_it_is_read(browser, people, told):
    member = browser(people.member)
    assert member.post(f"/messages/{told[1]}/open").location == "/me"
    member.get("/messages")
    assert "消息 1 条没看" in member.page.words


def test_anothers_message_is_not_there(browser, people, told):
    assert browser(people.office).post(f"/messages/{told[0]}/open").status_code == 404


def test_looking_reads_nothing(browser, people, told):
    member = browser(people.member)
    for _ in range(2):
        member.get("/messages")
        assert "消息 2 条没看" in member.page.words


def test_same_number_of_statements_for_many_messages(db, browser, people):
    client, counts = browser(people.member), []
    for more in (2, 40):
        for _ in range(more):
            actions.tell([people.member.user.id], *SAID, people.office.actor)
        with statements_sent() as sent:
            client.get("/messages")
        counts.append(len(sent))
    assert counts[0] == counts[1]
