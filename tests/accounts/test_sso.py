"""Signing in by a provider's account, against a real one: PKCE, state, nonce, signature; only whom it is linked to."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from liaison import create_app
from liaison.accounts import actions
from liaison.accounts.models import ForeignAccount, SignIn, User
from liaison.audit.models import Event
from liaison.core.db import db as database
from tests.accounts.provider import CLIENT, SECRET, SUBJECT, Provider
from tests.accounts.test_codes import code_now, set_up
from tests.conftest import SETTINGS

pytestmark = pytest.mark.sqlite  # what is stored of it is a row of five columns


@pytest.fixture(scope="module")
def office_provider():
    """The provider, running."""
    found = Provider()
    yield found
    found.server.shutdown()


@pytest.fixture
def provider(office_provider):
    """The provider, well-behaved at first."""
    office_provider.subject, office_provider.wrong = SUBJECT, {}
    return office_provider


@pytest.fixture(scope="module")
def sister(app, office_provider):
    """The program on the same database, with the provider in its settings."""
    same = {name: app.config[name] for name in ("INSTANCE", "SQLALCHEMY_DATABASE_URI")}
    client = {"OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET, "OIDC_TITLE": "市统一认证"}
    found = create_app({**SETTINGS, **same, **client, "OIDC_ISSUER": office_provider.issuer})
    yield found
    with found.app_context():
        database.engine.dispose()


@pytest.fixture
def program(sister, db, provider):
    """That program on a fresh database; between two tests it keeps no connection to the old one."""
    yield sister
    with sister.app_context():
        database.session.remove()
        database.engine.dispose()


def read(statement):
    """Read what stands, and let go of the database."""
    found = database.session.scalars(statement).all()
    database.session.commit()
    return found


@pytest.fixture
def linked(people, db, provider):
    """王敏 has linked her account there."""
    actions.link_account(people.clerk.user, provider.issuer, SUBJECT, people.clerk.actor)
    db.session.commit()
    return people.clerk.user


def visit(program):
    """A browser of its own."""
    return FlaskClient(program, program.response_class)


def come_back(client, provider, **changed):
    """Go to the provider, sign in there, and hand in what it sends back."""
    away = client.post("/sign-in/provider", data={"next": "/seats"})
    return hand_in(client, provider.authorize(away.location), **changed)


def hand_in(client, address, **changed):
    """Open the page that the provider leads back to, and tap."""
    parts = urlsplit(address)
    page = client.get(f"{parts.path}?{parts.query}")
    assert page.status_code == 200 and "继续" in page.text
    sent = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return client.post("/sign-in/provider/finish", data=sent | changed)


def test_without_the_setting_nothing_of_it_exists(browser, app):
    assert "sso" not in app.blueprints
    client = browser()
    assert "账号登录" not in client.get("/sign-in").text
    assert client.post("/sign-in/provider").status_code in (404, 405)


def test_whoever_linked_it_signs_in(program, provider, linked, db):
    client = visit(program)
    assert "用市统一认证账号登录" in client.get("/sign-in").text
    answer = come_back(client, provider)
    assert (answer.status_code, answer.location) == (302, "/seats")
    assert "市统一认证" in client.get("/me").text
    assert read(select(SignIn.way)) == ["sso"]
    assert read(select(Event.changes).where(Event.verb == "user.sign_in")) == [{"way": [None, "统一登录"]}]


def test_an_unknown_subject_makes_no_account(program, provider, linked, db):
    provider.subject = "somebody else"
    before = read(select(func.count(User.id)))
    answer = come_back(visit(program), provider)
    assert answer.status_code == 403 and "还没有关联" in answer.text
    assert read(select(func.count(User.id))) == before


def test_a_closed_account_stays_closed(program, provider, linked, db):
    linked.is_active = False
    db.session.commit()
    assert come_back(visit(program), provider).status_code == 403


def test_one_time_codes_are_asked_for_here_too(program, provider, linked, people, db):
    secret, _papers = set_up(linked, people.clerk.actor)
    db.session.commit()
    client = visit(program)
    assert come_back(client, provider).location == "/sign-in/code?next=/seats"
    assert client.get("/me").location.startswith("/sign-in")
    assert client.post("/sign-in/code", data={"code": code_now(secret), "next": "/seats"}).location == "/seats"


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "another"}}, {"claims": {"iss": "https://evil.example"}}, {"claims": {"aud": "other"}},
        {"claims": {"exp": 1_600_000_000}}, {"key": True}, {"token": "eyJhbGciOiJub25lIn0.e30."}, {"token": "rubbish"},
        {"claims": {"aud": [CLIENT, "other"]}}, {"claims": {"azp": "other"}},
    ],
    ids=["nonce", "issuer", "audience", "expired", "key", "alg none", "rubbish", "two audiences", "azp"],
)  # fmt: skip
def test_a_wrong_token_signs_nobody_in(program, provider, linked, wrong, db):
    provider.wrong = wrong
    client = visit(program)
    answer = come_back(client, provider)
    assert answer.status_code == 409 and "没有成功" in answer.text
    assert read(select(func.count(SignIn.id))) == [0]


def test_another_browsers_answer_is_not_taken(program, provider, linked):
    """Neither a state that was made up, nor one of another browser, nor the same one twice."""
    victim, thief = visit(program), visit(program)
    assert come_back(victim, provider, state="made up").status_code == 400
    stolen = provider.authorize(thief.post("/sign-in/provider").location)
    victim.post("/sign-in/provider")
    assert hand_in(victim, stolen).status_code == 400
    assert hand_in(victim, stolen).status_code == 400


def test_a_code_without_our_verifier_is_worth_nothing(program, provider, linked):
    """PKCE: the provider gives a token only to the browser that began."""
    first, second = visit(program), visit(program)
    stolen = parse_qs(urlsplit(provider.authorize(first.post("/sign-in/provider").location)).query)["code"][0]
    own = provider.authorize(second.post("/sign-in/provider").location)
    assert hand_in(second, own, code=stolen).status_code == 409


def test_nobody_is_led_away_by_it(program, provider, linked):
    client = visit(program)
    away = client.post("/sign-in/provider", data={"next": "//evil.example"})
    assert hand_in(client, provider.authorize(away.location)).location == "/"


def test_it_is_linked_and_unlinked_by_its_owner(program, provider, people, db):
    client = visit(program)
    _session, secret = actions.open_sign_in(people.clerk.user, "127.0.0.1", "test")
    db.session.commit()
    client.set_cookie(program.config["SIGN_IN_COOKIE"], secret)
    away = client.post("/me/provider")
    assert hand_in(client, provider.authorize(away.location)).location == "/me"
    (account,) = read(select(ForeignAccount))
    assert (account.user_id, account.subject) == (people.clerk.user.id, SUBJECT)
    again = hand_in(client, provider.authorize(client.post("/me/provider").location))
    assert again.status_code == 409 and "已经关联" in again.text
    assert client.post("/me/provider/unlink").location == "/me"
    assert come_back(visit(program), provider).status_code == 403
    verbs = set(read(select(Event.verb)))
    assert {"user.link", "user.unlink"} <= verbs


def test_linking_needs_the_same_person(program, provider, people, db):
    """What somebody began is not finished by whoever is signed in later in that browser."""
    client, cookie = visit(program), program.config["SIGN_IN_COOKIE"]
    secrets = [actions.open_sign_in(one.user, "127.0.0.1", "test")[1] for one in (people.clerk, people.handler)]
    db.session.commit()
    client.set_cookie(cookie, secrets[0])
    back = provider.authorize(client.post("/me/provider").location)
    client.set_cookie(cookie, secrets[1])
    assert hand_in(client, back).status_code == 400
    assert not read(select(ForeignAccount))


def test_a_provider_that_is_away_is_said_in_words(program, provider, linked):
    known = program.extensions["oidc"]
    program.extensions["oidc"] = type(known)("http://127.0.0.1:9", CLIENT, SECRET)
    answer = visit(program).post("/sign-in/provider")
    program.extensions["oidc"] = known
    assert answer.status_code == 409 and "连不上" in answer.text


def test_an_address_that_could_be_listened_to_stops_the_start(tmp_path):
    settings = {**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"}
    with pytest.raises(SystemExit, match="https"):
        create_app({**settings, "OIDC_ISSUER": "http://sso.example"})
