"""Accounts that nobody uses for 90 days, or whose seats have all ended, are closed by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.models import Seat, User
from liaison.audit.models import Event
from liaison.core import clock
from liaison.jobs.rules import entries


@pytest.fixture
def months_ago(people, db):
    """Everybody came once, 91 days ago."""
    now = clock.now()
    with clock.set_clock(now - timedelta(days=91)):
        for person in (people.clerk, people.office, people.member, people.admin):
            person.user.created_at = clock.now()
            actions.open_sign_in(person.user, "10.0.0.1", "test")
    db.session.commit()


def rest(db):
    """Let the clock's entry run; gives who is closed afterwards."""
    db.session.commit()
    assert actions.rest_unused().endswith("个账号")
    return set(db.session.scalars(select(User.name).where(~User.is_active)))


def test_it_is_an_entry_of_the_schedule():
    assert entries()["accounts.rest"].when.words.startswith("每天")


def test_whoever_did_not_come_for_90_days_is_closed(people, months_ago, db):
    with clock.set_clock(clock.now() - timedelta(days=2)):
        assert rest(db) == set(), "89 days are not 90"
    actions.open_sign_in(people.office.user, "10.0.0.1", "test")
    assert rest(db) == {"王敏", "陈立平"}
    reasons = db.session.scalars(select(Event.changes).where(Event.verb == "user.rest")).all()
    assert reasons == [{"reason": [None, "90 天没有登录"]}] * 2


def test_the_last_administrator_stays(people, months_ago, make, db):
    assert "顾海燕" not in rest(db)
    make(Seat, role=Role.ADMIN)
    assert "顾海燕" in rest(db)


def test_a_phone_in_use_counts_as_used(people, months_ago, db):
    with clock.set_clock(clock.now() - timedelta(days=5)):
        session, _secret = actions.open_sign_in(people.member.user, "10.0.0.2", "phone", "phone")
    people.member.user.signed_in_at = session.created_at - timedelta(days=200)
    assert "陈立平" not in rest(db)


def test_whose_term_has_ended_is_closed_with_his_sessions(people, db):
    _session, secret = actions.open_sign_in(people.member.user, "10.0.0.2", "phone", "phone")
    people.member.seat.ended_on = clock.today()
    people.clerk.seat.ended_on = clock.today() + timedelta(days=1)
    assert rest(db) == {"陈立平"}
    assert queries.live_sign_in(secret) is None


def test_a_fresh_account_and_one_without_a_seat_yet_stay(people, make, db):
    assert make(User) and people.clerk
    assert rest(db) == set()


def test_in_a_demo_nobody_is_closed(people, months_ago, make, db):
    make(User, is_demo=True)
    assert rest(db) == set()
