"""The office's login codes: one phone each, once, within 72 hours; 30 days, own data only, revocable."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.models import PhoneCode, Proxy, SignIn
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused

RIGHT = "Tq7#mzRv"


@pytest.fixture
def code(people, db):
    """A code of the office for 陈立平."""
    found = actions.make_phone_code(people.member.user, people.office.actor)[1]
    db.session.commit()
    return found


def later(**ahead):
    """The clock ahead by so much."""
    return clock.set_clock(clock.now() + timedelta(**ahead))


def scan(client, code):
    """Open the link and tap."""
    assert client.get(f"/login/link/{code}").status_code == 200
    return client.post(f"/login/link/{code}")


def test_a_code_has_128_bits_and_is_stored_as_a_hash(code, db):
    assert len(code) >= 22
    assert code not in str(db.session.execute(select(PhoneCode.__table__)).all())


def test_a_member_without_a_password_signs_in_by_scanning(browser, people, code, app):
    assert people.member.user.password_hash is None
    client = browser()
    answer = scan(client, code)
    assert answer.location == "/" and "Max-Age=2592000" in answer.headers["Set-Cookie"]
    assert client.get("/me").status_code == 200
    assert "办公室的二维码" in client.page.words


def test_looking_at_the_link_uses_nothing_up(browser, code):
    for _ in range(3):
        assert browser().get(f"/login/link/{code}").status_code == 200
    assert scan(browser(), code).status_code == 302


def test_a_code_opens_once(browser, code):
    scan(browser(), code)
    other = browser()
    assert scan(other, code).status_code == 404
    assert other.get("/me").location.startswith("/sign-in")


def test_of_two_phones_at_once_one_comes_in(app, code, db):
    db.session.remove()

    def attempt(number):
        with app.app_context(), transaction():
            return actions.use_phone_code(code, f"10.0.0.{number}", "phone", is_demo=False) is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(attempt, range(6))) == 1


def test_a_code_lasts_72_hours(browser, code):
    with later(hours=72, minutes=1):
        assert scan(browser(), code).status_code == 404


@pytest.mark.parametrize("wrong", ["x", "no-such-code", "0" * 22, "%00"])
def test_a_made_up_code_opens_nothing(browser, code, wrong):
    assert browser().post(f"/login/link/{wrong}").status_code in (404, 400)


def test_guessing_is_slowed(browser, code):
    client = browser()
    answers = [client.post(f"/login/link/guess{n}") for n in range(21)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 180 and "太频繁" in answers[-1].text
    with later(minutes=4):
        assert scan(client, code).status_code == 302


def test_a_new_code_makes_the_old_one_void(browser, people, code, db):
    fresh = actions.make_phone_code(people.member.user, people.office.actor)[1]
    db.session.commit()
    assert scan(browser(), code).status_code == 404
    assert scan(browser(), fresh).status_code == 302


def test_it_is_for_members_only(people):
    for person in (people.clerk, people.office, people.admin):
        with pytest.raises(Refused, match="只给委员"):
            actions.make_phone_code(person.user, people.security.actor)


def test_whoever_serves_no_longer_does_not_come_in(browser, people, code, db):
    people.member.seat.ended_on = clock.today()
    db.session.commit()
    assert scan(browser(), code).status_code == 404


def test_a_phone_stays_in_for_30_days_without_being_used(browser, code):
    client = browser()
    scan(client, code)
    with later(days=29):
        assert client.get("/me").status_code == 200
    with later(days=31):
        assert client.get("/me").location.startswith("/sign-in")


def test_a_phone_takes_the_members_seat_only(browser, people, db, code, make):
    """Who is also of the office, or stands in for somebody, does neither of it with his phone."""
    second = actions.give_seat(people.member.user, Role.OFFICE, people.security.actor)
    day = clock.today()
    make(
        Proxy, from_user_id=people.other_member.user.id, to_user_id=people.member.user.id, starts_on=day, ends_on=day,
        reason="请假", made_by="x", made_at=clock.now(),
    )  # fmt: skip
    client = browser()
    scan(client, code)
    assert client.post("/me/seat", data={"seat": second.id}).status_code == 409
    assert client.post("/me/seat", data={"seat": people.other_member.seat.id}).status_code == 409
    assert client.get("/users").status_code == 404


def test_high_value_acts_are_not_open_to_a_phone(browser, people, code):
    client = browser()
    scan(client, code)
    assert client.get("/me/password").status_code == 403, "a phone cannot make itself a password"
    assert client.post("/me/code/new").status_code == 403
    assert "在电脑上用密码登录" in client.page.words


def test_the_office_shows_lists_and_ends(browser, people, db):
    client, phone = browser(people.office), browser()
    answer = client.post(f"/users/{people.member.user.id}/phone-code")
    assert answer.status_code == 200 and "data:image/svg+xml" in answer.text
    code = actions.make_phone_code(people.member.user, people.office.actor)[1]
    scan(phone, code)
    client.get("/users/phones?words=立平")
    assert "陈立平" in client.page.words
    client.get("/users/phones?words=%25")
    assert "没有手机用二维码登录" in client.page.words
    number = db.session.scalar(select(SignIn.id).where(SignIn.way == "phone"))
    assert client.post(f"/users/phones/{number}/end").location == "/users/phones"
    assert phone.get("/me").location.startswith("/sign-in")
    assert client.post(f"/users/phones/{number}/end").status_code == 404
    verbs = set(db.session.scalars(select(Event.verb)))
    assert {"user.make_phone_code", "user.sign_in", "user.end_phone"} <= verbs
    ways = db.session.scalars(select(Event.changes).where(Event.verb == "user.sign_in")).all()
    assert {"way": [None, "办公室的二维码"]} in ways


def test_nobody_else_makes_codes_or_sees_phones(browser, people, code):
    for person in (people.member, people.clerk, people.admin, people.auditor):
        assert browser(person).get("/users/phones").status_code == 404
        assert browser(person).post(f"/users/{people.member.user.id}/phone-code").status_code == 404


def test_a_new_password_ends_the_phones_too(browser, people, code):
    phone = browser()
    scan(phone, code)
    actions.reset_password(people.member.user, people.office.actor)
    assert phone.get("/me").location.startswith("/sign-in")


def test_phones_and_desks_are_counted_apart(people, db):
    """Three of each: the fourth ends the oldest of its kind."""
    user = people.member.user
    desks = [actions.open_sign_in(user, "10.0.0.1", "pc")[1] for _ in range(4)]
    phones = [actions.open_sign_in(user, "10.0.0.2", "phone", "phone")[1] for _ in range(4)]
    alive = [queries.live_sign_in(secret) is not None for secret in desks + phones]
    assert alive == [False, True, True, True] * 2


def test_the_drawing_leads_to_our_own_address(browser, people):
    page = browser(people.office).post(f"/users/{people.member.user.id}/phone-code").text
    assert re.search(r'<img class="qr" src="data:image/svg\+xml', page)
