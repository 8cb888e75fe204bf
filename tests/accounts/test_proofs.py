"""Step-up: high-value acts ask again for password or code when the last proof is older than ten minutes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from liaison.access.table import STEP_UP, TABLE
from liaison.accounts import actions, queries
from liaison.accounts.models import SignIn, SignInAttempt
from liaison.audit.models import Event
from liaison.core import clock
from tests.accounts.test_codes import code_now, set_up

RIGHT = "Tq7#mzRv"


@pytest.fixture
def office(people, db):
    """The lady of the office with a password."""
    actions.set_password(people.office.user, RIGHT)
    db.session.commit()
    return people.office


@pytest.fixture
def sid(app):
    """The name of the cookie that signs in."""
    return app.config["SIGN_IN_COOKIE"]


def later(minutes):
    """The clock ahead by so many minutes."""
    return clock.set_clock(clock.now() + timedelta(minutes=minutes))


def fields_of(html):
    """The hidden fields of a page: what was typed before it came up."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def test_every_export_and_every_right_is_a_high_value_act():
    assert set(TABLE) >= STEP_UP
    assert {name for name in TABLE if name.endswith(".export")} <= STEP_UP
    assert {"user.change", "seat.change", "event.view"} <= STEP_UP


def test_every_page_of_these_permissions_asks_again(app):
    views = [view for view in app.view_functions.values() if getattr(view, "permission", None) in STEP_UP]
    assert len(views) > 20 and all(view.asks_again for view in views)


def test_whoever_came_a_moment_ago_is_not_asked(browser, office):
    with later(9):
        assert browser(office).get("/users/new").status_code == 200


def test_a_page_asks_first_and_then_opens(browser, office, sid):
    client = browser(office)
    with later(11):
        answer = client.get("/users/new?x=1")
        assert answer.location == "/me/proof?next=/users/new?x%3D1"
        assert client.get(answer.location).status_code == 200
        old = client.get_cookie(sid).value
        data = {"next": "/users/new?x=1"}
        assert client.post("/me/proof", data=data | {"proof": "wrong"}).status_code == 422
        assert "密码或动态码不对" in client.page.words
        assert client.get("/users/new").status_code == 302
        assert client.post("/me/proof", data=data | {"proof": RIGHT}).location == "/users/new?x=1"
        assert client.get_cookie(sid).value != old, "a new id with the proof"
        assert client.get("/users/new").status_code == 200
        thief = browser()
        thief.set_cookie(sid, old)
        assert thief.get("/me").location.startswith("/sign-in"), "the old id opens nothing"


def test_a_form_that_was_sent_is_not_lost(browser, office, db):
    client = browser(office)
    cells = {"name": "周桂芳", "username": "ld-zhou", "role": "领导", "phone": "", "organisation_id": ""}
    with later(11):
        held = client.post("/users/new", data=cells)
        assert held.status_code == 409
        assert "刚才填的都还在" in client.page.words
        assert {name: fields_of(held.text)[name] for name in cells} == cells
        assert queries.user_named("ld-zhou") is None
        wrong = client.post("/users/new", data=cells | {"proof": "wrong"})
        assert wrong.status_code == 409 and fields_of(wrong.text)["name"] == "周桂芳"
        assert "wrong" not in wrong.text and queries.user_named("ld-zhou") is None
        done = client.post("/users/new", data=cells | {"proof": RIGHT})
        assert done.status_code == 200 and "一次性密码" in done.text
        assert client.get("/users/new").status_code == 200, "and the next ten minutes ask nothing"


def test_a_code_of_the_phone_is_as_good(browser, office, db):
    secret, _papers = set_up(office.user, office.actor)
    client = browser(office)
    with later(11):
        code = code_now(secret)
        assert client.post("/me/proof", data={"proof": code, "next": "/users/new"}).location == "/users/new"
        assert client.get("/users/new").status_code == 200
    with later(22):
        assert client.post("/me/proof", data={"proof": code, "next": "/"}).status_code == 422


def test_wrong_proofs_lock_as_wrong_passwords_do(browser, office):
    client = browser(office)
    with later(11):
        for _ in range(5):
            client.post("/me/proof", data={"proof": "wrong"})
        assert client.post("/me/proof", data={"proof": RIGHT}).status_code == 422
        assert client.get("/me").status_code == 200, "what is no high-value act goes on"
    with later(27):
        assert client.post("/me/proof", data={"proof": RIGHT}).status_code == 302


def test_the_log_tells_of_proofs(browser, office, db):
    client = browser(office)
    client.post("/me/proof", data={"proof": "wrong"})
    client.post("/me/proof", data={"proof": RIGHT})
    verbs = db.session.scalars(select(Event.verb).where(Event.verb.in_(("user.prove", "user.fail_sign_in"))))
    assert sorted(verbs) == ["user.fail_sign_in", "user.prove"]


def test_nobody_is_led_away_after_a_proof(browser, office):
    assert browser(office).post("/me/proof", data={"proof": RIGHT, "next": "//evil.example"}).location == "/"


def test_whoever_may_not_is_not_even_asked(browser, people):
    with later(11):
        client = browser(people.clerk)
    with later(25):
        assert client.get("/users/new").status_code == 404


def test_a_proof_without_a_session_proves_nothing(browser, db):
    assert browser().post("/me/proof", data={"proof": "x"}).location.startswith("/sign-in")
    assert not db.session.scalar(select(func.count(SignInAttempt.id)))


def test_signing_in_is_a_proof(office, db):
    session, _secret = actions.open_sign_in(office.user, "10.0.0.1", "test")
    assert db.session.get(SignIn, session.id).proved_at == session.created_at
