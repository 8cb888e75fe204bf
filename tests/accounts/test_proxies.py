"""代办 with a database: who may be asked, from which day to which, what is left at the end, and how it is shown."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM, Role, same_person
from liaison.access.table import NEVER_BY_PROXY, allowed
from liaison.accounts import actions, queries
from liaison.accounts.models import Proxy, Seat
from liaison.assignment.actions.plans import refuse_drafter
from liaison.assignment.models import Plan
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.notices.actions import tell_stand_ins
from liaison.notices.models import Message

HOUSING = "市住房和城乡建设局"
TODAY, LAST = date(2026, 10, 1), date(2026, 10, 8)


@pytest.fixture(autouse=True)
def on_the_first():
    """It is the morning of 1 October 2026."""
    with clock.set_clock(morning_of(TODAY)):
        yield


def morning_of(day):
    """Nine o'clock."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def leader(people):
    """赵建华, who goes away."""
    return people.unit_leader


@pytest.fixture
def deputy(people):
    """王志强 of the same unit."""
    return people.seat("王志强", Role.UNIT_LEADER, HOUSING)


def ask(absent, stand_in, actor=None, **more):
    """Ask somebody to stand in for a week."""
    days = {"starts_on": TODAY, "ends_on": LAST, "reason": "请假"}
    return actions.appoint_proxy(
        absent.user, (actor or absent).actor, to_user_id=stand_in.user.id, **{**days, **more}
    )  # fmt: skip


def seats_of(person, day=None):
    """The ids of the seats in which somebody stands in on a day."""
    return [one.seat.id for one in queries.seats_stood_in(person.user, day)]


def acting(person, absent):
    """The stand-in as he acts."""
    one = next(one for one in queries.seats_stood_in(person.user) if one.seat.id == absent.seat.id)
    return queries.actor_in(person.user, one.seat, is_cases_only=one.is_cases_only)


def refused(field, *who, **more):
    """The sentence with which asking is refused, beside this field."""
    with pytest.raises(Refused) as refusal:
        ask(*who, **more)
    assert field in refusal.value.fields
    return refusal.value.sentence


def test_the_first_and_the_last_day_count(leader, deputy):
    ask(leader, deputy)
    days = {n: seats_of(deputy, TODAY + timedelta(n)) == [leader.seat.id] for n in (-1, 0, 7, 8)}
    assert days == {-1: False, 0: True, 7: True, 8: False}


def test_it_ends_at_once_when_it_is_ended(leader, deputy):
    proxy = ask(leader, deputy)
    actions.end_proxy(proxy, leader.actor)
    assert seats_of(deputy) == []
    with pytest.raises(Refused, match="已经结束"):
        actions.end_proxy(proxy, leader.actor)


def test_a_chain_over_three(leader, deputy, people):
    third = people.seat("周敏", Role.UNIT_LEADER, HOUSING)
    ask(leader, deputy, starts_on=TODAY, ends_on=LAST)
    ask(deputy, third, starts_on=date(2026, 10, 5), ends_on=date(2026, 10, 20))
    reached = {day: set(seats_of(third, date(2026, 10, day))) for day in (4, 5, 8, 9)}
    both = {leader.seat.id, deputy.seat.id}
    assert reached == {4: set(), 5: both, 8: both, 9: {deputy.seat.id}}


def test_one_seat_and_only_cases(leader, deputy, make):
    make(Seat, user_id=leader.user.id, role=Role.SUPERVISOR, organisation_id=leader.seat.organisation_id)
    ask(leader, deputy, seat_id=leader.seat.id, is_cases_only=True)
    assert seats_of(deputy) == [leader.seat.id]
    actor = acting(deputy, leader)
    assert allowed(actor, "case.list")
    assert not allowed(actor, "library.view")


@pytest.mark.parametrize("gone", ["absent", "stand-in"])
def test_a_closed_account_ends_it(leader, deputy, people, gone):
    ask(leader, deputy)
    closed = leader if gone == "absent" else deputy
    actions.disable(closed.user, people.admin.actor)
    assert seats_of(deputy) == []


def test_a_seat_that_ended_is_not_stood_in_for(leader, deputy, people):
    ask(leader, deputy)
    actions.end_seat(leader.seat, people.office.actor)
    assert seats_of(deputy) == []


