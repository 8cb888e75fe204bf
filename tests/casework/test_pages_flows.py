"""The pages of the flow chart."""

from __future__ import annotations

from liaison.casework.actions import advance, open_case
from liaison.casework.queries import history_of
from liaison.casework.rules.chart import chart_of, legs_of
from liaison.casework.rules.drawing import WIDE, draw
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from tests.casework.stories import brought_to


def test_everybody_sees_the_chart_with_every_state_and_move(browser, people):
    page = browser(people.librarian).get("/flow").text
    assert page.count("<svg") == 4, "for wide screens, for phones, and two sheets of paper"
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


def test_on_paper_the_chart_is_cut_between_two_steps():
    sheet = draw(chart_of(CASEWORK, {}), WIDE)
    (first_top, cut), (second_top, rest) = sheet.pages
    assert (first_top, second_top, cut + rest) == (0, cut, sheet.height + 6)
    assert cut + 2 in {band.y for band in sheet.bands} and 0.3 < cut / sheet.height < 0.7
    assert not any(box.y < cut < box.y + box.height for box in sheet.boxes)


def test_what_is_done_without_leaving_a_step_is_told_with_its_numbers(people):
    case = brought_to("handling", people)
    for words in ("看了现场", "约了施工队"):
        advance(case, "handle", people.handler.actor, progress=words)
    legs = legs_of(case, history_of(case), CASEWORK)
    sheet = draw(chart_of(CASEWORK, {}), WIDE, legs, case.state)
    [told] = [words for band in sheet.bands for kind, words, _ in band.words if kind == "walked"]
    assert told == f"办过：记办理过程 {len(legs) - 1}、{len(legs)}"
