"""Every request that may change something proves that it comes from one of our own pages."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from liaison import create_app
from liaison.accounts import actions
from liaison.accounts.models import SignIn
from tests.conftest import SETTINGS

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def strict(app, db):
    """The program on the same database, with the check that other tests leave out."""
    settings = {**SETTINGS, "INSTANCE": app.config["INSTANCE"], "WTF_CSRF_ENABLED": True}
    program = create_app({**settings, "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]})
    yield program
    with program.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(strict, people, db):
    """The administrator's browser."""
    _session, secret = actions.open_sign_in(people.admin.user, "127.0.0.1", "test")
    db.session.commit()
    browser = FlaskClient(strict, strict.response_class)
    browser.set_cookie(strict.config["SIGN_IN_COOKIE"], secret)
    return browser


def addresses(program):
    """`[(method, address)]` of every route that may change something; each part of an address is 1."""
    built = program.url_map.bind("localhost")
    for rule in program.url_map.iter_rules():
        values = dict.fromkeys(rule.arguments, 1) | (rule.defaults or {})
        yield from ((method, built.build(rule.endpoint, values)) for method in UNSAFE & set(rule.methods))


def token_of(client, path="/me"):
    """The token of a page."""
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)


def test_without_a_token_nothing_is_taken(strict, client):
    taken = [(m, path) for m, path in addresses(strict) if client.open(path, method=m).status_code != 400]
    assert not taken, f"these take a request without csrf_token; never exempt a view: {taken}"


@pytest.mark.parametrize("kind", ["made up", "of another browser", "of another day's key"])
def test_a_wrong_token_is_none(strict, client, kind):
    wrong = {
        "made up": "IjEyMyI.Z-x.abc",
        "of another browser": token_of(FlaskClient(strict, strict.response_class), "/sign-in"),
        "of another day's key": token_of(client)[:-4] + "AAAA",
    }[kind]
    for method, path in addresses(strict):
        answer = client.open(path, method=method, data={"csrf_token": wrong})
        assert answer.status_code == 400, f"{method} {path} takes a token {kind}"


def test_its_own_token_is_taken(strict, client, db):
    assert client.post("/me/keys", data={"keys": "off", "csrf_token": token_of(client)}).status_code == 302


def test_a_token_from_before_signing_in_is_worth_nothing_after(strict, people, db):
    actions.set_password(people.clerk.user, "Tq7#mzRv")
    people.clerk.user.must_change = False
    db.session.commit()
    browser = FlaskClient(strict, strict.response_class)
    token = token_of(browser, "/sign-in")
    cells = {"username": people.clerk.user.username, "password": "Tq7#mzRv", "csrf_token": token}
    assert browser.post("/sign-in", data=cells).status_code == 302
    assert browser.post("/me/keys", data={"keys": "off", "csrf_token": token}).status_code == 400


def test_a_refusal_leaves_the_session_alive(strict, client, db):
    client.post("/sign-out")
    assert db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).count() == 1
    assert client.get("/me").status_code == 200


def test_a_request_of_a_foreign_page_is_refused_even_with_a_token(strict, client):
    token = token_of(client)
    for name, value in (("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")):
        answer = client.post("/me/keys", data={"keys": "off", "csrf_token": token}, headers={name: value})
        assert answer.status_code == 400