def test_whoever_moves_to_another_unit_stands_in_no_more(leader, deputy, people):
    ask(leader, deputy)
    actions.end_seat(deputy.seat, people.office.actor)
    assert seats_of(deputy) == []
    actions.give_seat(deputy.user, Role.UNIT_LEADER, people.office.actor,
                      organisation_id=people.other_unit_leader.seat.organisation_id)
    assert seats_of(deputy) == []


def test_who_cannot_be_asked(leader, deputy, people):
    assert "不能请自己" in refused("to_user_id", leader, leader)
    assert "不在一个单位" in refused("to_user_id", leader, people.other_unit_leader)
    deputy.user.is_active = False
    assert "登录不了" in refused("to_user_id", leader, deputy)


def test_the_office_may_look_further(leader, people):
    proxy = ask(leader, people.other_unit_leader, people.office)
    assert proxy.is_anywhere
    assert seats_of(people.other_unit_leader) == [leader.seat.id]


def test_the_administrators_seat_stays_with_him(people):
    assert "系统管理员的身份不能请人代办" in refused("seat_id", people.admin, people.office)
    keeper = people.librarian
    colleague = people.seat("陈红", Role.HANDLER, "市农业农村局")
    assert "没有诉求要办" in refused("seat_id", keeper, colleague, is_cases_only=True)


def test_a_member_asks_a_member(people):
    ask(people.member, people.other_member)
    assert acting(people.other_member, people.member).member_id == people.member.member.id
    assert "不在一个单位" in refused("to_user_id", people.other_member, people.clerk)


def test_a_member_meets_his_representatives_himself(people, browser):
    """What counts for the member is not done in his name; the cases that came of it are."""
    ask(people.member, people.other_member, is_cases_only=True)
    actor = acting(people.other_member, people.member)
    assert allowed(people.other_member.actor, "contact.record")
    assert not allowed(actor, "contact.record")
    assert allowed(actor, "case.tell_asker")
    page = browser(people.other_member)
    page.post("/me/seat", data={"seat": people.member.seat.id})
    home = page.get("/").text
    assert "您正在代<b>陈立平</b>办" in home and "记一次" not in home
    assert page.get("/contacts/new").status_code == 404


def test_days_must_make_sense(leader, deputy):
    refused("starts_on", leader, deputy, starts_on=date(2026, 9, 30))
    refused("ends_on", leader, deputy, starts_on=LAST, ends_on=TODAY)
    refused("ends_on", leader, deputy, ends_on=date(2027, 10, 2))


def test_one_at_a_time(leader, deputy, people):
    ask(leader, deputy)
    third = people.seat("周敏", Role.UNIT_LEADER, HOUSING)
    assert "10月1日至8日已经请王志强代办" in refused("starts_on", leader, third, starts_on=LAST, ends_on=LAST)
    ask(leader, third, starts_on=date(2026, 10, 9), ends_on=date(2026, 10, 9))


def test_nobody_passes_on_what_he_stands_in_for(leader, deputy, people):
    ask(leader, deputy)
    with pytest.raises(Refused, match="换回自己的身份"):
        actions.appoint_proxy(
            leader.user, acting(deputy, leader), to_user_id=people.handler.user.id, starts_on=TODAY, ends_on=LAST,
            reason="其他",
        )  # fmt: skip


def test_what_stays_with_the_owner(people):
    colleague = people.seat("钱小红", Role.OFFICE, "市政协办公室")
    ask(people.office, colleague)
    actor = acting(colleague, people.office)
    assert [name for name in NEVER_BY_PROXY if allowed(actor, name)] == []
    assert all(allowed(people.office.actor, name) for name in NEVER_BY_PROXY)
    assert allowed(actor, "case.rule_finally")


def test_both_persons_count_where_nobody_may_approve_for_himself(leader, deputy, people):
    ask(leader, deputy)
    actor = acting(deputy, leader)
    assert same_person(actor, leader.user.id) and same_person(actor, deputy.user.id)
    assert not same_person(actor, people.clerk.user.id, None)


