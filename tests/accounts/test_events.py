"""The auditor's page: finding, verifying, taking out; all of it is noted."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.accounts import actions
from liaison.audit import words
from liaison.audit.actions import record_all
from liaison.audit.models import Event
from liaison.core import clock
from liaison.jobs.models import Job
from liaison.notices.models import Message
from liaison.notices.views.watch import tell_of_storms
from tests.audit.tampering import last_number, tampering


@pytest.fixture
def client(browser, people, db):
    actions.change_user(people.clerk.user, people.office.actor, name="王小敏", phone="13862705521")
    client = browser(people.auditor)
    db.session.commit()
    return client


def last_of(db, verb: str) -> Event:
    return db.session.scalars(select(Event).where(Event.verb == verb).order_by(Event.id.desc())).first()


def test_a_log_nobody_touched_is_said_to_be_so_and_that_is_noted(client, db, people):
    assert client.post("/events/verify").status_code == 302
    client.get("/events")
    assert "没有改动过。" in client.page.words
    event = last_of(db, "audit.verify")
    assert event.actor_name == people.auditor.user.name
    assert event.changes["count"][1] == last_number() - 1
    assert "上次核对" in client.page.words


def test_a_touched_one_is_told_with_its_first_bad_row(client, db):
    event_id = last_of(db, "user.change").id
    with tampering() as connection:
        connection.execute(Event.__table__.update().where(Event.id == event_id).values(label="别人"))
    client.post("/events/verify")
    client.get("/events")
    assert f"编号 {event_id}" in client.page.words
    assert "被改过。" in client.page.words


def test_a_long_log_is_verified_in_the_background(client, db, monkeypatch):
    monkeypatch.setattr(actions, "LONG", 3)
    answer = client.post("/events/verify")
    job = db.session.scalars(select(Job)).one()
    assert answer.headers["Location"].endswith(f"/jobs/{job.id}")


def test_the_log_is_searched_by_what_was_changed(client):
    client.get("/events?words=王小敏")
    assert "改用户资料" in client.page.words.partition("改了什么")[2]
    assert "13862705521" not in client.page.words
    assert "138****5521" in client.page.words


def test_what_was_found_goes_out_as_a_workbook_and_that_is_noted(client, db):
    answer = client.post("/events/export.xlsx", data={"verb": "user.change"})
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    cells = [row for row in rows if row[3] == "改用户资料"]
    assert len(cells) == 1
    assert "姓名：王敏 → 王小敏" in cells[0][5]
    assert last_of(db, "audit.export").changes == {"count": [None, 1], "verb": [None, "user.change"]}


def test_only_who_may_read_the_log_may_verify_or_export_it(browser, people):
    for person in (people.clerk, people.admin, people.member):
        for path in ("/events/verify", "/events/export.xlsx"):
            assert browser(person).post(path).status_code == 404


def test_an_event_reads_as_a_sentence(client, db):
    assert words.told(last_of(db, "user.change")) == "刘芸改用户资料：把姓名从“王敏”改为“王小敏”，电话“138****5521”。"


def refused(db) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.verb == "access.refuse").order_by(Event.id)))


def test_who_asks_for_what_he_may_not_see_is_noted(browser, people, db):
    client = browser(people.member)
    assert client.get("/users").status_code == 404
    assert client.get("/nowhere-at-all").status_code == 404
    client.get("/me")
    (event,) = refused(db)
    assert (event.label, event.actor_id, event.changes) == (
        "/users", people.member.user.id, {"permission": [None, "user.view"]}
    )  # fmt: skip
    assert event.session_id
    assert event.request_id
    assert browser().get("/users").status_code == 302
    assert len(refused(db)) == 1, "nobody known asked"


def test_a_storm_is_told_once_and_floods_nothing(browser, people, db):
    watching = {people.security.user.id, people.auditor.user.id}
    client = browser(people.member)
    for _ in range(19):
        client.get("/users")
    assert not tell_of_storms()
    for _ in range(9):
        client.get("/users")
    assert len(refused(db)) == 20
    assert tell_of_storms().startswith("发了")
    assert not tell_of_storms()
    told = db.session.scalars(select(Message.user_id).where(Message.kind == "audit")).all()
    assert watching <= set(told)
    with clock.set_clock(clock.now() + timedelta(minutes=11)):
        client.get("/users")
    assert len(refused(db)) == 21


def test_guessed_passwords_are_told_once_an_hour(people, db):
    people.security  # noqa: B018 - is told
    failed = [("sign_in_attempt", None, "zhangsan", {}) for _ in range(29)]
    record_all("user.fail_sign_in", failed, SYSTEM)
    db.session.commit()
    assert not tell_of_storms()
    record_all("user.refuse_sign_in", failed[:1], SYSTEM)
    db.session.commit()
    assert tell_of_storms().startswith("发了") and not tell_of_storms()
    [said] = set(db.session.scalars(select(Message.body).where(Message.title == "很多次登录没有成功")))
    assert "十分钟里有 30 次登录没有成功" in said
    with clock.set_clock(clock.now() + timedelta(minutes=61)):
        assert not tell_of_storms(), "it is over"
