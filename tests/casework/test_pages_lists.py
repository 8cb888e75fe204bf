"""Lists of cases and tasks: whose, which, how much, at what price."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.casework import actions, queries
from liaison.casework.models import Case
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from tests.casework.stories import brought_to, opened
from tests.casework.test_pages_inbox import waiting
from tests.statements import statement_count


def test_each_sees_his_own(browser, people):
    case = brought_to("handling", people)
    sees = {"member", "clerk", "director", "unit_leader", "handler", "supervisor", "office", "leader"}
    for role, person in people.everybody().items():
        answer = browser(person).get("/cases")
        if role in ("librarian", "admin"):
            assert answer.status_code == 404
        else:
            assert (case.number in answer.get_data(as_text=True)) is (role in sees), role


def test_list_page_and_count_agree_on_scope(people, db):
    for state in ("to_hand_over", "to_approve", "handling", "to_forward"):
        brought_to(state, people)
    for person in people.everybody().values():
        listed = {row.number for row in db.session.execute(queries.case_rows(person.actor))}
        pages = {c.number for c in db.session.query(Case) if queries.case_for(person.actor, c.number)}
        counts = queries.open_work(person.actor)
        assert listed == pages
        assert sum(number for key, number in counts.items() if key in CASEWORK.by_code) == len(listed)
        named = queries.cases_for(person.actor, [case.number for case in db.session.query(Case)])
        assert {case.number for case in named} == listed


def test_filters_narrow_the_list(browser, people):
    lamp, signal = waiting("路灯不亮"), brought_to("handling", people, title="红绿灯坏了")
    old = waiting("去年的事", raised_on=date(clock.today().year - 1, 5, 1))
    client = browser(people.office)

    def found(query):
        page = client.get(f"/cases?{query}").get_data(as_text=True)
        return {case.number for case in (lamp, signal, old) if f"/cases/{case.number}" in page}

    assert found("") == {lamp.number, signal.number, old.number}
    assert found("word=路灯") == {lamp.number}
    assert found(f"on={clock.today().year - 1}-12-31") == {old.number}
    assert found(f"word={signal.number}") == {signal.number}
    assert found(f"year={clock.today().year - 1}") == {old.number}
    assert found(f"unit={signal.unit_id}") == {signal.number}
    assert found("stage=5") == {signal.number}
    assert found("stage=ended") == set()
    assert found("word=%25") == set()
    with clock.set_clock(clock.now() + timedelta(days=60)):
        client = browser(people.office)
        assert found("late=yes") == {signal.number}


@pytest.mark.parametrize(
    "query", ["unit=abc", "year=99999", "page=-3", "page=zzz", "stage=drop", "rating=x", "word=%00'", "area=1e9"]
)
def test_nonsense_in_the_address_is_no_error(browser, people, query):
    waiting()
    assert browser(people.office).get(f"/cases?{query}").status_code == 200


def test_the_member_s_list_is_for_the_phone(browser, people):
    opened(people, title="路口没有红绿灯")
    client = browser(people.member)
    page = client.get("/cases").get_data(as_text=True)
    assert "我的诉求：1 件" in page
    assert "<table" not in page
    empty = browser(people.other_member)
    empty.get("/cases")
    assert "还没有诉求" in empty.page.words


def test_a_list_costs_the_same_for_ten_and_for_a_hundred(browser, people, db):
    client, contact_id = browser(people.office), waiting().contact_id
    for _ in range(9):
        waiting(contact_id=contact_id)
    few = statement_count(lambda: client.get("/cases"))
    for _ in range(90):
        waiting(contact_id=contact_id)
    assert statement_count(lambda: client.get("/cases")) == few
    client.get("/cases")
    assert "第 1–50 件，共 100 件" in client.page.words


TASKS = {
    "unit_leader": ("to_approve", "审批交办"), "handler": ("handling", "报办理结果"), "clerk": ("to_check", "核查通过"),
    "supervisor": ("to_check", "核查通过"),
}  # fmt: skip


@pytest.mark.parametrize("role", TASKS)
def test_tasks_are_what_waits_for_one(browser, people, role):
    state, move = TASKS[role]
    case = brought_to(state, people)
    client = browser(getattr(people, role))
    client.get("/tasks")
    assert "待办：1 件" in client.page.words
    assert case.title in client.page.words
    assert move in client.page.words


def test_the_director_sees_what_he_rules_on(browser, people):
    case = brought_to("to_approve", people)
    actions.advance(
        case, "decline", people.unit_leader.actor, decline_kind="需要补充情况", reason="没有写清楚地点"
    )
    client = browser(people.director)
    client.get("/tasks")
    assert "申退中 1 件" in client.page.words
    assert client.get(f"/cases/{case.number}/rule-supplement").status_code == 200


def test_tasks_say_what_is_due_today_and_late(browser, people):
    case = brought_to("handling", people)
    due = case.due_on
    for day, words in ((due, "今天到期 1 件"), (due + timedelta(days=9), "已超期 1 件")):
        with clock.set_clock(clock.at(day) + timedelta(hours=9)):
            client = browser(people.handler)
            client.get("/tasks")
            assert words in client.page.words


def test_who_has_no_tasks_has_no_such_page(browser, people):
    for role in ("member", "leader", "librarian", "admin"):
        assert browser(getattr(people, role)).get("/tasks").status_code == 404
    client = browser(people.handler)
    client.get("/tasks")
    assert "没有等您办的" in client.page.words


def test_the_share_in_time(people, db):
    assert queries.on_time_share(people.office.actor, clock.today()) is None
    brought_to("to_check", people)
    late = brought_to("to_check", people)
    late.first_due_on = clock.today() - timedelta(days=1)
    db.session.flush()
    assert queries.on_time_share(people.office.actor, clock.today()) == 0.5


def test_the_menu_counts_what_is_open(browser, people):
    for _ in range(3):
        waiting()
    brought_to("to_check", people)
    client = browser(people.clerk)
    page = client.get("/cases").get_data(as_text=True)
    inbox = page.split('href="/inbox"')[1].split("</a>")[0]
    assert '<span class="count">3</span>' in inbox
    tasks = page.split('href="/tasks"')[1].split("</a>")[0]
    assert '<span class="count">1</span>' in tasks
