"""Which records fill which form, round by round; what is blank; what is kept back."""

from __future__ import annotations

from datetime import date

import pytest

from liaison.casework import actions
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.papers import county_code, notice_paper, papers_of
from liaison.casework.rules.paper_cells import Cell, blank_cells, cell_of, on_paper, packed, paired
from liaison.casework.rules.papers import DOSSIER, FORMS, long_number
from liaison.casework.sheets import steps as sheet
from liaison.casework.workflow import CASEWORK, STEPS
from liaison.core import clock
from liaison.core.columns import Column
from liaison.core.kinds import Kind
from tests.casework.stories import ANGRY, HEARD, RATED, brought_to, housing
from tests.casework.test_turns import helped

RATING = {**HEARD, "rated_on": date(2026, 9, 1)}


def words_in(papers):
    """All words of these papers."""
    told = []
    for paper in papers:
        told += [paper.title, paper.number, paper.mark, paper.heading.words]
        told += [part for line in paper.lines for part in (line.words, line.signed)]
        told += [part for line in paper.lines for cell in line.cells for part in (cell.title, cell.words)]
    return " ".join(told)


def titles_of(papers):
    """The title of each paper."""
    return [paper.title for paper in papers]


@pytest.fixture
def twice(people):
    """A case in its second round: the asker was not satisfied with the first."""
    case = brought_to("to_rate", people)
    actions.rate_for_asker(case, people.clerk.actor, **{**RATING, **ANGRY, "wants_redo": True})
    cells = {
        "first_talk_on": date(2026, 9, 2), "talk": "面谈", "result_text": "灯已经换成亮的。",
        "result": sheet.RESULTS[1], "planned_on": date(2026, 12, 1), "adoption": "采纳",
    }  # fmt: skip
    actions.advance(case, "finish", people.handler.actor, **cells)
    return case


def test_each_step_has_one_form():
    assert [form.step for form in FORMS] == list(STEPS)
    for form in FORMS:
        assert {CASEWORK.by_verb[verb].step for verb in form.verbs} <= {form.step}


def test_the_long_number_has_18_signs(db):
    assert county_code() == "320685"
    assert long_number("320685", 2026, 386) == "LX3206852026000386"
    assert len(long_number("320685", 2026, 386)) == 18


def test_a_form_shows_what_its_record_says(people):
    case = brought_to("to_approve", people)
    [paper] = papers_of(case, "handover", people.office.actor)
    told = words_in([paper])
    assert paper.title == "转办单"
    assert paper.number == f"编号：{long_number('320685', clock.today().year, int(case.number[5:]))}"
    for words in ("转办", "请尽快到现场看", "市住房和城乡建设局", f"政协工委 {people.clerk.user.name}", "签名（盖章）"):
        assert words in told, words
    shown = {cell.title for line in paper.lines for cell in line.cells}
    assert {column.title for column in sheet.HAND_OVER if column.required} <= shown


def test_a_form_nobody_filled_in_comes_blank(people):
    case = brought_to("to_hand_over", people)
    [paper] = papers_of(case, "rating", people.office.actor)
    told = words_in([paper])
    assert "□ 满意　□ 基本满意　□ 不满意" in told
    assert "☑" not in told
    assert "年　　月　　日" in told
    assert any(cell.is_tall for line in paper.lines for cell in line.cells)


def test_a_blank_form_asks_for_the_same_once(people):
    case = brought_to("to_hand_over", people)
    [paper] = papers_of(case, "handling", people.office.actor)
    titles = [cell.title for line in paper.lines for cell in line.cells]
    assert titles.count("办理过程") == 1
    assert len(titles) == len(set(titles))
    assert paper.is_dense


def test_what_is_still_to_be_done_stands_blank_on_a_form_begun(people):
    case = brought_to("to_sign", people)
    [paper] = papers_of(case, "handling", people.office.actor)
    headings = [line.words.partition("（")[0] for line in paper.lines if line.kind == "heading"]
    assert headings == ["报办理结果", "签批"]


def test_what_runs_beside_the_turn_shows_its_own_limit(people):
    case = helped(people)
    actions.advance(case, "co_opinion", people.other_unit_leader.actor, opinion="可以")
    [paper] = papers_of(case, "handling", people.office.actor)
    headings = [line.words for line in paper.lines if line.kind == "heading"]
    assert f"提协办意见（期限 {on_paper(case.co_units[0].due_on)}）" in headings


def test_rounds_are_papers_of_their_own(people, twice):
    assert titles_of(papers_of(twice, "handling", people.office.actor)) == ["办理情况单", "办理情况单（第 2 轮）"]
    first, second = papers_of(twice, "handling", people.office.actor)
    assert "红绿灯已经装好" in words_in([first])
    assert "红绿灯已经装好" not in words_in([second])
    assert "灯已经换成亮的" in words_in([second])
    [rating] = papers_of(twice, "rating", people.office.actor)
    assert "☑ 不满意" in words_in([rating])


def test_the_dossier_goes_round_by_round_and_the_rest_is_blank(people, twice):
    papers = papers_of(twice, DOSSIER, people.office.actor)
    assert titles_of(papers) == [*(form.title for form in FORMS), "办理情况单（第 2 轮）"]
    waiting = papers_of(brought_to("to_approve", people), DOSSIER, people.office.actor)
    assert titles_of(waiting) == [form.title for form in FORMS]


