"""Choosing a password and resetting it at the desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.accounts import actions, queries, rules
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused

OLD, NEW = "Tq7#mzRv", "Kestrel marsh 41"
GB = rules.POLICIES["gb"]


@pytest.fixture
def clerk(people):
    """A clerk with a password of her own."""
    actions.set_password(people.clerk.user, OLD)
    return people.clerk


def change(person, old, new, again=None, session=None):
    """Choose a new password."""
    again = new if again is None else again
    actions.change_password(person.user, old, new, again, person.actor, session=session, policy=GB)


def test_the_new_one_opens_and_the_old_one_does_not(clerk):
    change(clerk, OLD, NEW)
    assert rules.is_password(NEW, clerk.user.password_hash)
    assert not rules.is_password(OLD, clerk.user.password_hash)


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW, NEW, "old"),
        ("", NEW, NEW, "old"),
        (OLD, NEW, NEW + "x", "again"),
        (OLD, "haian@2023", "haian@2023", "new"),
        (OLD, OLD, OLD, "new"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(clerk, old, new, again, field):
    with pytest.raises(Refused) as refusal:
        change(clerk, old, new, again)
    assert list(refusal.value.fields) == [field]
    assert rules.is_password(OLD, clerk.user.password_hash)


def test_the_last_five_are_not_used_again(clerk):
    passwords = [OLD, *(f"Marsh lantern {n} Qx" for n in range(1, 6))]
    for old, new in zip(passwords, passwords[1:], strict=False):
        change(clerk, old, new)
    with pytest.raises(Refused, match="最近 5 次"):
        change(clerk, passwords[-1], passwords[2])
    change(clerk, passwords[-1], OLD)


def test_other_sessions_end(clerk):
    mine, my_secret = actions.open_sign_in(clerk.user, "10.1.0.7", "desk")
    _other, other_secret = actions.open_sign_in(clerk.user, "10.1.0.8", "phone")
    change(clerk, OLD, NEW, session=mine)
    assert queries.live_sign_in(my_secret)
    assert queries.live_sign_in(other_secret) is None


def test_a_reset_gives_a_slip_and_ends_everything(clerk, people, db):
    _session, secret = actions.open_sign_in(clerk.user, "10.1.0.7", "desk")
    slip = actions.reset_password(clerk.user, people.office.actor)
    assert (slip.username, slip.name, slip.place) == (clerk.user.username, "王敏", "曲塘镇政协工委")
    assert slip.until - clock.now() <= rules.ONE_TIME_LASTS
    assert clerk.user.must_change
    assert queries.live_sign_in(secret) is None
    assert not rules.is_password(OLD, clerk.user.password_hash)


def test_after_a_one_time_password_the_old_one_is_not_asked_for(clerk, people):
    slip = actions.reset_password(clerk.user, people.office.actor)
    with pytest.raises(Refused, match="最近 5 次"):
        change(clerk, "", slip.password)
    change(clerk, "", NEW)
    assert not clerk.user.must_change
    assert clerk.user.one_time_until is None


def test_no_password_stands_in_any_event(clerk, people, db):
    slip = actions.reset_password(clerk.user, people.office.actor)
    change(clerk, "", NEW)
    db.session.flush()
    told = str(db.session.execute(select(Event.__table__)).all())
    assert slip.password not in told
    assert NEW not in told


def test_the_demo_keeps_its_passwords(clerk, people):
    clerk.user.is_demo = True
    with pytest.raises(Refused, match="演示"):
        actions.reset_password(clerk.user, people.office.actor)
