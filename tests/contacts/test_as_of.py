"""Contacts as they stood on a day of the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.contacts import queries
from liaison.contacts.actions import correct, take_back, void
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Channel
from tests.factories import first
from tests.performance.lives import on
from tests.statements import statement_count

DAY = date(2026, 6, 30)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def recorded(make, people, day=DAY, **given):
    """A contact of the member, written down on that day."""
    values = {"member_id": people.member.member.id, "contacted_on": day, "recorded_at": clock.at(day)}
    return make(Contact, **{**values, **given})


def numbers(people, day=DAY, **chosen):
    return {row.number for row in queries.contacts_on(people.office.actor, day, **chosen)}


def test_what_was_written_down_by_then(people, make):
    there, late = recorded(make, people), recorded(make, people, recorded_at=clock.at(AFTER))
    end = recorded(make, people, recorded_at=clock.end_of(DAY) - timedelta(minutes=1))
    assert numbers(people) == {there.number, end.number}
    assert numbers(people, AFTER) == {there.number, end.number, late.number}
    assert numbers(people, BEFORE) == set()


def test_what_was_voided_later_was_still_there(people, make, db):
    gone, slip, same_day = (recorded(make, people) for _ in range(3))
    slip.recorder_id = people.member.user.id
    slip.recorded_at = clock.end_of(DAY) - timedelta(minutes=1)
    with on(DAY):
        void(same_day, "记错了人", people.clerk.actor)
    with clock.set_clock(clock.end_of(DAY) + timedelta(minutes=5)):
        void(gone, "记错了人", people.clerk.actor)
        take_back(slip, people.member.actor)
    db.session.flush()
    assert numbers(people) == {gone.number, slip.number}
    assert numbers(people, state="作废") == {same_day.number}
    assert numbers(people, AFTER) == set()
    assert numbers(people, AFTER, state="作废") == {gone.number, slip.number, same_day.number}


def test_what_was_corrected_later_reads_as_it_did(people, make, db):
    one = recorded(make, people, talk="路灯不亮。")
    old, new = one.channel, db.session.query(Channel).filter(Channel.id != one.channel_id).first()
    for day, talk in ((AFTER, "路口的灯不亮。"), (AFTER + timedelta(days=1), "路口三盏灯不亮。")):
        with on(day):
            correct(one, people.clerk.actor, talk=talk, channel_id=new.id, contacted_on=BEFORE)
    db.session.flush()
    (then,) = queries.contacts_on(people.office.actor, DAY)
    assert (then.talk, then.channel, then.contacted_on) == ("路灯不亮。", old.short, DAY)
    (now,) = queries.contacts_on(people.office.actor, AFTER)
    assert (now.talk, now.channel, now.contacted_on) == ("路口的灯不亮。", new.short, BEFORE)
    assert numbers(people, channel_id=old.id, since=DAY) == {one.number}
    assert numbers(people, channel_id=new.id) == numbers(people, until=BEFORE) == set()


def test_filters_and_sight(people, make):
    mine = recorded(make, people)
    recorded(make, people, member_id=people.other_member.member.id)
    assert numbers(people, member_id=mine.member_id) == {mine.number}
    assert len(numbers(people, word="陈立平")) == 1
    assert len(numbers(people, town_id=mine.representative.area_id)) == 2
    assert {row.number for row in queries.contacts_on(people.member.actor, DAY)} == {mine.number}
    assert queries.contacts_on(people.admin.actor, DAY) == []


def test_without_changes_the_list_of_today_is_the_same(people, make, db):
    for day in (BEFORE, DAY, BEFORE):
        recorded(make, people, day)
    now = [row.number for row in db.session.execute(queries.contacts_listed(people.office.actor))]
    assert [row.number for row in queries.contacts_on(people.office.actor, clock.today())] == now


def test_the_page_keeps_its_day(browser, people, make):
    old, new = recorded(make, people), recorded(make, people, AFTER)
    client = browser(people.office)
    page = client.get(f"/contacts?on={DAY}&town_id={old.representative.area_id}").text
    assert "联系记录 1 次" in client.page.words
    assert "截至 2026年6月30日 的情况" in client.page.words
    assert (old.number in page, new.number in page) == (True, False)
    assert f'href="/contacts?town_id={old.representative.area_id}">回到今天' in page
    assert f'name="on" value="{DAY}"' in page
    assert f'href="/contacts?on={DAY}"' in client.get(f"/contacts?on={DAY}&word=没有这个人").text


@pytest.mark.parametrize(
    ("asked", "said"), [("2999-01-01", "年之间"), ("2099-01-01", "还没到这一天"), ("昨天", "日期要写成")]
)
def test_a_day_that_is_none_is_said(browser, people, make, asked, said):
    one = recorded(make, people)
    client = browser(people.member)
    page = client.get(f"/contacts?on={asked}").text
    assert client.page.words.count("现在看到的是今天的") == 1
    assert said in client.page.words
    assert one.number in page


def test_a_day_asks_as_often_for_many_as_for_few(browser, people, make, db):
    client = browser(people.office)
    recorded(make, people)
    few = statement_count(lambda: client.get(f"/contacts?on={DAY}"))
    for _ in range(60):
        recorded(make, people)
    assert statement_count(lambda: client.get(f"/contacts?on={DAY}")) == few
    page = client.get(f"/contacts?on={DAY}&channel_id={first(Channel).id}").text
    assert f"on={DAY}&amp;channel_id={first(Channel).id}&amp;page=2" in page
