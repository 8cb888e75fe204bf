"""Telling, reading, and what is not told twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.accounts.models import User
from liaison.audit.models import Event
from liaison.core import clock
from liaison.notices import actions, queries
from liaison.notices.models import Message

SAID = ("plan", "2026 年您联系的代表已经定了", "点开看是哪几位。", "/")


@pytest.fixture
def told(people):
    """A message to 陈立平 that he has not read."""
    actions.tell([people.member.user.id], *SAID, people.office.actor)
    return lambda actor: queries.unread_count(actor)


def messages_to(db, person):
    return db.session.scalars(select(Message).where(Message.user_id == person.user.id).order_by(Message.id)).all()


def events(db, verb):
    return db.session.scalars(select(Event).where(Event.verb == verb)).all()


def test_each_is_told_once_and_one_event_says_how_many(db, people):
    users = [people.member.user.id, people.clerk.user.id, people.member.user.id]
    assert actions.tell(users, *SAID, people.office.actor) == 2
    (message,) = messages_to(db, people.member)
    assert (message.kind, message.title, message.body, message.link) == SAID
    assert message.made_at <= clock.now() and message.read_at is None
    (event,) = events(db, "message.tell")
    assert (event.thing, event.thing_id, event.label, event.changes) == ("message", None, SAID[1], {"count": 2})
    assert event.actor_name == people.office.user.name


def test_nobody_to_tell_leaves_no_trace(db, people):
    assert actions.tell([], *SAID, people.office.actor) == 0
    assert not events(db, "message.tell")


def test_a_disabled_user_is_not_told(db, people, make):
    gone = make(User, is_active=False)
    assert actions.tell([gone.id], *SAID, people.office.actor) == 0


def test_the_same_key_is_told_once(db, people):
    first = actions.tell([people.member.user.id], *SAID, people.office.actor, key="2026-W20")
    actions.read_all(people.member.actor)
    both = [people.member.user.id, people.clerk.user.id]
    assert (first, actions.tell(both, *SAID, people.office.actor, key="2026-W20")) == (1, 1)
    assert actions.tell(both, *SAID, people.office.actor, key="2026-W21") == 2
    assert len(messages_to(db, people.member)) == 2


def test_what_is_not_read_yet_is_not_repeated(db, people):
    one = [people.member.user.id]
    assert actions.tell(one, *SAID, people.office.actor, is_repeated=False) == 1
    assert actions.tell(one, *SAID, people.office.actor, is_repeated=False) == 0
    assert actions.tell(one, "pairs", *SAID[1:], people.office.actor, is_repeated=False) == 1
    actions.read_all(people.member.actor)
    assert actions.tell(one, *SAID, people.office.actor, is_repeated=False) == 1


def test_reading_twice_is_reading_once(db, people, told):
    (message,) = messages_to(db, people.member)
    at = actions.read(message, people.member.actor).read_at
    assert at is not None and told(people.member.actor) == 0
    assert actions.read(message, people.member.actor).read_at == at
    assert len(events(db, "message.read")) == 1


def test_all_read_is_all_of_mine(db, people, told):
    actions.tell([people.member.user.id, people.clerk.user.id], *SAID, people.office.actor)
    assert actions.read_all(people.member.actor) == 2
    assert actions.read_all(people.member.actor) == 0
    assert (told(people.member.actor), told(people.clerk.actor)) == (0, 1)
    (event,) = events(db, "message.read")
    assert event.changes == {"count": 2}


def test_nobody_reads_what_is_anothers(db, people, told):
    (message,) = messages_to(db, people.member)
    assert queries.message_for(people.member.actor, message.id) is message
    assert queries.message_for(people.office.actor, message.id) is None
