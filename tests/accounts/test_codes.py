"""One-time codes: each opens once, wrong ones lock as passwords do, those on paper too; who must have them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from secrets import token_urlsafe

import pyotp
import pytest
from sqlalchemy import func, select

from liaison import create_app
from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.actions import codes as code_actions
from liaison.accounts.models import RecoveryCode, SecondFactor, SignIn
from liaison.accounts.rules import codes
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import db as database
from liaison.core.db import transaction
from liaison.core.errors import Refused
from tests.conftest import SETTINGS

RIGHT = "Tq7#mzRv"


def later(**ahead):
    """The clock ahead by so much."""
    return clock.set_clock(clock.now() + timedelta(**ahead))


def code_now(secret, ahead=0):
    """What the phone shows, so many half minutes from now."""
    return pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30 + ahead)


def use_code(user_id, code):
    """Use a code up within the test's own transaction."""
    return code_actions.use_code(database.session.connection(), user_id, code)


def set_up(user, actor):
    """Set one-time codes up; gives the phone's secret and the codes on paper. The code used lies half a minute back."""
    secret = actions.secret_of(actions.begin_second_factor(user, actor))
    return secret, actions.confirm_second_factor(user, code_now(secret, -1), actor)


@pytest.fixture
def office(people, db):
    """The lady of the office with a password and a phone."""
    actions.set_password(people.office.user, RIGHT)
    people.office.secret, people.office.papers = set_up(people.office.user, people.office.actor)
    db.session.commit()
    return people.office


@pytest.fixture
def demanding(app):
    """The program as in an office: these roles must have codes."""
    before, app.config["TOTP_ROLES"] = app.config["TOTP_ROLES"], codes.roles_named("office,auditor")
    yield app
    app.config["TOTP_ROLES"] = before


def give_password(client, user, **more):
    """Send the first page of signing in."""
    return client.post("/sign-in", data={"username": user.username, "password": RIGHT, **more})


def test_a_code_is_right_half_a_minute_around_and_only_once():
    secret, now = codes.new_secret(), clock.now()
    step = int(now.timestamp()) // 30
    code = {n: pyotp.TOTP(secret).generate_otp(step + n) for n in range(-2, 3)}
    assert [codes.step_of(secret, code[n], now, 0) for n in (-2, -1, 0, 1, 2)] == [None, step - 1, step, step + 1, None]
    assert codes.step_of(secret, code[0], now, step) is None
    assert codes.step_of(secret, code[-1], now, step) is None
    assert codes.step_of(secret, code[1], now, step) == step + 1


@pytest.mark.parametrize("typed", ["１２３ ４５６", " 123-456 ", "123456"])
def test_a_code_is_typed_in_many_ways(typed):
    assert codes.typed(typed) == "123456"


def test_the_secret_lies_sealed_and_opens_for_its_owner_only(people, db):
    factor = actions.begin_second_factor(people.office.user, people.office.actor)
    secret = actions.secret_of(factor)
    assert len(secret) == 32
    assert secret not in str(db.session.execute(select(SecondFactor.__table__)).all())
    factor.user_id = people.clerk.user.id
    with pytest.raises(ValueError, match="打不开"):
        actions.secret_of(factor)


def test_codes_count_from_the_first_right_one_on(people):
    user, actor = people.office.user, people.office.actor
    factor = actions.begin_second_factor(user, actor)
    assert not queries.has_second_factor(user.id)
    with pytest.raises(Refused, match="不对"):
        actions.confirm_second_factor(user, "000000", actor)
    papers = actions.confirm_second_factor(user, code_now(actions.secret_of(factor)), actor)
    assert queries.has_second_factor(user.id) and len(set(papers)) == 10
    with pytest.raises(Refused, match="已经设好"):
        actions.begin_second_factor(user, actor)


def test_papers_are_stored_as_hashes_and_open_once(office, db):
    stored = str(db.session.execute(select(RecoveryCode.__table__)).all())
    assert not any(paper in stored or codes.typed(paper) in stored for paper in office.papers)
    assert use_code(office.user.id, office.papers[0].upper())
    assert not use_code(office.user.id, office.papers[0])
    assert queries.recovery_codes_left(office.user.id) == 9
    fresh = actions.renew_recovery_codes(office.user, office.actor)
    assert not use_code(office.user.id, office.papers[1]) and use_code(office.user.id, fresh[1])


def test_of_many_at_once_one_code_opens_one_time(app, office, db):
    """Replay in the same half minute, from two processes or ten threads: one wins."""
    user_id, code = office.user.id, code_now(office.secret)
    db.session.commit()
    db.session.remove()

    def attempt(_number):
        with app.app_context(), transaction():
            return use_code(user_id, code)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(8))) == 1


