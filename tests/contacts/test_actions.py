"""Contacts are recorded, corrected, voided and taken back; each act leaves one event."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.contacts import actions, queries
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.clock import set_clock
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.orgs.models import Channel
from liaison.roster.models import Member, Representative
from tests.factories import first

AT_ONCE = 6


def cells(**given: Any) -> dict[str, Any]:
    """What three taps fill in."""
    call = first(Channel, short="电话")
    return {"contacted_on": clock.today(), "channel_id": call.id, "topics": ["道路交通", "养老"], **given}


def events(db: Any, thing: Any) -> list[str]:
    """The verbs done to a thing."""
    wanted = Event.thing == thing.__tablename__, Event.thing_id == thing.id
    return list(db.session.scalars(select(Event.verb).where(*wanted).order_by(Event.id)))


@pytest.fixture
def contact(people: Any, make: Any) -> Contact:
    """A contact that the member recorded himself, just now."""
    return actions.record_contact(people.member.member, make(Representative), people.member.actor, **cells())


def test_a_contact_is_numbered_and_complete(db: Any, contact: Contact):
    """Year and number, topics joined, the task that goes with it, one event."""
    assert contact.number == f"LX{clock.today().year}0001"
    assert (contact.topics, contact.recorded_by, contact.state) == ("道路交通、养老", None, "正常")
    assert contact.task.name == "广泛凝聚共识"
    assert events(db, contact) == ["contact.record"]


def test_a_clerk_stands_as_recorder(people: Any, make: Any):
    """代录 shows who wrote it down."""
    contact = actions.record_contact(people.member.member, make(Representative), people.clerk.actor, **cells())
    assert (contact.recorded_by, contact.recorder_id) == ("王敏", people.clerk.user.id)


def test_meeting_somebody_has_a_place(people: Any, make: Any):
    """A visit without a place was at the representative's village; a call was nowhere."""
    visit = cells(channel_id=first(Channel, short="上门").id)
    person = make(Representative)
    contact = actions.record_contact(people.member.member, person, people.member.actor, **visit)
    assert contact.place == f"{person.area.name}{person.village.name}"
    call = actions.record_contact(people.member.member, make(Representative), people.member.actor, **cells())
    assert call.place is None


def test_refuses_tomorrow_and_those_who_left(people: Any, make: Any):
    """The sentence names what is wrong."""
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refused, match="还没到") as refusal:
        actions.record_contact(
            people.member.member, make(Representative), people.member.actor, **cells(contacted_on=tomorrow)
        )
    assert "contacted_on" in refusal.value.fields
    gone = make(Representative, name="周桂芳", left_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="周桂芳已经出库"):
        actions.record_contact(people.member.member, gone, people.member.actor, **cells())


def test_the_same_is_not_saved_twice_in_two_minutes(people: Any, make: Any):
    """A second press of the button after a lost answer changes nothing; another note is another contact."""
    who, person = people.member, make(Representative)
    first_one = actions.record_contact(who.member, person, who.actor, **cells(talk="一样的话"))
    with pytest.raises(Refused, match=first_one.number):
        actions.record_contact(who.member, person, who.actor, **cells(talk="一样的话"))
    actions.record_contact(who.member, person, who.actor, **cells(talk="别的话"))
    with set_clock(clock.now() + timedelta(minutes=3)):
        actions.record_contact(who.member, person, who.actor, **cells(talk="一样的话"))


def test_the_same_without_a_place_is_not_saved_twice_either(people: Any, make: Any):
    """Three taps name neither place nor task: what the program fills in makes no difference."""
    who, person = people.member, make(Representative)
    bare = {**cells(), "place": None, "task_id": None}
    actions.record_contact(who.member, person, who.actor, **bare)
    with pytest.raises(Refused, match="刚才已经记下"):
        actions.record_contact(who.member, person, who.actor, **bare)


def test_an_activity_is_a_contact_for_each(db: Any, people: Any, make: Any):
    """Fifteen people, fifteen contacts, one activity."""
    present = [make(Representative) for _ in range(15)]
    contacts = actions.record_activity(people.member.member, people.member.actor, present, **cells())
    assert [c.representative_id for c in contacts] == [person.id for person in present]
    assert len({c.number for c in contacts}) == 15
    activity = contacts[0].activity
    assert {c.activity_id for c in contacts} == {activity.id}
    assert events(db, activity) == ["activity.record"]