def test_the_dossier_of_a_case_that_ended_early_has_no_blank_forms(people):
    case = brought_to("to_hand_over", people)
    actions.advance(case, "refuse", people.clerk.actor, refusal=sheet.REFUSAL_REASONS[0], explained="当面讲了")
    papers = papers_of(case, DOSSIER, people.office.actor)
    assert titles_of(papers) == ["联系记录表", "凝心调研表（委员建议）", "转办单"]
    assert "承办单位（主办）" not in words_in(papers[2:])


def test_the_reply_carries_the_grade_of_its_round(people, twice):
    first = papers_of(twice, "reply", people.office.actor)[0]
    assert first.mark == "A"
    assert papers_of(twice, "handover", people.office.actor)[0].mark == ""


def test_what_was_taken_back_is_not_printed(people):
    case = brought_to("to_hand_over", people)
    actions.advance(case, "send_back", people.clerk.actor, reason="地点写清楚些")
    actions.take_back(case, people.clerk.actor)
    assert "地点写清楚些" not in words_in(papers_of(case, DOSSIER, people.office.actor))


def test_notices_stand_on_the_form_of_supervision_and_alone(people):
    case = brought_to("handling", people)
    demand = {"level": "督办", "cause": "已超期", "demand": "三天内办好"}
    notice = actions.urge(case, people.supervisor.actor, **demand)
    told = words_in(papers_of(case, "supervision", people.office.actor))
    assert f"督办 {notice.number}" in told
    assert "三天内办好" in told
    alone = notice_paper(notice, people.office.actor)
    assert alone.title == "督办通知单"
    assert notice.number in alone.number
    assert "签名（盖章）" in words_in([alone])
    actions.answer_notice(notice, people.handler.actor, answer="今天到了现场")
    assert "今天到了现场" in words_in([notice_paper(notice, people.office.actor)])


def test_an_asker_who_wants_secrecy_is_named_only_to_those_who_may_know(people):
    case = brought_to("handling", people, is_confidential=True)
    name, tail = case.asker_name, case.asker_phone[-4:]
    named = words_in(papers_of(case, DOSSIER, people.clerk.actor))
    assert name in named
    assert tail in named
    for person in (people.handler, people.leader):
        told = words_in(papers_of(case, DOSSIER, person.actor))
        assert name not in told
        assert tail not in told
        assert "（要求保密）" in told


def test_cells_that_are_kept_from_a_reader_are_not_even_empty(people):
    case = brought_to("handling", people)
    assert "交办要求" in words_in(papers_of(case, "approval", people.unit_leader.actor))
    told = words_in(papers_of(case, "approval", people.member.actor))
    assert "交办要求" not in told
    assert "同意承办" not in told


def test_a_few_choices_are_boxes_many_are_words():
    grade = Column("work", "办理态度", Kind.CHOICE, choices=sheet.GRADES)
    assert cell_of(grade, "满意").words == "☑ 满意　□ 基本满意　□ 不满意"
    assert cell_of(grade, "很满意").words == "很满意"
    reason = Column("refusal", "理由", Kind.CHOICE, choices=sheet.REFUSAL_REASONS)
    assert cell_of(reason, "其他").words == "其他"
    assert cell_of(Column("yes", "要不要", Kind.BOOL), "").words == "□ 是　☑ 否"
    assert cell_of(Column("day", "哪天", Kind.DATE), "2026-11-06").words == "2026年11月6日"


def test_narrow_cells_stand_two_by_two():
    one, two, wide = Cell("甲"), Cell("乙"), Cell("丙", is_wide=True)
    assert list(paired([one, two, one, wide, two])) == [(one, two), (one,), (wide,), (two,)]
    assert list(packed([one, wide, two, one, wide, two])) == [(one, two), (wide,), (one, two), (wide,)]
    assert list(packed([wide, one])) == [(wide,), (one,)]
    assert list(blank_cells([Column("files", "附件", Kind.FILES)])) == []


def test_closed_cases_are_told_to_the_end(people):
    case = brought_to("to_rate", people)
    actions.rate_for_asker(case, people.clerk.actor, **{**RATING, **RATED})
    papers = papers_of(case, DOSSIER, people.office.actor)
    assert titles_of(papers) == [form.title for form in FORMS]
    assert "☑ 满意" in words_in(papers[-1:])


def test_a_past_ledger_fills_the_forms_as_far_as_it_goes(people, make):
    case = make(
        Case, state="closed", is_imported=True, result="列入计划", reply_text="明年修。", unit_id=housing().id, round=2,
        closed_on=date(2024, 6, 1),
    )  # fmt: skip
    told = [("hand_over", 3, 1, None), ("urge", 6, 1, "催办"), ("reply", 7, 1, "按期回复"), ("reply", 7, 2, None)]
    for seq, (verb, step, number, note) in enumerate(told, 1):
        make(
            StepRecord, case_id=case.id, seq=seq, step=step, round=number, verb=verb, note=note, is_imported=True,
            actor_name="市住建局", actor_role="责任单位", acted_at=clock.now(), acted_on=date(2024, 5, seq), filled={},
            shown={}, before={},
        )  # fmt: skip
    papers = papers_of(case, DOSSIER, people.office.actor)
    assert titles_of(papers) == ["联系记录表", "转办单", "回复反馈单", "回复反馈单（第 2 轮）"]
    handover, first, second = papers[1:]
    assert housing().name in words_in([handover])
    assert "明年修。" in words_in([first])
    assert "按期回复" in words_in([first])
    assert "明年修。" not in words_in([second])
    assert [one.mark for one in papers] == ["", "", "", ""]