def test_what_he_does_is_written_as_his_in_the_others_name(leader, deputy, db):
    ask(leader, deputy)
    actor = acting(deputy, leader)
    assert (actor.shown_title, actor.signature) == (f"代赵建华（{leader.seat.title}）", "王志强代赵建华")
    actions.add_section(leader.seat.organisation, "临时科", actor)
    actions.choose_size(deputy.user, "large", actor.himself)
    last, own = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(2)).all()[::-1]
    assert (last.actor_id, last.on_behalf, last.for_user_id) == (deputy.user.id, "赵建华", leader.user.id)
    assert own.for_user_id is None
    assert [row.verb for row in db.session.execute(queries.done_in_name_of(leader.user.id))] == ["section.add"]


def test_the_page_lists_offers_and_ends(browser, leader, deputy, db):
    page = browser(leader)
    assert "没有请过人" in page.get("/me/proxies").text
    cells = {"to_user_id": deputy.user.id, "starts_on": "2026-10-01", "ends_on": "2026-10-08", "scope": "全部工作",
             "reason": "出差"}  # fmt: skip
    assert "比开始早" in page.post("/me/proxies/new", data=cells | {"ends_on": "2026-09-01"}).text
    answer = page.post("/me/proxies/new", data=cells, follow_redirects=True)
    assert "10月1日至8日由王志强代您办" in answer.text
    assert "10月1日至8日由<b>王志强</b>代办" in page.get("/tasks").text
    assert "10月1日至8日由您代赵建华办" in browser(deputy).get("/me/proxies").text
    proxy = db.session.scalars(select(Proxy)).one()
    assert browser(deputy).post(f"/proxies/{proxy.id}/end").status_code == 404
    assert "提前结束" in page.post(f"/proxies/{proxy.id}/end", follow_redirects=True).text


def test_a_leader_settles_it_for_somebody_who_is_ill(browser, leader, people, db):
    colleague = people.seat("钱小红", Role.HANDLER, HOUSING)
    page, seat = browser(leader), people.handler.seat.id
    cells = {"to_user_id": colleague.user.id, "starts_on": "2026-10-01", "ends_on": "2026-10-08", "scope": "全部工作",
             "reason": "请假"}  # fmt: skip
    answer = page.post(f"/seats/{seat}/proxies/new", data=cells, follow_redirects=True)
    assert "由钱小红代办" in answer.text
    assert browser(people.other_unit_leader).get(f"/seats/{seat}/proxies/new").status_code == 404
    proxy = db.session.scalars(select(Proxy)).one()
    assert page.post(f"/proxies/{proxy.id}/end", follow_redirects=True).status_code == 200
    assert seats_of(colleague) == []


def test_taking_the_seat_and_losing_it(browser, leader, deputy, db):
    proxy = ask(leader, deputy)
    db.session.commit()
    page = browser(deputy)
    assert f"代赵建华（{leader.seat.title}）" in page.get("/me").text
    page.post("/me/seat", data={"seat": leader.seat.id})
    assert "您正在代<b>赵建华</b>办" in page.get("/tasks").text
    assert page.get("/seats").status_code == 404
    actions.end_proxy(db.session.get(Proxy, proxy.id), leader.actor)
    db.session.commit()
    words = "代赵建华办事的时间已经结束，现在是您自己的身份"
    assert words in page.get("/tasks").text
    assert words not in page.get("/tasks").text
    assert page.get("/seats").status_code == 200
    assert page.post("/me/seat", data={"seat": leader.seat.id}).status_code == 409


def test_the_stand_in_is_told_once_from_the_first_day_on(leader, deputy, db):
    ask(leader, deputy, starts_on=date(2026, 10, 2))
    assert tell_stand_ins(SYSTEM) == 0
    with clock.set_clock(morning_of(date(2026, 10, 2))):
        assert (tell_stand_ins(SYSTEM), tell_stand_ins(SYSTEM)) == (1, 0)
    told = db.session.scalars(select(Message)).one()
    assert (told.user_id, told.title) == (deputy.user.id, "有同事请您代办，到10月8日止")


def test_whoever_drew_a_plan_up_does_not_publish_it_for_somebody(people, make):
    plan = make(Plan, state="draft", made_by_id=people.office.user.id)
    ask(people.leader, people.office)
    with pytest.raises(Refused, match="另一位同事发布"):
        refuse_drafter(plan, acting(people.office, people.leader))
    refuse_drafter(plan, people.leader.actor)
