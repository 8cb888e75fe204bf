"""Notices beside the steps, and what the office settles: time limits and who takes a seat over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.accounts.models import Seat
from liaison.audit.models import Event
from liaison.casework import actions
from liaison.casework.models import TimeLimit
from liaison.casework.queries import limits_listed
from liaison.casework.rules.limits import grouped_limits
from liaison.core import clock
from tests.casework.stories import brought_to, housing
from tests.factories import first

DEMAND = {"level": "催办", "cause": "已超期", "demand": "三天内到现场办好"}


@pytest.fixture
def handling(people):
    """A case that 李海峰 handles."""
    return brought_to("handling", people)


def test_a_notice_is_issued_answered_and_struck_off(browser, people, handling):
    office, handler = browser(people.office), browser(people.handler)
    assert office.get(f"/cases/{handling.number}/urge?level=督办").status_code == 200
    assert office.post(f"/cases/{handling.number}/urge", data=DEMAND).status_code == 302
    handler.get("/notices")
    assert "1 张等回话" in handler.page.words
    number = handler.page.words.split("催办 DB")[1].split("，")[0]
    address = f"/notices/DB{number}/answer"
    assert handler.get(address).status_code == 200
    assert handler.post(address, data={"answer": "今天已到现场"}).status_code == 302
    assert handler.post(address, data={"answer": "再说一遍"}).status_code == 409
    office.get("/notices?tab=answered")
    assert "今天已到现场" in office.page.words
    assert office.post(f"/notices/DB{number}/close").status_code == 302
    office.get("/notices?tab=closed")
    assert "已销号 1" in office.page.words
    assert handling.state == "handling"


def test_who_may_urge_and_who_may_answer(browser, people, handling):
    notice = actions.urge(handling, people.supervisor.actor, **DEMAND)
    for role in ("member", "unit_leader", "handler", "other_clerk", "leader"):
        assert browser(getattr(people, role)).get(f"/cases/{handling.number}/urge").status_code == 404, role
        assert browser(getattr(people, role)).post(f"/notices/{notice.number}/close").status_code == 404, role
    for role in ("other_unit_leader", "office", "clerk"):
        client = browser(getattr(people, role))
        assert client.post(f"/notices/{notice.number}/answer", data={"answer": "x"}).status_code == 404, role


def test_nobody_is_urged_before_it_is_handed_over(browser, people):
    case = brought_to("to_hand_over", people)
    answer = browser(people.clerk).post(f"/cases/{case.number}/urge", data=DEMAND)
    assert answer.status_code == 409
    assert "三天内到现场办好" in answer.get_data(as_text=True)


def test_each_sees_the_notices_of_his_cases(browser, people, handling):
    notice = actions.urge(handling, people.supervisor.actor, **DEMAND)
    sees = {"member", "clerk", "director", "unit_leader", "handler", "supervisor", "office", "leader"}
    for role, person in people.everybody().items():
        page = browser(person).get("/notices").get_data(as_text=True)
        assert (notice.number in page) is (role in sees), role


def test_a_notice_whose_answer_is_late_says_so(browser, people, handling):
    actions.urge(handling, people.supervisor.actor, **DEMAND)
    with clock.set_clock(clock.now() + timedelta(days=20)):
        client = browser(people.office)
        client.get("/notices?tab=nonsense")
    assert "的回话期限" in client.page.words


def test_the_office_changes_a_limit(browser, people, db):
    limit = first(TimeLimit, key="hand_over")
    client = browser(people.office)
    client.get("/time-limits")
    assert limit.title in client.page.words
    assert "诉求性质 一般 较急 紧急 咨询 3 个工作日，改：办理：咨询，一般" in client.page.words
    listed = grouped_limits(limits_listed())
    shown = [*(one for cells in listed.handling.values() for one in cells), *listed.of_steps, *listed.others]
    assert sorted(one.id for one in shown) == sorted(one.id for one in limits_listed()), "each stands there once"
    for days, code in (("3", 302), ("0", 409), ("abc", 422), ("", 422), ("9999", 409)):
        assert client.post(f"/time-limits/{limit.id}", data={"days": days}).status_code == code, days
    assert limit.days == 3
    assert db.session.query(Event).filter_by(verb="time_limit.change").count() == 1
    assert client.get("/time-limits/99999").status_code == 404
    for role in ("clerk", "unit_leader", "admin", "leader"):
        assert browser(getattr(people, role)).get("/time-limits").status_code == 404


def test_open_tasks_go_with_the_seat(browser, people, handling):
    successor = people.seat("新来的", "handler", "市住房和城乡建设局", "城建科")
    client = browser(people.unit_leader)
    address = f"/seats/{people.handler.seat.id}/hand-over"
    page = client.get(address).get_data(as_text=True)
    assert "他名下在办的 1 件诉求" in page
    assert client.post(address, data={"successor_id": successor.user.id}).status_code == 302
    assert handling.handler_id == successor.user.id
    assert people.handler.seat.ended_on == clock.today()
    assert first(Seat, user_id=successor.user.id, organisation_id=housing().id) is not None
    assert browser(successor).get(f"/cases/{handling.number}").status_code == 200


def test_a_successor_must_be_somebody(browser, people, handling):
    client = browser(people.unit_leader)
    address = f"/seats/{people.handler.seat.id}/hand-over"
    nobody = client.post(address, data={})
    assert nobody.status_code == 409
    assert "请选接手的人" in nobody.get_data(as_text=True)
    unknown = client.post(address, data={"username": "no-such"})
    assert "没有这个用户名" in unknown.get_data(as_text=True)
    assert handling.handler_id == people.handler.user.id
    assert browser(people.other_unit_leader).get(address).status_code == 404
    assert browser(people.handler).get(address).status_code == 404
