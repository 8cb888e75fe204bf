"""评议 without an account: the code, the page it opens, and what it never shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.casework import actions
from liaison.casework.models import PublicAttempt, Rating
from liaison.core import clock
from tests.casework.stories import ANGRY, HEARD, RATED, brought_to


@pytest.fixture
def to_rate(people):
    """A case whose asker was told."""
    return brought_to("to_rate", people, asker_name="柳如眉")


@pytest.fixture
def code(to_rate, people):
    """Its live code."""
    return actions.new_rating_code(to_rate, people.member.actor)


def test_the_member_is_shown_a_code_to_scan(browser, people, to_rate):
    client = browser(people.member)
    assert "做一个评价码" in client.get(f"/cases/{to_rate.number}/rating-code").get_data(as_text=True)
    page = client.post(f"/cases/{to_rate.number}/rating-code").get_data(as_text=True)
    assert "给诉求人扫" in page
    assert 'src="data:image/svg+xml' in page
    assert "http://localhost/r/" in page


def test_a_new_code_ends_the_old_one(browser, people, to_rate, code):
    assert browser().get(f"/r/{code}").status_code == 200
    browser(people.member).post(f"/cases/{to_rate.number}/rating-code")
    assert browser().get(f"/r/{code}").status_code == 404


def test_others_are_given_no_code(browser, people, to_rate):
    for role in ("other_member", "other_clerk", "unit_leader", "handler", "leader"):
        assert browser(getattr(people, role)).post(f"/cases/{to_rate.number}/rating-code").status_code == 404


def test_before_the_asker_was_told_there_is_none(browser, people):
    case = brought_to("handling", people)
    answer = browser(people.member).post(f"/cases/{case.number}/rating-code")
    assert answer.status_code == 409


def test_the_page_names_nobody(browser, people, to_rate, code):
    client = browser()
    page = client.get(f"/r/{code}").get_data(as_text=True)
    for secret in ("柳如眉", "柳*", "陈立平", "李海峰", "王敏", to_rate.asker_phone, to_rate.number):
        assert secret not in page, secret
    assert "红绿灯 12 月 10 日前装好" in page


def test_wrong_used_and_old_codes_get_the_same_page(browser, to_rate, code):
    client, words = browser(), []
    client.post(f"/r/{code}", data=RATED)
    for address in ("/r/AAAAAAAAAAAAAAAA", f"/r/{code}", "/r/x"):
        assert client.get(address).status_code == 404
        words.append(client.page.words)
    assert len(set(words)) == 1
    assert "这个评价码不能用" in words[0]


def test_wrong_codes_that_are_only_looked_at_are_counted_too(browser, db, code):
    client = browser()
    assert client.get(f"/r/{code}").status_code == 200
    assert {client.get(f"/r/{n}").status_code for n in range(20)} == {404}
    refused = client.get("/r/another")
    assert refused.status_code == 429
    assert "试的次数太多了" in refused.get_data(as_text=True) and int(refused.headers["Retry-After"]) <= 3601
    assert client.get(f"/r/{code}").status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.1.1.1"}
    assert client.get(f"/r/{code}", environ_base=elsewhere).status_code == 200
    assert db.session.query(PublicAttempt).filter_by(kind="rate").count() == 20


def test_the_first_fault_is_the_first_on_the_page(browser, code):
    page = browser().post(f"/r/{code}", data={}).get_data(as_text=True)
    assert page.index("请选办理结果") < page.index("请选办理态度") < page.index("问题解决了吗")


def test_a_code_runs_out(browser, code):
    with clock.set_clock(clock.now() + timedelta(days=31)):
        assert browser().get(f"/r/{code}").status_code == 404


def test_what_is_missing_is_said(browser, to_rate, code):
    client = browser()
    answer = client.post(f"/r/{code}", data={"outcome": "满意"})
    assert answer.status_code == 422
    assert "请选办理态度" in answer.get_data(as_text=True)
    assert to_rate.state == "to_rate"


def test_a_dissatisfied_one_says_why(browser, to_rate, code):
    client = browser()
    without = client.post(f"/r/{code}", data={**ANGRY, "reasons": [], "words": "灯没有装"})
    assert without.status_code == 409
    assert "请选哪里不满意" in without.get_data(as_text=True)
    assert "灯没有装" in without.get_data(as_text=True)
    done = client.post(f"/r/{code}", data=ANGRY)
    assert done.status_code == 200
    assert "再办一次" in done.get_data(as_text=True)
    assert (to_rate.state, to_rate.round) == ("handling", 2)


def test_who_wants_no_second_round_closes_it(browser, to_rate, code):
    browser().post(f"/r/{code}", data={**ANGRY, "wants_redo": ""} | {"wants_redo": []})
    assert (to_rate.state, to_rate.round, to_rate.rating) == ("closed", 1, "不满意")


def test_the_asker_s_own_answer_counts_over_the_one_heard(browser, people, to_rate, code, db):
    actions.rate_for_asker(to_rate, people.office.actor, **HEARD, **RATED)
    assert to_rate.state == "closed"
    assert browser().post(f"/r/{code}", data={**RATED, "outcome": "基本满意"}).status_code == 200
    assert to_rate.rating == "基本满意"
    assert db.session.query(Rating).filter_by(case_id=to_rate.id).count() == 2


def test_the_office_enters_what_it_heard(browser, people, to_rate):
    client = browser(people.office)
    assert client.get(f"/cases/{to_rate.number}/rate").status_code == 200
    cells = {"way": "纸质", "rated_on": clock.today().isoformat(), "asked": "柳如眉", **RATED}
    assert client.post(f"/cases/{to_rate.number}/rate", data=cells).status_code == 302
    client.get(f"/cases/{to_rate.number}")
    assert "评议" in client.page.words
    assert "代录 刘芸" in client.page.words
    assert client.get(f"/cases/{to_rate.number}/rate").status_code == 409
