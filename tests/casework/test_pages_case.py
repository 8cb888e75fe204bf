"""The page of a case: who sees it, what it tells, what each reader can do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.audit.models import Event
from liaison.casework import actions
from liaison.casework.models import CoUnit
from liaison.core import clock
from liaison.files.models import Attachment
from liaison.files.queries import attachment_for
from liaison.orgs.models import Organisation
from tests.casework.stories import HEARD, brought_to, opened
from tests.factories import first

SEES_HANDLING = {
    "member": 200, "other_member": 404, "clerk": 200, "other_clerk": 404, "director": 200, "unit_leader": 200,
    "other_unit_leader": 404, "handler": 200, "supervisor": 200, "office": 200, "leader": 200, "librarian": 404,
    "admin": 404,
}  # fmt: skip


@pytest.fixture
def handling(people):
    """A case that 李海峰 handles."""
    return brought_to("handling", people)


def test_everybody_sees_what_he_may(browser, people, handling):
    for role, expected in SEES_HANDLING.items():
        answer = browser(getattr(people, role)).get(f"/cases/{handling.number}")
        assert answer.status_code == expected, role


def test_nobody_is_led_to_sign_in(browser, handling):
    answer = browser().get(f"/cases/{handling.number}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location or "/login" in answer.location


def test_it_says_whose_turn_it_is(browser, people, handling):
    client = browser(people.office)
    client.get(f"/cases/{handling.number}")
    assert "现在由 住建局城建科 李海峰 办理。办好后由市住房和城乡建设局签批办理结果" in client.page.words
    assert f"最后由陈立平委员告诉{handling.asker_name}" in client.page.words


@pytest.mark.parametrize(
    ("role", "offered", "withheld"),
    [
        ("handler", ["记办理过程", "报办理结果"], ["审批交办", "写督办意见"]),
        ("unit_leader", ["报办理结果"], ["转办到", "写督办意见"]),
        ("clerk", ["写督办意见"], ["报办理结果", "审批交办"]),
        ("office", ["写督办意见"], ["报办理结果"]),
        ("leader", ["打印办理单"], ["写督办意见", "报办理结果"]),
        ("member", ["打电话给"], ["报办理结果", "写督办意见"]),
    ],
)  # fmt: skip
def test_each_is_offered_his_own_moves(browser, people, handling, role, offered, withheld):
    client = browser(getattr(people, role))
    client.get(f"/cases/{handling.number}")
    # The moves stand between this heading and the next.
    moves = client.page.words.split("可以做的事")[1].split("诉求内容")[0]
    assert all(words in moves for words in offered)
    assert not any(words in moves for words in withheld)


def test_the_timeline_tells_all_steps_newest_first(browser, people, handling):
    client = browser(people.leader)
    client.get(f"/cases/{handling.number}")
    told = client.page.words.split("办理记录")[1]
    places = [told.index(words) for words in ("审批交办", "转办 曲塘镇政协工委 王敏", "凝心：提交委员建议", "连线")]
    assert places == sorted(places)
    assert "请尽快到现场看" in told


def test_a_phone_is_masked_until_asked_for_and_the_look_is_recorded(browser, people, handling, db):
    client = browser(people.handler)
    page = client.get(f"/cases/{handling.number}").get_data(as_text=True)
    assert handling.asker_phone not in page
    asked = client.post(f"/cases/{handling.number}/phone").get_data(as_text=True)
    assert handling.asker_phone not in asked and "为什么看" in asked
    shown = client.post(f"/cases/{handling.number}/phone", data={"why": "联系本人"}).get_data(as_text=True)
    assert handling.asker_phone in shown
    events = db.session.query(Event).filter_by(verb="case.phone").all()
    told = [(e.actor_name, e.label, e.changes) for e in events]
    assert told == [("李海峰", handling.number, {"reason": [None, "联系本人"]})]


def test_a_leader_may_not_ask_for_the_phone(browser, people, handling):
    assert browser(people.leader).post(f"/cases/{handling.number}/phone").status_code == 404


def test_who_asks_for_secrecy_is_not_named_to_the_unit(browser, people):
    case = brought_to("handling", people, is_confidential=True, asker_name="柳如眉")
    for role, named in (("clerk", True), ("handler", False), ("unit_leader", False)):
        page = browser(getattr(people, role)).get(f"/cases/{case.number}").get_data(as_text=True)
        assert ("柳如眉" in page) is named, role
    assert browser(people.handler).post(f"/cases/{case.number}/phone").status_code == 404


def test_a_fresh_step_can_be_taken_back_by_its_author_only(browser, people):
    case = brought_to("to_approve", people)
    assert "撤回刚才这一步" in browser(people.clerk).get(f"/cases/{case.number}").get_data(as_text=True)
    assert "撤回刚才这一步" not in browser(people.office).get(f"/cases/{case.number}").get_data(as_text=True)
    assert browser(people.office).post(f"/cases/{case.number}/take-back").status_code == 409
    assert browser(people.clerk).post(f"/cases/{case.number}/take-back").status_code == 302
    client = browser(people.clerk)
    client.get(f"/cases/{case.number}")
    assert case.state == "to_hand_over"
    assert "已撤回" in client.page.words


def test_after_ten_minutes_it_stays_done(browser, people):
    case = brought_to("to_approve", people)
    with clock.set_clock(clock.now() + timedelta(minutes=11)):
        client = browser(people.clerk)
        assert "撤回刚才这一步" not in client.get(f"/cases/{case.number}").get_data(as_text=True)
        answer = client.post(f"/cases/{case.number}/take-back")
    assert answer.status_code == 409
    assert "10 分钟" in answer.get_data(as_text=True)


def test_a_unit_that_helps_sees_the_case_and_moves_nothing(browser, people, handling, make):
    police = first(Organisation, name="市交通运输局")
    make(CoUnit, case_id=handling.id, organisation_id=police.id)
    client = browser(people.other_unit_leader)
    client.get(f"/cases/{handling.number}")
    assert "市交通运输局" in client.page.words
    assert "报办理结果" not in client.page.words.split("可以做的事")[1].split("诉求内容")[0]


def test_a_photo_is_seen_by_whoever_sees_the_case(browser, people, handling, make):
    photo = make(
        Attachment, thing="contact", thing_id=handling.contact_id, name="路口.jpg", stored_as="x.jpg",
        mime="image/jpeg", size=1, sha256="0", added_by=None, added_at=clock.now(),
    )  # fmt: skip
    assert f"/files/{photo.id}" in browser(people.handler).get(f"/cases/{handling.number}").get_data(as_text=True)
    assert attachment_for(people.handler.actor, photo.id) is photo
    assert attachment_for(people.other_unit_leader.actor, photo.id) is None


def test_round_two_shows_the_old_answer_apart(browser, people):
    case = brought_to("to_rate", people)
    actions.rate_for_asker(
        case, people.office.actor, **HEARD, work="满意", outcome="不满意", solved="否", reasons=["没有解决"],
        wants_redo=True,
    )  # fmt: skip
    client = browser(people.handler)
    client.get(f"/cases/{case.number}")
    assert "第 2 轮还没有答复" in client.page.words
    assert "第 1 轮的答复" in client.page.words
    assert "第 2 轮" in client.page.words.split("办理进度")[0] or "第 2 轮" in client.page.words


def test_a_notice_is_a_flag_with_its_number(browser, people, handling):
    notice = actions.urge(handling, people.supervisor.actor, level="督办", cause="已超期", demand="三天内办好")
    client = browser(people.leader)
    client.get(f"/cases/{handling.number}")
    assert f"督办 {notice.number}" in client.page.words
    assert handling.state == "handling"


def test_only_what_the_unit_said(browser, people):
    case = brought_to("to_forward", people)
    client = browser(people.member)
    client.get(f"/cases/{case.number}?show=unit")
    told = client.page.words.split("办理记录")[1].split("期限")[0]
    assert "回复：答复" in told
    assert "凝心" not in told


def test_a_late_case_says_by_how_much(browser, people, handling):
    with clock.set_clock(clock.now() + timedelta(days=30)):
        client = browser(people.office)
        client.get(f"/cases/{handling.number}")
    assert "已超期" in client.page.words
    assert "已超" in client.page.words.split("诉求内容")[0]


def test_a_case_without_history_has_a_page(browser, people, make):
    case = opened(people)
    assert browser(people.clerk).get(f"/cases/{case.number}").status_code == 200
    assert browser(people.clerk).get("/cases/2026-9999").status_code == 404
