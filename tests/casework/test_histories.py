"""修改记录 of a case: who, when, for whom, from what to what; nothing of it tells what the reader may not know."""

from __future__ import annotations

import pytest

from liaison.casework import actions
from liaison.core import clock
from tests.casework.stories import brought_to, housing

pytestmark = pytest.mark.sqlite

READERS = {"clerk": True, "unit_leader": True, "member": False, "leader": False, "other_clerk": False}


@pytest.fixture
def page(browser, db):
    """page(case, person): the words of the page as this person reads it."""

    def words(case, person):
        client = browser(person)
        assert client.get(f"/cases/{case.number}/history").status_code == 200
        return client.page.words

    return words


def test_every_step_is_told_with_what_it_filled_in_and_changed(page, people):
    case = brought_to("to_approve", people)
    actions.take_back(case, people.clerk.actor)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, opinion="请三天内回话")
    told = page(case, people.clerk)
    name = people.clerk.user.name
    for words in (f"转办 {name} 工委", "状态：待转办 → 待审批", "撤回", "请三天内回话", "提出诉求 陈立平 委员"):
        assert words in told, words
    assert told.index("请三天内回话") < told.index("提出诉求"), "the newest first"


def test_what_was_there_before_stands_before_the_arrow(page, people):
    case = brought_to("to_sign", people)
    actions.advance(case, "return_work", people.unit_leader.actor, reason="再核一下")
    told = {
        "first_talk_on": clock.today(), "first_talk_by": "电话", "talk": "电话", "progress": "看过了",
        "result_text": "灯先修好，再装新的", "result": "A 已解决或基本解决", "adoption": "采纳",
    }  # fmt: skip
    actions.advance(case, "finish", people.handler.actor, **told)
    assert "红绿灯已经装好，疏导岗每天到岗。 → 灯先修好，再装新的" in page(case, people.office)


def test_on_whose_behalf_is_told_and_phones_are_masked(page, people):
    case = brought_to("to_hand_over", people)
    standing_in = people.clerk.actor.__class__(**{**vars(people.clerk.actor), "on_behalf": "孙主任"})
    actions.advance(case, "hand_over", standing_in, unit_id=housing().id, opinion="请打13862705521")
    told = page(case, people.office)
    assert f"{people.clerk.user.name}代孙主任" in told
    assert "13862705521" not in told


def test_the_link_and_the_page_are_for_those_who_run_cases(browser, people):
    case = brought_to("handling", people)
    for role, reads in READERS.items():
        client = browser(getattr(people, role))
        answer = client.get(f"/cases/{case.number}")
        linked = f"/cases/{case.number}/history" in answer.get_data(as_text=True)
        status = client.get(f"/cases/{case.number}/history").status_code
        assert (status == 200) == linked == reads, role