def test_an_activity_needs_people(people: Any):
    """Nobody came: nothing to record."""
    with pytest.raises(Refused, match="哪些代表"):
        actions.record_activity(people.member.member, people.member.actor, [], **cells())


def test_correcting_keeps_the_old_value_in_the_event(db: Any, people: Any, contact: Contact):
    """The member within a day; afterwards the clerk."""
    actions.correct(contact, people.member.actor, talk="补一句")
    event = db.session.scalars(select(Event).where(Event.verb == "contact.correct")).one()
    assert event.changes["talk"] == [None, "补一句"]
    with set_clock(clock.now() + timedelta(hours=25)):
        with pytest.raises(Refused, match="24 小时"):
            actions.correct(contact, people.member.actor, talk="太晚了")
        assert actions.correct(contact, people.clerk.actor, talk="工委更正").talk == "工委更正"


def test_correcting_respects_the_year_and_the_other_clerk(people: Any, contact: Contact):
    """The number carries the year; a page that is out of date changes nothing."""
    with pytest.raises(Refused, match="另一年"):
        actions.correct(contact, people.clerk.actor, contacted_on=date(clock.today().year - 1, 12, 31))
    with pytest.raises(Refused, match="别人刚刚改过"):
        actions.correct(contact, people.clerk.actor, seen_version=contact.version + 1, talk="x")


def test_a_voided_contact_stays_and_counts_nowhere(people: Any, contact: Contact):
    """With its reason; once."""
    with pytest.raises(Refused, match="原因"):
        actions.void(contact, "  ", people.member.actor)
    actions.void(contact, "记错了人", people.member.actor)
    assert (contact.state, contact.void_reason) == ("作废", "记错了人")
    assert queries.year_of(contact.member_id, clock.today().year).contact_count == 0
    with pytest.raises(Refused, match="已经作废"):
        actions.correct(contact, people.clerk.actor, talk="x")


def test_ten_minutes_to_take_it_back(people: Any, contact: Contact):
    """One's own, within ten minutes; nobody else's."""
    with pytest.raises(Refused, match="不能撤回"):
        actions.take_back(contact, people.clerk.actor)
    with set_clock(clock.now() + timedelta(minutes=11)), pytest.raises(Refused, match="过了 10 分钟"):
        actions.take_back(contact, people.member.actor)
    assert actions.take_back(contact, people.member.actor).is_void
    with pytest.raises(Refused, match="已经撤回"):
        actions.take_back(contact, people.member.actor)


def test_a_ledgers_numbers_are_not_given_out_again(people: Any, make: Any):
    """Counting goes on behind the highest number that came in."""
    year = clock.today().year
    actions.reach_number(f"LX{year}1131")
    contact = actions.record_contact(people.member.member, make(Representative), people.member.actor, **cells())
    assert contact.number == f"LX{year}1132"


def test_numbers_of_contacts_saved_at_once(app: Any, db: Any, people: Any, make: Any):
    """Several phones save at the same moment; each contact has its own number."""
    actor, member_id = people.member.actor, people.member.member.id
    ids, filled = [make(Representative).id for _ in range(AT_ONCE)], cells()
    db.session.commit()
    db.session.remove()

    def save(person_id: int) -> str:
        with app.app_context(), transaction():
            member, person = db.session.get(Member, member_id), db.session.get(Representative, person_id)
            return actions.record_contact(member, person, actor, **filled).number

    with ThreadPoolExecutor(AT_ONCE) as pool:
        numbers = sorted(pool.map(save, ids))
    assert numbers == [f"LX{clock.today().year}{n:04d}" for n in range(1, AT_ONCE + 1)]


def test_drafts_come_back_until_forgotten(people: Any):
    """One per person and page; the last one counts."""
    actor, page = people.member.actor, "contact:1:2"
    actions.keep_draft(actor, page, {"talk": ["半句"]})
    actions.keep_draft(actor, page, {"talk": ["一整句"]})
    assert queries.draft_of(actor, page).cells == {"talk": ["一整句"]}
    assert queries.draft_of(people.clerk.actor, page) is None
    actions.forget_draft(actor, page)
    assert queries.draft_of(actor, page) is None
