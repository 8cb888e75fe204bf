"""The call that the scanned page promises: somebody's task with a last day, reminded of, and told of truly."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from liaison.audit.models import Event
from liaison.casework.actions.calls import note_call, remind_of_scans
from liaison.casework.actions.limits import set_time_limit
from liaison.casework.actions.quarantine import accept_request
from liaison.casework.models import Case, PublicRequest, TimeLimit
from liaison.casework.queries.calls import promised_days, scan_of
from liaison.casework.rules import public as rules
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.errors import Refused
from liaison.jobs.rules import entries
from liaison.notices.models import Message
from liaison.roster.models import Member, Representative
from tests.casework.test_quarantine import cells, keeps
from tests.factories import first, make_row

MONDAY = date(2026, 11, 16)


def on(days, hour=10):
    """So many days after that Monday."""
    return clock.set_clock(clock.at(MONDAY + timedelta(days=days), time(hour)))


@pytest.fixture
def asked(db, people):
    """Came in on Monday, accepted by the clerk the same day and given to the member."""
    with on(0):
        request = make_row(PublicRequest, text="路口没有红绿灯。", asker_phone="15400007340", made_at=clock.now())
        pair = keeps(people.member.member, make_row(Representative))
        accept_request(request, people.clerk.actor, pair=pair, **cells())
    return request


def told(db, user, kind="scanned"):
    """The titles of what this user was told, oldest first."""
    return [m.title for m in db.session.query(Message).filter_by(user_id=user.user.id, kind=kind).order_by(Message.id)]


def called(**given):
    """What is noted of a call."""
    return {"called_on": clock.today(), "call_outcome": "联系上了", "call_words": "红绿灯要装在北口。", **given}


def test_the_member_has_it_among_what_he_is_to_do_with_its_last_day(browser, people, asked):
    assert asked.call_due_on == date(2026, 11, 18)
    client = browser(people.member)
    for days, words in ((1, "明天到期"), (2, "今天到期"), (3, "已超 1 天")):
        with on(days):
            client.get("/")
            assert "请给王师傅打电话" in client.page.words and words in client.page.words
            assert "要您办的事 1 件" in client.page.words
            client.get(f"/cases/{asked.case.number}")
    assert "扫码的页面答应群众 11月18日" in client.page.words


def test_a_note_of_the_call_ends_it(browser, people, asked, db):
    client, address = browser(people.member), f"/public-requests/{asked.id}/call"
    with on(1):
        assert client.get(address).status_code == 200
        assert client.post(address, data={"call_outcome": "联系上了"}).status_code == 422
        assert client.post(address, data=called()).status_code == 302
        client.get("/")
        assert "请给王师傅打电话" not in client.page.words
        assert remind_of_scans(people.office.actor) == 0
    assert asked.called_by.endswith("陈立平")
    client.get(f"/cases/{asked.case.number}")
    assert "委员和反映人联系：联系上了" in client.page.words and "红绿灯要装在北口" in client.page.words
    assert db.session.query(Event).filter_by(verb="public_request.call").count() == 1
    with on(2), pytest.raises(Refused, match="已经记过"):
        note_call(asked, people.clerk.actor, **called())


def test_no_call_was_made_before_it_came_in(people, asked):
    with on(1), pytest.raises(Refused, match="还没有扫码反映"):
        note_call(asked, people.member.actor, **called(called_on=MONDAY - timedelta(days=1)))


@pytest.mark.parametrize("who", ["other_member", "other_clerk", "unit_leader", "leader"])
def test_others_have_no_such_page(browser, people, asked, who):
    assert browser(getattr(people, who)).get(f"/public-requests/{asked.id}/call").status_code == 404


def test_of_a_member_without_account_the_committee_calls(browser, people, db):
    member = make_row(Member, user_id=None)
    with on(0):
        request = make_row(PublicRequest, asker_phone="15400007340", made_at=clock.now())
        accept_request(request, people.clerk.actor, pair=keeps(member, make_row(Representative)), **cells())
        client = browser(people.clerk)
        client.get("/tasks")
    assert "要和扫码反映人联系 1 件" in client.page.words and "后天" not in client.page.words
    with on(1):
        remind_of_scans(people.office.actor)
    assert told(db, people.clerk)


def test_a_late_call_stands_on_the_committee_s_page_too(browser, people, asked):
    client = browser(people.clerk)
    with on(2):
        client.get("/tasks")
        assert "要和扫码反映人联系" not in client.page.words
    with on(3):
        client.get("/tasks")
        assert "要和扫码反映人联系 1 件" in client.page.words and "已超 1 天" in client.page.words


def test_it_is_reminded_of_before_it_is_due_and_once_it_is_late(people, asked, db):
    number = asked.case.number
    with on(0):
        assert remind_of_scans(people.office.actor) == 0
    for _ in range(2):
        with on(1):
            remind_of_scans(people.office.actor)
    assert told(db, people.member)[1:] == [f"诉求 {number} 的反映人请在 11月18日前联系"]
    assert told(db, people.clerk) == []
    for _ in range(2):
        with on(3):
            remind_of_scans(people.office.actor)
    assert told(db, people.member)[2:] == [f"诉求 {number} 的反映人应在 11月18日前联系，已经晚了"]
    assert len(told(db, people.clerk)) == 1


def test_who_left_no_phone_is_promised_no_call(people, db):
    with on(0):
        request = make_row(PublicRequest, asker_phone=None, asker_name=None, made_at=clock.now())
        pair = keeps(people.member.member, make_row(Representative))
        accept_request(request, people.clerk.actor, pair=pair, **cells())
    assert request.call_due_on is None


def test_what_waits_too_long_in_quarantine_is_told_to_the_clerks(people, db):
    assert people.clerk and people.other_clerk
    with on(0):
        waiting = make_row(PublicRequest, made_at=clock.now())
    with on(2):
        assert remind_of_scans(people.office.actor) == 0
    for _ in range(2):
        with on(3):
            remind_of_scans(people.office.actor)
    assert told(db, people.clerk, "public_request") == ["有 1 件群众扫码反映的事，等了 2 个工作日还没有看"]
    assert told(db, people.other_clerk, "public_request") == []
    assert waiting.state == rules.WAITING
    with on(3):
        make_row(PublicRequest, made_at=clock.now(), code_id=waiting.code_id)
    with on(4):
        assert remind_of_scans(people.office.actor) == 0
    with on(8):
        remind_of_scans(people.office.actor)
    assert told(db, people.clerk, "public_request")[1:] == ["有 2 件群众扫码反映的事，等了 2 个工作日还没有看"]


def test_the_days_are_the_office_s_to_settle(browser, people, asked, db):
    set_time_limit(first(TimeLimit, key="scan_call"), 5, people.office.actor)
    set_time_limit(first(TimeLimit, key="scan_look"), 3, people.office.actor)
    assert promised_days() == {"scan_look": 3, "scan_call": 5}
    with on(0):
        waiting = make_row(PublicRequest, asker_phone="15400007340", code_id=asked.code_id, made_at=clock.now())
    line = rules.progress_of(waiting, promised_days()).line
    assert "3 个工作日内看过" in line and "5 个工作日内和您联系" in line
    with on(0):
        pair = f"{asked.case.member_id}:{asked.case.representative_id}"
        accept_request(waiting, people.clerk.actor, pair=pair, **cells())
    assert waiting.call_due_on == date(2026, 11, 23)


@pytest.mark.parametrize(("day", "first_day"), [(0, -4), (1, -3), (2, 0), (4, 2), (5, 2), (6, 2), (7, 3)])
def test_what_is_still_in_time(db, day, first_day):
    found = rules.first_in_time(working_days(), MONDAY + timedelta(days=day), 2)
    calendar = working_days()
    assert calendar.add(found, 2) >= MONDAY + timedelta(days=day)
    assert calendar.add(found - timedelta(days=1), 2) < MONDAY + timedelta(days=day)


def test_the_asker_reads_by_when_he_is_called_and_that_he_was(people, asked):
    asked.case.state = "to_consensus"
    assert "委员 11月18日前和您联系" in rules.progress_of(asked, promised_days()).line
    with on(1):
        note_call(asked, people.member.actor, **called())
    assert "已经和您联系过" in rules.progress_of(asked, promised_days()).line


def test_the_record_says_truly_who_wrote(browser, people, asked):
    client, number = browser(people.clerk), asked.case.number
    client.get(f"/cases/{number}")
    page = client.page.words
    taken_in = f"群众扫码填写，{asked.case.taken_in_by}受理"
    assert taken_in in page and "王敏" in taken_in
    assert "核实情况" in page and "处理建议" in page and "连线：工委受理扫码反映" in page
    assert "委员建议" not in page and "委员调研" not in page and "初步调研" not in page
    client.get(f"/cases/{number}/flow")
    assert "连线：工委受理扫码反映" in client.page.words
    for form in ("contact", "consensus"):
        client.get(f"/cases/{number}/print?form={form}")
        assert taken_in in client.page.words


def test_a_case_that_a_member_came_upon_has_no_scan(make):
    case = make(Case, state="to_hand_over")
    assert scan_of(case) is None and not case.is_scanned


def test_the_clock_reminds(db):
    assert entries()["casework.remind_of_scans"].work() == "没有要提醒的"
