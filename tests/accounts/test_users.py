"""Accounts: opened one by one, for all units at once, and from the command line."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM, Role
from liaison.accounts import actions, queries, rules
from liaison.accounts.models import Seat, User
from liaison.audit.models import Event
from liaison.core.db import transaction
from liaison.core.errors import Refused


def test_no_account_exists_at_first(db):
    assert db.session.scalar(select(func.count(User.id))) == 0


def test_an_account_is_opened_with_seat_and_one_time_password(people, db):
    place = people.clerk.seat.organisation_id
    user, password = actions.open_account("GW06-jb9", "周桂芳", Role.CLERK, people.office.actor, organisation_id=place)
    assert user.username == "gw06-jb9"
    assert user.must_change
    assert rules.is_password(password, user.password_hash)
    assert [seat.title for seat in queries.seats_held(user)] == ["曲塘镇政协工委 经办"]


@pytest.mark.parametrize("username", ["", "a", "-abc", "ab cd", "王敏", "a" * 33, "a/b", "../x"])
def test_user_names_that_will_not_do(people, username):
    with pytest.raises(Refused) as refusal:
        actions.open_account(username, "周桂芳", Role.LEADER, people.office.actor)
    assert "username" in refusal.value.fields


def test_a_user_name_is_given_once(people):
    with pytest.raises(Refused, match="已经有人用了"):
        actions.open_account(people.clerk.user.username.upper(), "周桂芳", Role.LEADER, people.office.actor)


def test_the_office_opens_no_administrators(people):
    with pytest.raises(Refused, match="您不能开通"):
        actions.open_account("boss", "周桂芳", Role.ADMIN, people.office.actor)


def test_every_unit_gets_its_first_accounts_once(people, db):
    slips = {slip.username: slip for slip in actions.open_accounts_for_units(people.office.actor)}
    assert len(slips) == 50 + 14 + 2 * (14 + 3)
    assert {"d19-ld", "q06-ld", "gw06-jb", "gw06-zr", "gz02-jb"} <= set(slips)
    assert slips["q06-ld"].place == "曲塘镇"
    assert slips["gw06-jb"].role == "曲塘镇政协工委 经办"
    assert actions.open_accounts_for_units(people.office.actor) == []


def test_a_seat_that_is_held_gets_no_second_account(people):
    held = people.clerk
    slips = actions.open_accounts_for_units(people.office.actor)
    assert [slip.role for slip in slips if slip.place == held.seat.organisation.name] == ["曲塘镇政协工委 主任"]


def test_slips_are_renewed_for_those_who_never_came(people, db):
    place = people.unit_leader.seat.organisation_id
    actions.open_accounts_for_units(people.office.actor)
    committee = queries.user_named("gw01-jb").seats[0].organisation_id
    unused = queries.unused_accounts(committee)
    assert [user.username for user in unused] == ["gw01-jb", "gw01-zr"]
    old = unused[0].password_hash
    assert len(actions.renew_slips(unused, people.office.actor)) == 2
    assert unused[0].password_hash != old
    assert queries.unused_accounts(place) == [], "who has signed in or has a password of his own keeps it"


def test_the_first_administrator(db):
    slip = actions.create_admin("admin", "管理员")
    assert queries.governing_roles(queries.user_named("admin")) == {Role.ADMIN}
    assert slip.password
    with pytest.raises(Refused, match="--another"):
        actions.create_admin("admin2", "管理员")
    actions.create_admin("admin2", "管理员", is_another=True)
    assert queries.admins_but(None) == 2


def test_the_three_administrators_are_three_people(db):
    slips = {slip.role: slip.username for slip in actions.create_admins()}
    assert slips == {"系统管理员": "admin", "安全管理员": "security", "审计员": "auditor"}
    assert actions.create_admins() == [] == queries.governing_gaps()


def test_an_office_with_one_administrator_gets_the_other_two(people):
    assert people.admin
    assert [gap[:6] for gap in queries.governing_gaps()] == ["还没有安全管", "还没有审计员"]
    assert [slip.role for slip in actions.create_admins()] == ["安全管理员", "审计员"]


def test_create_admin_opens_all_three_once(app, db):
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["create-admin"])
    assert answer.exit_code == 0 and answer.output.count("一次性密码：") == 3
    again = app.test_cli_runner().invoke(args=["create-admin"])
    assert again.exit_code == 1 and "都有了" in again.output


def test_create_admin_prints_a_password_that_works(app, db):
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["create-admin", "--username", "root1", "--name", "顾海燕"])
    assert answer.exit_code == 0, answer.output
    password = answer.output.split("一次性密码：")[1].split()[0]
    with transaction():
        assert actions.sign_in("root1", password, "10.0.0.1", "test", is_demo=False)
    again = app.test_cli_runner().invoke(args=["create-admin", "--username", "root2"])
    assert again.exit_code == 1
    assert "--another" in again.output


def test_demo_accounts_have_a_known_password(people):
    user = actions.open_demo_account("demo-clerk", "王敏", "demo-2024-x", Role.CLERK)
    assert user.is_demo
    assert not user.must_change
    assert rules.is_password("demo-2024-x", user.password_hash)


def test_the_last_administrator_is_not_disabled(people, make):
    with pytest.raises(Refused, match="最后一位"):
        actions.disable(people.admin.user, SYSTEM)
    make(Seat, role=Role.ADMIN)
    actions.disable(people.admin.user, SYSTEM)
    assert not people.admin.user.is_active


def test_nobody_disables_himself(people, make):
    make(Seat, role=Role.ADMIN)
    with pytest.raises(Refused, match="自己"):
        actions.disable(people.admin.user, people.admin.actor)


def test_a_change_notes_before_and_after(people, db):
    actions.change_user(people.clerk.user, people.office.actor, name="王小敏", phone="15400000001")
    changes = db.session.scalar(select(Event.changes).where(Event.verb == "user.change"))
    assert changes == {"name": ["王敏", "王小敏"], "phone": [None, "154****0001"]}
    actions.change_user(people.clerk.user, people.office.actor, name="王小敏", phone="15400000001")
    assert db.session.scalar(select(func.count()).where(Event.verb == "user.change")) == 1


def test_administrators_are_seen_by_administrators_only(people, db):
    admin_id = people.admin.user.id
    assert queries.user_visible_to(people.office.actor, admin_id) is None
    assert queries.user_visible_to(people.security.actor, admin_id)
    seen = db.session.execute(queries.users_visible_to(people.office.actor)).all()
    assert admin_id not in [row.id for row in seen]


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"words": "王敏"}, {"王敏"}),
        ({"words": "%"}, set()),
        ({"role": "handler"}, {"李海峰"}),
        ({"standing": "disabled"}, {"钱伟"}),
        ({"standing": "new", "words": "李"}, {"李海峰"}),
    ],
)
def test_users_are_found(people, db, filters, names):
    for person in (people.clerk, people.handler, people.other_unit_leader, people.office):
        assert person
    people.other_unit_leader.user.is_active = False
    db.session.flush()
    found = db.session.execute(queries.users_visible_to(people.office.actor, **filters)).all()
    assert {row.name for row in found} == names
