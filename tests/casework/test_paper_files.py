"""What leaves as PDF, as Word and as workbook holds the same cells as the page; blank forms take one page each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison.casework import actions
from liaison.casework.queries.papers import papers_of, subject_of
from liaison.casework.rules.papers import FORMS, SUMMARY, TITLES, Paper
from liaison.casework.rules.papers import papers_of as papers_with
from liaison.casework.rules.summaries import MAIN_CELLS, TITLE, USUAL, main_columns, summary_of
from liaison.casework.views.papers import html_of, styles
from liaison.core.paper import missing, pdf_of
from tests.casework.stories import ANGRY, HEARD, brought_to
from tests.papers import page_count

pytestmark = pytest.mark.sqlite
needs_pango = pytest.mark.skipif(bool(missing()), reason=missing() or "everything is here")
LONGEST_TITLE = "城东镇刘圩村到曲塘镇东街的路口没有红绿灯，" * 3


def cells_in(papers: list[Paper]) -> dict[str, str]:
    """`{title: words}` of all cells, the last of those under one title."""
    return {cell.title: cell.words for paper in papers for line in paper.lines for cell in line.cells}


def signed_in(paper: Paper) -> list[str]:
    """Who signed where."""
    return [line.words for line in paper.lines if line.kind == "sign"]


@needs_pango
def test_each_blank_form_takes_one_page(people):
    case = brought_to("to_hand_over", people, title=LONGEST_TITLE)
    subject = subject_of(case, [], people.office.actor)
    blank = [paper for form in FORMS for paper in papers_with(form.code, subject, [])] + [summary_of(subject, [])]
    blank = [replace(paper, foot="日志校验码 1a2b 3c4d 5e6f 7081（第 1234567 条）") for paper in blank]
    assert page_count(pdf_of([html_of([paper], "空表") for paper in blank], styles())) == len(FORMS) + 1
    assert html_of(blank, "空表").count("doc--dense") == 3


@needs_pango
def test_a_case_told_to_the_end_fits_on_its_summary(people):
    case = brought_to("to_rate", people)
    [paper] = papers_of(case, SUMMARY, people.office.actor)
    assert page_count(pdf_of([html_of([paper], TITLE)], styles())) == 1


def test_the_summary_takes_its_cells_from_the_sheets():
    assert USUAL - {"handle", "sign", "forward_reply", "tell_asker"} <= set(MAIN_CELLS)
    for verb, keys in MAIN_CELLS.items():
        assert {column.key for column in main_columns(verb)} == set(keys), verb


def test_the_summary_tells_what_was_done_last_and_leaves_the_rest_blank(people):
    case = brought_to("to_check", people)
    [paper] = papers_of(case, SUMMARY, people.office.actor)
    told = cells_in([paper])
    assert paper.title == TITLE
    assert told["办理结果"] == "□ 满意　□ 基本满意　□ 不满意"
    assert told["拟办意见"] == "请尽快到现场看"
    assert told["核查意见"] == ""
    assert told["承办科室"] == "城建科"
    assert signed_in(paper)[-1] == "评议："
    assert f"政协工委 {people.clerk.user.name}" in signed_in(paper)[1]


def test_a_refused_case_says_why_and_asks_for_nothing_more(people):
    case = brought_to("to_hand_over", people)
    actions.advance(case, "refuse", people.clerk.actor, refusal="其他", explained="当面讲了")
    [paper] = papers_of(case, SUMMARY, people.office.actor)
    assert cells_in([paper])["怎样告诉了诉求人"] == "当面讲了"
    assert "办理结果" not in cells_in([paper])


def test_the_summary_of_a_second_round_has_the_last_rating(people):
    case = brought_to("to_rate", people)
    actions.rate_for_asker(case, people.clerk.actor, **{**HEARD, **ANGRY, "wants_redo": True})
    told = cells_in(papers_of(case, SUMMARY, people.office.actor))
    assert "☑ 不满意" in told["办理结果"]


def test_the_summary_can_be_asked_for_on_the_page_of_the_case(browser, people):
    case = brought_to("handling", people)
    client = browser(people.leader)
    assert f'href="/cases/{case.number}/print?form=summary"' in client.get(f"/cases/{case.number}").text
    client.get(f"/cases/{case.number}/print?form=summary")
    assert f"打印{TITLES[SUMMARY]} {case.number}" in client.page.words
    assert TITLE in client.page.words
