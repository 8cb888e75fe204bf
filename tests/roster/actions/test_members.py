"""What is done to members by hand, and their accounts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.access import Role
from liaison.accounts import actions as accounts
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import seats_held
from liaison.audit.models import Event
from liaison.core.errors import Refused
from liaison.orgs.models import Area, Organisation, Sector
from liaison.roster import actions
from liaison.roster.models import Member
from tests.factories import first, village_of


def cells(**given):
    """A new member of 农业界."""
    sector = first(Sector, name="农业界").id
    return {"no": "HA15900", "name": "仇卫平", "sector_id": sector, "is_standing": False} | given


def test_a_new_member_needs_a_number_of_his_own(db, people):
    member = actions.add_member(people.office.actor, **cells())
    assert member.pinyin == "qiuweiping"
    assert "qwp" in member.initials.split()
    db.session.flush()
    with pytest.raises(Refused) as refused:
        actions.add_member(people.office.actor, **cells(name="另一位"))
    assert list(refused.value.fields) == ["no"]


def test_a_village_must_be_of_the_town_of_residence(db, people):
    towns = first(Area, name="曲塘镇"), first(Area, name="李堡镇")
    with pytest.raises(Refused):
        actions.add_member(
            people.office.actor, **cells(home_area_id=towns[0].id, home_village_id=village_of(towns[1]).id)
        )


def test_changes_are_told_in_words_and_stale_ones_refused(db, people, make):
    member = make(Member)
    other = first(Sector, name="教育界")
    actions.change_member(member, people.office.actor, 1, sector_id=other.id, is_standing=True)
    db.session.flush()
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.changes == {"界别": ["农业界", "教育界"], "是否常委": [False, True]}
    with pytest.raises(Refused):
        actions.change_member(member, people.office.actor, 1, duty="委员")


def test_leaving_closes_the_account_and_returning_opens_it(db, people):
    member, user = people.member.member, people.member.user
    actions.leave_member(member, people.office.actor, "工作调动")
    assert not user.is_active
    with pytest.raises(Refused):
        actions.leave_member(member, people.office.actor, "工作调动")
    actions.return_member(member, people.office.actor)
    assert user.is_active
    assert member.left_on is None
    with pytest.raises(Refused):
        actions.return_member(member, people.office.actor)


def test_a_seat_that_was_passed_on_ends_with_the_member_too(people):
    member, successor = people.member, people.seat("袁静", Role.OFFICE, "市政协办公室")
    seat = accounts.change_holder(member.seat, successor.user, people.office.actor)
    actions.leave_member(member.member, people.office.actor, "换届")
    assert seat not in seats_held(successor.user)
    assert successor.user.is_active, "he has another seat"


def test_an_account_that_is_opened_again_opens_nothing_of_the_term_that_is_over(people, browser):
    member, client = people.member, browser(people.member)
    actions.leave_member(member.member, people.office.actor, "换届")
    accounts.enable(member.user, people.office.actor)
    assert not seats_held(member.user)
    assert client.get("/").status_code == 302
    actions.return_member(member.member, people.office.actor)
    assert [seat.member_id for seat in seats_held(member.user)] == [member.member.id]


def test_accounts_are_opened_for_serving_members_once(db, people, make):
    committee = first(Organisation, name="曲塘镇政协工委")
    one = make(Member, no="HA15901", name="甲乙", organisation_id=committee.id)
    gone = make(Member, no="HA15902", name="丙丁")
    gone.left_on = gone.left_on or people.office.seat.started_on
    slips = actions.open_accounts_for_members(people.office.actor)
    assert [(slip.username, slip.name, slip.place) for slip in slips] == [("ha15901", "甲乙", "曲塘镇政协工委")]
    assert one.user.must_change
    seat = db.session.scalars(select(Seat).filter_by(user_id=one.user.id)).one()
    assert (seat.role, seat.member_id) == (Role.MEMBER, one.id)
    assert actions.open_accounts_for_members(people.office.actor) == []
    stored = db.session.scalars(select(User.password_hash).filter_by(username="ha15901")).one()
    assert slips[0].password not in stored
