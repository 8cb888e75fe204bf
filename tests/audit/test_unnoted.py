"""What cannot be noted is not done (AU-06), and nothing is done that is not noted (AU-01)."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from liaison.assignment.models import Pairing
from liaison.audit.chain import keep_keys, keys_of
from liaison.audit.models import Event
from liaison.contacts.models import Contact
from liaison.core.db import db as database
from liaison.orgs.models import Channel
from liaison.roster.models import Representative
from tests.audit.watching import watching
from tests.factories import first

pytestmark = pytest.mark.sqlite

BROKEN = "CREATE TRIGGER broken BEFORE {} BEGIN SELECT RAISE(ABORT, 'broken'); END"

@pytest.fixture
def form(make, people):
    """What a phone sends for a contact."""
    person = make(Pairing, member_id=people.member.member.id).representative
    return {
        "rep": person.id, "channel_id": first(Channel, short="电话").id, "day": "今天", "topics": ["道路交通"],
        "talk": "村口的路口没有红绿灯，下午放学时电动车、货车混着走。",
    }  # fmt: skip


def everything() -> list[int]:
    """How many rows there are of what a contact writes."""
    database.session.rollback()
    return [database.session.scalar(select(func.count()).select_from(model)) for model in (Contact, Event)]


@contextmanager
def refusing(db, words):
    """A table of the log takes nothing meanwhile."""
    db.session.commit()
    db.session.execute(text(BROKEN.format(words)))
    db.session.commit()
    yield
    db.session.execute(text("DROP TRIGGER broken"))
    db.session.commit()


@contextmanager
def without_key(db):
    """The program has no key for the log meanwhile."""
    keys = keys_of(db.session.connection())
    db.session.commit()
    keep_keys(db.engine, None)
    yield
    keep_keys(db.engine, keys)


@pytest.mark.parametrize("words", ["INSERT ON event", "INSERT ON event_seal", "UPDATE ON event_head", "no key"])
def test_where_the_log_cannot_be_written_nothing_is_changed(db, browser, people, form, words):
    phone = browser(people.member)
    assert phone.get("/").status_code == 200
    before = everything()
    with without_key(db) if words == "no key" else refusing(db, words):
        answer = phone.post("/contacts/new", data=form)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 503 and "操作日志记不下来" in page and form["talk"] in page
        assert everything() == before
        assert phone.get("/contacts").status_code == 200, "reading goes on"
    assert phone.post("/contacts/new", data=form).status_code == 302
    assert [count > was for count, was in zip(everything(), before, strict=True)] == [True, True]


def test_what_a_day_s_work_writes_is_noted(db, browser, make, people, form):
    person = make(Representative, name="周桂芳", area_id=people.clerk.seat.organisation.area_id)
    office, phone = browser(people.office), browser(people.member)
    with watching(db) as silent:
        phone.post("/contacts/new", data={**form, "has_request": "y", "where": "刘圩村"})
        office.post(f"/representatives/{person.id}/phone")
        office.post(f"/representatives/{person.id}/leave", data={"reason": "迁居外地", "left_on": "2026-01-05"})
        office.post("/reference/stations/new", data={})
        phone.post("/me/size")
        phone.post("/sign-out")
    assert not silent
    assert database.session.get(Representative, person.id).left_on


def test_a_change_that_nobody_noted_is_seen(db, make):
    person = make(Representative, name="周桂芳")
    with watching(db) as silent:
        person.name = "周桂方"
        db.session.commit()
        db.session.execute(text("DELETE FROM message"))
        db.session.commit()
    assert silent == [["representative"]]
