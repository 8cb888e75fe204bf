"""为什么是这一天, and the calendar changed on pages: what moves is seen before it moves."""

from __future__ import annotations

import re
from datetime import date

import pytest

from liaison.casework import actions
from liaison.core.calendar import working_days
from tests.casework.stories import SUGGESTION, SURVEY, housing, opened
from tests.casework.test_deadlines import DISPATCHED, on

FREE = {"day": "2026-10-08", "until": "", "kind": "放假", "source": "防台风"}


@pytest.fixture
def case(people):
    """A suggestion handed over on 24 September 2026."""
    with on(DISPATCHED):
        one = opened(people, survey=SURVEY, suggestion=SUGGESTION, kind="意见建议")
        return actions.advance(one, "hand_over", people.clerk.actor, unit_id=housing().id)


def test_the_page_counts_the_days(browser, people, case):
    client = browser(people.unit_leader)
    with on(date(2026, 9, 25)):
        assert f"/cases/{case.number}/deadline" in client.get(f"/cases/{case.number}").get_data(as_text=True)
        client.get(f"/cases/{case.number}/deadline")
    words = client.page.words
    assert "为什么是9月29日、10月9日" in words, "both days, the step runs out first"
    assert "意见建议、一般：5 个工作日，从转办（9月24日）第二天算起" in words
    assert "9月25日 周五 中秋节" in words and "9月28日 周一 第 1 个工作日" in words
    assert "10月9日 周五 第 5 个工作日 到期" in words and "转办" in words


def test_the_limits_of_the_steps_are_folded_below_that_of_the_case(browser, people, case):
    page = browser(people.unit_leader).get(f"/cases/{case.number}/deadline").get_data(as_text=True)
    of_case, of_steps = page.split("期限是怎么定的</h2>")[1].split("<details")
    assert "办理期限" in of_case and "这一步" not in of_case
    assert "各步的期限，" in of_steps and "待审批这一步" in of_steps
    assert of_steps.index("待审批这一步") < of_steps.index("待转办这一步"), "the newest on top"


def test_before_dispatch_there_is_nothing_to_count(browser, people, make):
    one = opened(people)
    client = browser(people.member)
    client.get(f"/cases/{one.number}/deadline")
    assert "办理期限" not in client.page.words.split("期限是怎么定的")[0]


def test_whoever_does_not_see_the_case_does_not_see_its_deadline(browser, people, case):
    for role in ("other_member", "other_clerk", "other_unit_leader", "admin"):
        assert browser(getattr(people, role)).get(f"/cases/{case.number}/deadline").status_code == 404, role


def mark_on(answer):
    """The mark of what the page shows."""
    return re.search(r'name="mark" value="(\w+)"', answer.get_data(as_text=True))[1]


def test_the_office_sees_what_moves_before_it_changes_a_day(browser, people, case):
    client = browser(people.office)
    with on(date(2026, 9, 28)):
        client.get("/calendar/changes")
        answer = client.post("/calendar/changes/preview", data=FREE)
        words = client.page.words
        assert "1 个期限会变" in words and case.number in words and "2026-10-09 2026-10-10" in words
        assert working_days().is_working(date(2026, 10, 8)), "nothing is changed yet"
        done = client.post("/calendar/changes/make", data={**FREE, "mark": mark_on(answer)})
        assert done.status_code == 302 and done.location.endswith("/calendar/2026")
        client.get(done.location)
        assert "2026-10-08 已改成放假，1 件的期限跟着改了" in client.page.words
        assert "2026-10-08 放假 防台风" in client.page.words
    assert not working_days().is_working(date(2026, 10, 8)) and case.due_on == date(2026, 10, 10)


def test_what_would_be_late_stands_first(browser, people, case):
    client = browser(people.office)
    with on(date(2026, 10, 8)):
        client.post("/calendar/changes/preview", data={
            "day": "2026-10-03", "until": "2026-10-04", "kind": "上班", "source": "补班",
        })  # fmt: skip
    assert "1 个 一改就超期" in client.page.words and "2026-10-04 一改就超期" in client.page.words


def test_a_change_that_moves_nothing_says_so(browser, people, case):
    client = browser(people.office)
    answer = client.post("/calendar/changes/preview", data={**FREE, "day": "2027-03-03"})
    assert answer.status_code == 200 and "没有期限会变" in client.page.words


def test_another_preview_than_the_one_seen_changes_nothing(browser, people, case):
    client = browser(people.office)
    with on(date(2026, 9, 28)):
        answer = client.post("/calendar/changes/make", data={**FREE, "mark": "0"})
    assert answer.status_code == 409 and "再看一遍" in client.page.words and case.number in client.page.words
    assert working_days().is_working(date(2026, 10, 8))


@pytest.mark.parametrize("wrong", [{"day": "2027-02-30"}, {"source": ""}, {"until": "2026-10-01"}])
def test_days_that_cannot_be_come_back(browser, people, wrong):
    client = browser(people.office)
    for page in ("preview", "make"):
        answer = client.post(f"/calendar/changes/{page}", data={**FREE, **wrong})
        assert answer.status_code in (409, 422) and "有错误" in client.page.title


def test_only_the_office_changes_the_calendar(browser, people):
    for role in ("member", "clerk", "director", "unit_leader", "admin"):
        client = browser(getattr(people, role))
        assert client.get("/calendar/changes").status_code == 404
        assert client.post("/calendar/changes/make", data=FREE).status_code == 404
        client.get("/calendar")
        assert "改日历" not in client.page.words
