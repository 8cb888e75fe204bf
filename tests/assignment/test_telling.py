"""Members are told that a plan is in force, and of each change of theirs while it is."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.assignment import actions
from liaison.assignment.models import DRAFT, PUBLISHED, Pairing, Plan
from liaison.notices.actions import read_all
from liaison.notices.models import Message
from liaison.notices.queries import unread_count
from liaison.roster.models import Member, Representative

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def plan(make, people):
    """A draft in which 陈立平, 吴晓梅 and a member without an account keep one each."""
    plan = make(Plan, year=2026, state=DRAFT)
    for member in (people.member.member, people.other_member.member, make(Member)):
        make(Pairing, plan_id=plan.id, member_id=member.id, is_current=False)
    return plan


@pytest.fixture
def in_force(plan, people):
    """The same, published, and everybody has read that."""
    actions.publish(plan, people.leader.actor)
    for person in (people.member, people.other_member):
        read_all(person.actor)
    return plan


def pair_of(db, person):
    return db.session.scalar(select(Pairing).where(Pairing.member_id == person.member.id, Pairing.ended_on.is_(None)))


def unread(*persons):
    return [unread_count(person.actor) for person in persons]


def last_title(db):
    return db.session.scalar(select(Message.title).order_by(Message.id.desc()).limit(1))


def test_publishing_tells_every_member_who_has_an_account(db, people, plan):
    assert plan.state == DRAFT
    actions.publish(plan, people.leader.actor)
    assert plan.state == PUBLISHED
    assert unread(people.member, people.other_member, people.clerk) == [1, 1, 0]
    assert db.session.scalar(select(func.count()).select_from(Message)) == 2
    assert last_title(db) == "2026 年您联系的代表已经定了"


def test_a_draft_changes_in_silence(db, people, plan, make):
    actions.replace(pair_of(db, people.member), make(Representative), "离得太远", people.office.actor)
    actions.pair(plan, people.member.member, make(Representative), 2, people.office.actor)
    assert unread(people.member) == [0]


def test_each_change_in_force_is_told_to_whom_it_concerns(db, people, in_force, make):
    office = people.office.actor
    actions.replace(pair_of(db, people.member), make(Representative), "离得太远", office)
    assert unread(people.member, people.other_member) == [1, 0]
    assert last_title(db) == "您联系的代表有变动"
    actions.pair(in_force, people.other_member.member, make(Representative), 2, office)
    assert unread(people.member, people.other_member) == [1, 1]


def test_two_who_swap_are_both_told_and_not_again_until_they_look(db, people, in_force):
    office = people.office.actor
    for times in range(2):
        actions.swap(pair_of(db, people.member), pair_of(db, people.other_member), "委员提出", office)
        assert unread(people.member, people.other_member) == [1, 1], times
    read_all(people.member.actor)
    actions.swap(pair_of(db, people.member), pair_of(db, people.other_member), "委员提出", office)
    assert unread(people.member, people.other_member) == [1, 1]


def test_whoever_loses_one_is_told_too(db, people, in_force):
    office = people.office.actor
    actions.move(pair_of(db, people.member), people.other_member.member, 2, "离得太远", office)
    assert unread(people.member, people.other_member) == [1, 1]
    read_all(people.other_member.actor)
    moved = db.session.scalar(select(Pairing).where(Pairing.slot == 2, Pairing.is_current))
    actions.unpair(moved, "代表提出", office)
    assert unread(people.other_member) == [1]


def test_no_name_stands_in_a_message(db, people, in_force, make):
    person = make(Representative, name="欧阳桂芳")
    actions.replace(pair_of(db, people.member), person, "离得太远", people.office.actor)
    for message in db.session.scalars(select(Message)):
        assert not any(word in message.title + message.body for word in (person.name, person.phone, "陈立平"))
