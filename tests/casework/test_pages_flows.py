"""The pages of the flow chart."""

from __future__ import annotations

from liaison.casework.actions import open_case
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact


def test_everybody_sees_the_chart_with_every_state_and_move(browser, people):
    page = browser(people.librarian).get("/flow").text
    assert page.count("<svg") == 2
    assert all(state.title in page for state in CASEWORK.states)
    assert all(move.title in page for move in CASEWORK.moves)
    assert "待凝心 3 个工作日" in page


def test_the_chart_is_linked_from_ones_own_page(browser, people):
    assert 'href="/flow"' in browser(people.handler).get("/me").text


def test_the_way_of_a_case_is_drawn_and_told(browser, people, make):
    case = open_case(make(Contact, member_id=people.member.member.id), people.member.actor, title="路灯不亮")
    own = browser(people.member)
    page = own.get(f"/cases/{case.number}/flow").text
    assert "已经走了 1 步" in page
    assert "flow__box--now" in page
    assert "flow__line--next" in page
    assert f'href="/cases/{case.number}/flow"' in own.get(f"/cases/{case.number}").text


def test_the_way_of_a_case_out_of_sight_is_not_shown(browser, people, make):
    case = open_case(make(Contact, member_id=people.member.member.id), people.member.actor, title="路灯不亮")
    assert browser(people.other_member).get(f"/cases/{case.number}/flow").status_code == 404
