"""Giving, ending and passing on seats, and the sections they stand in."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.access import Role
from liaison.accounts import actions, queries
from liaison.accounts.models import Seat, User
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Section
from tests.factories import first


@pytest.fixture
def newcomer(make):
    """Somebody with an account and no seat."""
    return make(User, name="何军")


def roles(user):
    """The roles a user holds today."""
    return [seat.role for seat in queries.seats_held(user)]


def test_a_leader_seats_a_handler_in_his_unit(people, newcomer):
    leader = people.unit_leader
    section = first(Section, organisation_id=leader.seat.organisation_id, name="城建科")
    seat = actions.give_seat(
        newcomer, Role.HANDLER, leader.actor, organisation_id=leader.seat.organisation_id, section_id=section.id
    )
    assert roles(newcomer) == [Role.HANDLER]
    assert seat.title == "市住房和城乡建设局 城建科 经办人"
    told = first(Event, verb="seat.give", thing_id=seat.id)
    assert (told.actor_id, told.label) == (leader.user.id, "何军：市住房和城乡建设局 城建科 经办人")


@pytest.mark.parametrize(
    ("giver", "role", "place"),
    [
        ("unit_leader", Role.HANDLER, "other_unit_leader"),
        ("unit_leader", Role.OFFICE, "unit_leader"),
        ("unit_leader", Role.CLERK, "unit_leader"),
        ("director", Role.ADMIN, "director"),
        ("director", Role.CLERK, "other_clerk"),
        ("office", Role.ADMIN, "office"),
        ("handler", Role.HANDLER, "handler"),
        ("clerk", Role.DIRECTOR, "clerk"),
        ("member", Role.OFFICE, "office"),
    ],
)
def test_nobody_gives_more_than_he_may(people, newcomer, giver, role, place):
    place_id = getattr(people, place).seat.organisation_id
    with pytest.raises(Refused, match="您不能开通"):
        actions.give_seat(newcomer, role, getattr(people, giver).actor, organisation_id=place_id)
    assert roles(newcomer) == []


def test_nobody_raises_himself(people):
    with pytest.raises(Refused):
        actions.give_seat(people.office.user, Role.ADMIN, people.office.actor)


def test_a_seat_fits_its_organisation(people, newcomer):
    committee = people.clerk.seat.organisation_id
    with pytest.raises(Refused, match="区镇或部门"):
        actions.give_seat(newcomer, Role.HANDLER, people.office.actor, organisation_id=committee)


def test_a_section_of_another_unit_is_refused(people, newcomer):
    foreign = first(Section, organisation_id=people.other_unit_leader.seat.organisation_id)
    with pytest.raises(Refused, match="不在本单位"):
        actions.give_seat(
            newcomer, Role.HANDLER, people.office.actor,
            organisation_id=people.unit_leader.seat.organisation_id, section_id=foreign.id,
        )  # fmt: skip


def test_the_same_seat_is_not_given_twice(people, newcomer):
    place = people.unit_leader.seat.organisation_id
    actions.give_seat(newcomer, Role.HANDLER, people.office.actor, organisation_id=place)
    with pytest.raises(Refused, match="不用再加"):
        actions.give_seat(newcomer, Role.HANDLER, people.office.actor, organisation_id=place)


def test_an_ended_seat_is_held_no_longer_today(people):
    actions.end_seat(people.handler.seat, people.unit_leader.actor)
    assert roles(people.handler.user) == []


def test_nobody_ends_the_seat_he_uses(people):
    with pytest.raises(Refused, match="换人"):
        actions.end_seat(people.unit_leader.seat, people.unit_leader.actor)


def test_the_last_administrator_stays(people, make):
    only = people.admin
    second = make(Seat, user_id=only.user.id, role=Role.ADMIN)
    with pytest.raises(Refused, match="最后一位"):
        actions.end_seat(second, people.security.actor)
    other = make(Seat, role=Role.ADMIN)
    actions.end_seat(second, people.security.actor)
    assert queries.admins_but(only.user.id) == 1
    assert other.ended_on is None


def test_a_post_changes_holder(people, newcomer):
    old = people.handler.seat
    new = actions.change_holder(old, newcomer, people.unit_leader.actor)
    assert roles(people.handler.user) == []
    assert (new.role, new.organisation_id, new.section_id) == (old.role, old.organisation_id, old.section_id)
    assert new.started_on == clock.today() == old.ended_on


def test_a_leader_hands_his_own_post_on(people, newcomer):
    actions.change_holder(people.unit_leader.seat, newcomer, people.unit_leader.actor)
    assert roles(newcomer) == [Role.UNIT_LEADER]


def test_a_closed_account_takes_nothing_over(people, newcomer):
    newcomer.is_active = False
    with pytest.raises(Refused, match="已停用"):
        actions.change_holder(people.handler.seat, newcomer, people.unit_leader.actor)


def test_a_director_cannot_pass_on_a_post_elsewhere(people, newcomer):
    with pytest.raises(Refused, match="您不能开通"):
        actions.change_holder(people.handler.seat, newcomer, people.director.actor)


def test_a_person_without_account_gets_one_with_the_seat(people):
    leader = people.unit_leader
    place = leader.seat.organisation_id
    slip = actions.seat_person("d19-zhou", "周桂芳", Role.HANDLER, leader.actor, organisation_id=place)
    assert slip.username == "d19-zhou"
    assert roles(queries.user_named("d19-zhou")) == [Role.HANDLER]


def test_a_person_with_account_is_seated_by_name_and_user_name(people, newcomer):
    leader = people.unit_leader
    place = leader.seat.organisation_id
    with pytest.raises(Refused, match="姓名写对"):
        actions.seat_person(newcomer.username, "张三丰", Role.HANDLER, leader.actor, organisation_id=place)
    assert actions.seat_person(newcomer.username, "何军", Role.HANDLER, leader.actor, organisation_id=place) is None
    assert roles(newcomer) == [Role.HANDLER]


def test_sections_are_added_renamed_and_retired(people, db):
    actor = people.unit_leader.actor
    unit = people.unit_leader.seat.organisation
    section = actions.add_section(unit, "绿化科", actor)
    actions.rename_section(section, "绿化市容科", actor)
    with pytest.raises(Refused, match="已经有"):
        actions.add_section(unit, "绿化市容科", actor)
    actions.retire_section(section, actor)
    assert "绿化市容科" not in [name for _id, name in queries.sections_at(unit.id)]
    assert actions.add_section(unit, "绿化市容科", actor) is section


def test_a_section_with_people_is_not_retired(people):
    with pytest.raises(Refused, match="李海峰还在"):
        actions.retire_section(people.handler.seat.section, people.unit_leader.actor)


def test_seats_of_others_are_out_of_sight(people):
    assert queries.seat_visible_to(people.unit_leader.actor, people.handler.seat.id)
    assert queries.seat_visible_to(people.other_unit_leader.actor, people.handler.seat.id) is None
    assert queries.seat_visible_to(people.office.actor, people.handler.seat.id)
    assert queries.organisation_visible_to(people.unit_leader.actor, people.clerk.seat.organisation_id).name == (
        "市住房和城乡建设局"
    )


def test_who_sat_there_on_a_day(browser, people, make):
    office, unit = people.unit_leader.actor.organisation_id, people.unit_leader.seat.organisation
    section = first(Section, organisation_id=office, name="城建科")
    gone = make(Seat, user_id=make(User, name="走了的").id, role=Role.HANDLER, organisation_id=office,
                section_id=section.id, ended_on=date(2026, 1, 5))  # fmt: skip
    come = make(Seat, user_id=make(User, name="后来的").id, role=Role.HANDLER, organisation_id=office,
                section_id=section.id, started_on=date(2026, 1, 5))  # fmt: skip
    assert {gone, come} & set(queries.seats_at(unit, date(2026, 1, 4))) == {gone}
    assert {gone, come} & set(queries.seats_at(unit, date(2026, 1, 5))) == {come}
    section.is_active = False
    client = browser(people.unit_leader)
    page = client.get("/seats?on=2026-01-04").text
    assert "走了的" in client.page.words
    assert "后来的" not in client.page.words
    assert "城建科" in client.page.words
    assert "截至 2026年1月4日 的情况" in client.page.words
    assert "/hand-over" not in page
    client.get("/seats")
    assert "后来的" in client.page.words
    client.get("/seats?on=昨天")
    assert "日期要写成 2025-12-31 这样" in client.page.words
