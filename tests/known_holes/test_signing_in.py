"""Signing in: the same answer for every reason why not, another session each time, nobody led away."""

from __future__ import annotations

import ast
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from liaison import create_app
from liaison.accounts import actions, queries, rules
from liaison.accounts.models import SignIn, SignInAttempt, User
from liaison.core.db import transaction
from tests.conftest import SETTINGS
from tests.conventions.source import modules
from tests.hostile.strings import items

RIGHT = "Tq7#mzRv"
SECRETS = ("secret", "token", "signature", "hmac", "mac", "password_hash", "code_hash", "secret_hash", "proof")


@pytest.fixture
def clerk(people, db):
    """A clerk with a password of her own."""
    actions.set_password(people.clerk.user, RIGHT)
    db.session.commit()
    return people.clerk.user


def sign_in(client, user, password=RIGHT, **more):
    """Send the form."""
    return client.post("/sign-in", data={"username": user.username, "password": password, **more})


@pytest.mark.sqlite
def test_k18_nobody_is_led_away_after_signing_in(browser, clerk):
    for address in [*items("redirects_and_urls")[::4], "//evil.example", "/\\evil.example", "https:evil.example"]:
        location = sign_in(browser(), clerk, next=address).location
        assert re.match(r"/(?![/\\])", location), address


@pytest.mark.sqlite
def test_k19_each_step_of_signing_in_has_a_session_of_its_own(browser, clerk, app, db):
    sid, client = app.config["SIGN_IN_COOKIE"], browser()
    client.set_cookie(sid, "planted-by-somebody-else")
    sign_in(client, clerk)
    first = client.get_cookie(sid).value
    assert "planted" not in first and queries.live_sign_in(first)
    client.post("/me/proof", data={"proof": RIGHT})
    second = client.get_cookie(sid).value
    assert second != first and queries.live_sign_in(first) is None
    client.post("/me/seat", data={"seat": queries.seats_held(clerk)[0].id})
    assert client.get_cookie(sid).value != second and queries.live_sign_in(second) is None


@pytest.mark.sqlite
def test_k20_a_password_is_changed_by_who_knows_it_and_nobody_is_told_of_names(browser, people, clerk, app):
    client, new = browser(people.clerk), "Nw8#kdPs"
    for old in ("", "wrong"):
        answer = client.post("/me/password", data={"old": old, "new": new, "again": new})
        assert answer.status_code in (409, 422)
    assert rules.is_password(RIGHT, clerk.password_hash)
    open_to_all = [rule.rule for rule in app.url_map.iter_rules() if "forgot" in rule.rule or "reset" in rule.rule]
    assert open_to_all == ["/users/<int:user>/reset"], "a lost password is set anew by the office only"


@pytest.mark.sqlite
def test_k21_every_reason_why_not_sounds_the_same(browser, clerk, people, db):
    actions.set_password(people.handler.user, RIGHT)
    people.handler.user.is_active = False
    actions.set_password(people.director.user, RIGHT)
    for _ in range(5):
        sign_in(browser(), people.director.user, "wrong")
    told = {
        re.sub(r'value="[^"]*"', "", sign_in(browser(), user, password).text)
        for user, password in (
            (clerk, "wrong"), (User(username="nobody"), RIGHT), (people.handler.user, RIGHT),
            (people.director.user, RIGHT),
        )
    }  # fmt: skip
    assert len(told) == 1


@pytest.mark.sqlite
def test_k22_secrets_are_compared_in_the_same_time():
    """== on a secret tells by its time how much of it was right."""
    wrong = [
        f"{path}:{node.lineno} {ast.unparse(node)}" for path, tree in modules().items() for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and not in_a_statement(node) and any(is_secret(side) for side in (node.left, *node.comparators))
        and not any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))
    ]  # fmt: skip
    assert not wrong, f"use hmac.compare_digest: {wrong}"


def is_secret(side):
    """Whether a name says so."""
    name = getattr(side, "attr", "") or getattr(side, "id", "")
    return name in SECRETS or any(name.endswith(f"_{word}") for word in SECRETS)


def in_a_statement(node):
    """Whether it is a condition that the database looks up: of a hash, which tells nothing."""
    return isinstance(node.left, ast.Attribute) and ast.unparse(node.left)[:1].isupper()


@pytest.mark.sqlite
def test_k25_signing_in_and_out_ask_for_the_mark_of_a_form_too(app, clerk, db):
    settings = {**SETTINGS, "INSTANCE": app.config["INSTANCE"], "WTF_CSRF_ENABLED": True}
    strict = create_app({**settings, "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"]})
    client = FlaskClient(strict, strict.response_class)
    assert sign_in(client, clerk).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
    assert sign_in(client, clerk, csrf_token=token).status_code == 302
    for path in ("/sign-out", "/imports/new", "/me/size", "/t"):
        assert client.post(path).status_code == 400, path
    with strict.app_context():
        db.session.remove()
        db.engine.dispose()
    assert db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None))) == 1


def test_k27_many_tries_at_once_are_counted_one_by_one(app, clerk, db):
    name = clerk.username

    def one(_number):
        with app.app_context(), transaction():
            return actions.sign_in(name, "wrong", "10.1.0.7", "test", is_demo=False)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(12))) == [None] * 12
    outcomes = db.session.scalars(select(SignInAttempt.outcome)).all()
    assert (outcomes.count("wrong"), outcomes.count("locked")) == (5, 7)