def test_signing_in_asks_for_the_code(app, office, browser):
    client = browser()
    answer = give_password(client, office.user, next="/seats")
    assert answer.location == "/sign-in/code?next=/seats"
    half = client.get_cookie(app.config["SIGN_IN_COOKIE"]).value
    assert client.get("/me").location.startswith("/sign-in"), "a password alone opens nothing"
    assert client.get("/sign-in/code?next=/seats").status_code == 200
    assert client.post("/sign-in/code", data={"code": "000000", "next": "/seats"}).status_code == 422
    code = code_now(office.secret)
    assert client.post("/sign-in/code", data={"code": code, "next": "/seats"}).location == "/seats"
    assert client.get("/me").status_code == 200
    assert client.get_cookie(app.config["SIGN_IN_COOKIE"]).value != half, "a new id after the second factor"
    again = browser()
    give_password(again, office.user)
    assert again.post("/sign-in/code", data={"code": code}).status_code == 422, "the same code opens nothing"
    assert again.post("/sign-in/code", data={"code": office.papers[3]}).location == "/"


def test_the_page_for_codes_needs_a_password_first(office, browser):
    client = browser()
    assert client.post("/sign-in/code", data={"code": code_now(office.secret)}).location == "/sign-in"


def test_a_half_session_lasts_ten_minutes(office, browser):
    client = browser()
    give_password(client, office.user)
    with later(minutes=11):
        assert client.post("/sign-in/code", data={"code": code_now(office.secret)}).location == "/sign-in"


def test_five_wrong_codes_lock_code_and_password(office, browser):
    """The right password in between forgives nothing."""
    client = browser()
    for n in range(5):
        if n in (0, 3):
            give_password(client, office.user)
        assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code_now(office.secret)}).status_code == 422
    assert give_password(browser(), office.user).status_code == 422
    with later(minutes=16):
        fresh = browser()
        give_password(fresh, office.user)
        assert fresh.post("/sign-in/code", data={"code": code_now(office.secret)}).status_code == 302


def test_whoever_is_closed_meanwhile_does_not_come_in(office, browser, db):
    client = browser()
    give_password(client, office.user)
    office.user.is_active = False
    db.session.commit()
    assert client.post("/sign-in/code", data={"code": code_now(office.secret)}).location == "/sign-in"


def test_office_and_administrators_set_it_up_before_anything_else(demanding, browser, people, db):
    client = browser(people.office)
    for path in ("/", "/users", "/me"):
        assert client.get(path).location == "/me/code"
    assert client.get("/me/code").status_code == 200
    assert "设好后才能接着办事" in client.page.words
    assert client.post("/me/code/new").location == "/me/code"
    page = client.get("/me/code").text
    secret = re.search(r'<p class="code"><b>([^<]+)</b>', page).group(1).replace(" ", "")
    assert "data:image/svg+xml" in page
    assert client.post("/me/code/confirm", data={"code": "000000"}).status_code == 409
    answer = client.post("/me/code/confirm", data={"code": code_now(secret)})
    assert answer.status_code == 200 and answer.text.count('<li class="code">') == 10
    assert client.get("/users").status_code == 200
    assert browser(people.clerk).get("/me").status_code == 200, "others may, and need not"


def test_somebody_with_several_seats_must_if_one_of_them_must(demanding, browser, people, make):
    make(SignIn, user_id=people.clerk.user.id, secret_hash="x", created_at=clock.now(), seen_at=clock.now())
    actions.give_seat(people.clerk.user, Role.OFFICE, people.security.actor)
    assert browser(people.clerk).get("/").location == "/me/code"


def test_a_lost_phone_is_reset_at_the_desk(office, browser, people, db):
    theirs = browser(office)
    client = browser(people.security)
    page = f"/users/{office.user.id}"
    client.get(page)
    assert "动态码 设了" in client.page.words
    assert client.post(f"{page}/code/drop").location == page
    assert theirs.get("/me").location.startswith("/sign-in")
    assert give_password(browser(), office.user).location == "/"
    event = db.session.scalars(select(Event).where(Event.verb == "user.drop_code")).one()
    assert event.actor_name == "程志刚" and event.thing_id == office.user.id
    assert client.post(f"{page}/code/drop").status_code == 409


def test_another_phone_of_ones_own(office, browser, db):
    client = browser(office)
    client.get("/me/code")
    assert "没用过的备用码 10 个" in client.page.words
    assert client.post("/me/code/recovery").text.count('<li class="code">') == 10
    assert client.post("/me/code/drop").location == "/me/code"
    assert not db.session.scalar(select(func.count(RecoveryCode.id)))


@pytest.mark.parametrize(("words", "roles"), [("", 0), ("office, auditor", 2), ("全员", 12), ("all", 12)])
def test_the_setting_names_roles(words, roles):
    assert len(codes.roles_named(words)) == roles


def test_an_unknown_role_stops_the_start(tmp_path):
    settings = {**SETTINGS, "INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'a.db'}"}
    with pytest.raises(SystemExit, match="TOTP_ROLES"):
        create_app({**settings, "TOTP_ROLES": "offce"})
    program = create_app({**settings, "SECRET_KEY": token_urlsafe(48), "TESTING": False})
    assert program.config["TOTP_ROLES"] == {Role.OFFICE, Role.ADMIN, Role.SECURITY, Role.AUDITOR}
