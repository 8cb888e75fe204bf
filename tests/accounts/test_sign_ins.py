"""Signing in: who may, how guesses are slowed, and how sessions end."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from liaison.access import Role
from liaison.accounts import actions, queries, rules
from liaison.accounts.models import SignIn, SignInAttempt
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused

RIGHT = "Tq7#mzRv"
HOME, ELSEWHERE = "10.1.0.7", "203.0.113.9"


@pytest.fixture
def clerk(people, db):
    """A clerk with a password of her own."""
    actions.set_password(people.clerk.user, RIGHT)
    db.session.commit()
    return people.clerk.user


def attempt(user, password=RIGHT, address=HOME, is_demo=False):
    """Try to sign in and keep what came of it, as a request does."""
    with transaction():
        return actions.sign_in(user.username, password, address, "test", is_demo=is_demo)


def fail(user, times, address=HOME):
    """So many wrong passwords."""
    for _ in range(times):
        assert attempt(user, "wrong", address) is None


def have_failed(make, user, times, address):
    """So many wrong tries on record."""
    for _ in range(times):
        make(SignInAttempt, user_id=user and user.id, address=address, at=clock.now(), outcome="wrong")


def later(minutes):
    """The clock so many minutes ahead."""
    return clock.set_clock(clock.now() + timedelta(minutes=minutes))


def test_the_right_password_opens_a_session(clerk, db):
    session, secret = attempt(clerk)
    assert queries.live_sign_in(secret).id == session.id
    assert secret not in str(db.session.execute(select(SignIn.__table__)).all())


def test_the_user_name_has_no_case(clerk):
    with transaction():
        assert actions.sign_in(f" {clerk.username.upper()} ", RIGHT, HOME, "test", is_demo=False)


@pytest.mark.parametrize("reason", ["disabled", "unseated", "demo", "no password"])
def test_accounts_that_may_not_sign_in(clerk, people, db, reason):
    if reason == "disabled":
        clerk.is_active = False
    elif reason == "unseated":
        people.clerk.seat.ended_on = clock.today()
    elif reason == "demo":
        clerk.is_demo = True
    else:
        clerk.password_hash = None
    db.session.commit()
    assert attempt(clerk) is None


def test_demo_users_sign_in_to_a_demo(clerk, db):
    clerk.is_demo = True
    db.session.commit()
    assert attempt(clerk, is_demo=True)


def test_five_wrong_tries_lock_even_the_right_password_out(clerk):
    fail(clerk, 5)
    assert attempt(clerk) is None
    with later(14):
        assert attempt(clerk) is None
    with later(16):
        assert attempt(clerk)


def test_four_wrong_tries_are_forgiven_by_a_right_one(clerk):
    fail(clerk, 4)
    assert attempt(clerk)
    fail(clerk, 4)
    assert attempt(clerk)


def test_a_stranger_cannot_lock_the_owner_out(clerk, make, db):
    assert attempt(clerk, address=HOME)
    for number in range(12):
        have_failed(make, clerk, 4, f"203.0.113.{number}")
    db.session.commit()
    assert attempt(clerk, address=HOME), "an address the owner knows has its own counter only"
    assert attempt(clerk, address="198.51.100.1") is None, "twenty wrong tries from anywhere lock new addresses"


def test_one_address_cannot_try_many_accounts(clerk, make, db):
    have_failed(make, None, 49, ELSEWHERE)
    db.session.commit()
    with transaction():
        assert actions.sign_in("nobody", "wrong", ELSEWHERE, "test", is_demo=False) is None
    assert attempt(clerk, address=ELSEWHERE) is None
    assert attempt(clerk, address=HOME)


def test_many_at_once_are_counted_one_by_one(app, clerk, db):
    username = clerk.username
    db.session.commit()

    def guess(number):
        with app.app_context(), transaction():
            return actions.sign_in(username, f"wrong{number}", HOME, "test", is_demo=False)

    with ThreadPoolExecutor(4) as threads:
        assert not any(threads.map(guess, range(20)))
    outcomes = Counter(db.session.scalars(select(SignInAttempt.outcome)))
    assert outcomes == {"wrong": 5, "locked": 15}
    assert attempt(clerk) is None


def test_the_office_unlocks(clerk, people, db):
    fail(clerk, 5)
    with transaction():
        actions.unlock(clerk, people.office.actor)
    assert attempt(clerk)
    event = db.session.scalars(select(Event).where(Event.verb == "user.unlock")).one()
    assert (event.actor_name, event.thing_id) == ("刘芸", clerk.id)


def test_every_try_stands_in_the_log(clerk, db):
    fail(clerk, 5)
    attempt(clerk)
    with transaction():
        actions.sign_in("nobody", "x", HOME, "test", is_demo=False)
    with later(20):
        session, _secret = attempt(clerk)
        with transaction():
            actions.end_sign_in(session)
    verbs = Counter(db.session.scalars(select(Event.verb).where(Event.verb.like("user.%sign%"))))
    assert verbs == {"user.fail_sign_in": 6, "user.refuse_sign_in": 1, "user.sign_in": 1, "user.sign_out": 1}


def test_a_typed_user_name_that_nobody_has_is_not_kept(db):
    with transaction():
        actions.sign_in("MyPassword#1", "x", HOME, "test", is_demo=False)
    assert not db.session.scalar(select(func.count()).where(Event.label.contains("MyPassword")))


def test_a_one_time_password_works_once_and_for_72_hours(people, db):
    user = people.clerk.user
    slip = actions.reset_password(user, people.office.actor)
    db.session.commit()
    with later(72 * 60 + 1):
        assert attempt(user, slip.password) is None
    assert attempt(user, slip.password)
    assert attempt(user, slip.password) is None


def test_an_outdated_hash_is_renewed_when_its_password_is_used(clerk, db):
    clerk.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(RIGHT)
    db.session.commit()
    assert attempt(clerk)
    assert not rules.is_outdated(clerk.password_hash)
    assert attempt(clerk)


def test_signing_out_ends_the_session(clerk, db):
    session, secret = attempt(clerk)
    with transaction():
        actions.end_sign_in(session)
    assert queries.live_sign_in(secret) is None


def test_a_session_ends_when_it_is_idle_or_old(clerk, people, db):
    session, secret = attempt(clerk)
    with later(31):
        assert queries.live_sign_in(secret) is None
    with later(8 * 60 + 1):
        session.seen_at = clock.now()
        assert queries.live_sign_in(secret) is None
    db.session.rollback()
    assert queries.live_sign_in(secret)


def test_a_member_keeps_his_session_for_half_a_day(people, db):
    session, secret = actions.open_sign_in(people.member.user, HOME, "test")
    with later(11 * 60):
        assert queries.live_sign_in(secret)
    with later(13 * 60):
        assert queries.live_sign_in(secret) is None


def test_nobody_has_more_than_three_sessions(clerk, db):
    secrets = [attempt(clerk)[1] for _ in range(4)]
    db.session.commit()
    assert [queries.live_sign_in(secret) is not None for secret in secrets] == [False, True, True, True]
    assert len(queries.live_sign_ins(clerk)) == rules.MOST_SESSIONS


def test_a_change_of_address_keeps_the_session(app, clerk, browser, people, db):
    """Phones change networks; only the networks of a role bind a session."""
    client = browser(people.clerk)
    for address in ("10.1.0.7", "203.0.113.9", "2001:db8::7"):
        assert client.get("/me", environ_overrides={"REMOTE_ADDR": address}).status_code == 200


def test_disabling_ends_the_session_at_once(clerk, people, db):
    _session, secret = attempt(clerk)
    actions.disable(clerk, people.admin.actor)
    assert queries.live_sign_in(secret) is None


def test_rights_end_with_the_seat(clerk, people, db):
    _session, secret = attempt(clerk)
    actions.end_seat(people.clerk.seat, people.office.actor)
    db.session.commit()
    assert queries.live_sign_in(secret) is None


def test_rights_end_even_where_the_seat_ran_out_by_itself(clerk, people, db):
    _session, secret = attempt(clerk)
    people.clerk.seat.ended_on = clock.today()
    db.session.commit()
    assert queries.actor_of(queries.live_sign_in(secret)) is None


def test_another_seat_goes_on_when_one_ends(clerk, people, db):
    second = actions.give_seat(clerk, Role.HANDLER, people.office.actor, organisation_id=unit_id(people))
    _session, secret = attempt(clerk)
    actions.end_seat(second, people.office.actor)
    db.session.commit()
    assert queries.live_sign_in(secret)


def test_switching_the_role_gives_a_new_secret(clerk, people, db):
    second = actions.give_seat(clerk, Role.HANDLER, people.office.actor, organisation_id=unit_id(people))
    db.session.commit()
    session, secret = attempt(clerk)
    fresh = actions.switch_seat(session, second.id, people.clerk.actor)
    db.session.commit()
    assert queries.live_sign_in(secret) is None
    assert queries.actor_of(queries.live_sign_in(fresh)).role is Role.HANDLER


def test_nobody_switches_to_a_seat_of_another(clerk, people):
    session, _secret = attempt(clerk)
    with pytest.raises(Refused, match="这个身份"):
        actions.switch_seat(session, people.office.seat.id, people.clerk.actor)


def unit_id(people):
    """市住房和城乡建设局."""
    return people.unit_leader.seat.organisation_id
