"""三员分立: the three administrators exclude each other and business, and the database keeps it so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from liaison.access import GOVERNING, Role
from liaison.access.table import TABLE
from liaison.accounts import actions
from liaison.accounts.models import Seat, User
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused

PAIRS = [
    (Role.OFFICE, Role.ADMIN), (Role.ADMIN, Role.SECURITY), (Role.SECURITY, Role.AUDITOR), (Role.AUDITOR, Role.MEMBER),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_database_refuses_a_seat_of_another_family(make, db, first, second):
    user = make(User)
    make(Seat, user_id=user.id, role=first)
    with pytest.raises(IntegrityError):
        make(Seat, user_id=user.id, role=second)


def test_a_seat_does_not_change_its_family(make, db):
    user = make(User)
    make(Seat, user_id=user.id, role=Role.OFFICE)
    seat = make(Seat, user_id=user.id, role=Role.LEADER)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Seat).where(Seat.id == seat.id).values(role=Role.AUDITOR))


def test_a_seat_that_ended_counts_no_more(make, db):
    user, today = make(User), clock.today()
    make(Seat, user_id=user.id, role=Role.OFFICE, ended_on=today)
    make(Seat, user_id=user.id, role=Role.AUDITOR, started_on=today)
    with pytest.raises(IntegrityError):
        make(Seat, user_id=user.id, role=Role.OFFICE, started_on=today + timedelta(days=9))


def test_an_ended_seat_is_not_revived_beside_another(make, db):
    user, today = make(User), clock.today()
    old = make(Seat, user_id=user.id, role=Role.OFFICE, ended_on=today)
    make(Seat, user_id=user.id, role=Role.AUDITOR, started_on=today)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Seat).where(Seat.id == old.id).values(ended_on=None))


def test_of_two_who_seat_somebody_at_once_one_is_refused(app, make, db):
    users = [make(User).id for _ in range(8)]
    db.session.commit()
    db.session.remove()

    def seat(user_id, role, start):
        start.wait(10)
        with app.app_context():
            try:
                with transaction():
                    values = {"user_id": user_id, "role": role, "started_on": clock.today()}
                    db.session.execute(insert(Seat).values(**values))
            except IntegrityError:
                return 0
            return 1

    with ThreadPoolExecutor(2) as threads:
        for user_id in users:
            start = Barrier(2)
            both = [threads.submit(seat, user_id, role, start) for role in (Role.OFFICE, Role.AUDITOR)]
            assert sum(one.result() for one in both) == 1
    assert len(db.session.scalars(select(Seat).where(Seat.user_id.in_(users))).all()) == len(users)


def test_the_refusal_says_what_to_do(people):
    with pytest.raises(Refused, match="不能再当安全管理员：.*请换一个人"):
        actions.give_seat(people.admin.user, Role.SECURITY, people.security.actor)


def test_an_administrator_stands_in_for_nobody(people):
    today = clock.today()
    with pytest.raises(Refused, match="管理员不办业务"):
        actions.appoint_proxy(
            people.clerk.user, people.office.actor, to_user_id=people.auditor.user.id, starts_on=today, ends_on=today,
            reason="请假",
        )  # fmt: skip


def test_each_administrator_has_his_own_rights():
    """What all three share is their own pages; nothing of the work, and nothing of each other's."""
    rights = {role: {name for name, rules in TABLE.items() if role in rules} for role in GOVERNING}
    shared = {"home.view", "profile.view", "profile.change", "message.view", "job.view", "job.cancel",
              "job.take", "feedback.leave"}
    register = {"export.view", "export.follow"}  # of what was taken out: one approves, the other looks it over
    own = {role: names - shared - register for role, names in rights.items()}
    assert all(shared <= names for names in rights.values())
    assert not own[Role.ADMIN] & own[Role.SECURITY] and not own[Role.SECURITY] & own[Role.AUDITOR]
    assert not own[Role.ADMIN] & own[Role.AUDITOR]
    work = ("case.", "contact.", "representative.", "member.", "plan.", "performance.", "public_request.", "file.")
    assert not [name for names in rights.values() for name in names if name.startswith(work)]
    assert own[Role.AUDITOR] >= {"event.view"} and "user.change" in own[Role.SECURITY]
