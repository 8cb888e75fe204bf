"""并案: one handling, every asker his own reply and rating; no chains, no circles, nobody left waiting."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from liaison.casework import actions, queries
from liaison.casework.models import Case
from liaison.casework.queries.conservation import proof
from liaison.casework.queries.merging import board_of, mains_offered, suspects
from liaison.casework.queries.papers import papers_of
from liaison.casework.rules.merging import days_of_reply, likeness, looks_alike
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.files.actions import Bundle
from liaison.files.models import Attachment
from liaison.files.queries import attachment_for
from liaison.orgs.models import Category, Organisation
from tests.casework.stories import ANGRY, HEARD, RATED, brought_to, housing, opened, sheets
from tests.factories import first

WHY = "同一个路口，同一件事"


def at_desk(people, **filled):
    """A case at 待转办."""
    return brought_to("to_hand_over", people, **filled)


def three(people):
    """The first is the main case of the two others."""
    main, *others = (at_desk(people) for _ in range(3))
    actions.merge_cases([main, *others], main.id, people.clerk.actor, WHY)
    return main, others


def go_on(case, people, *verbs):
    """Make these moves of the smooth way."""
    for _start, verb, person, cells in sheets(people):
        if verb in verbs:
            actions.make_move(case, verb, person.actor, **cells)


TO_CHECK = ("hand_over", "approve", "finish", "sign")
TO_REPLY = (*TO_CHECK, "pass_check", "reply")


def verbs_of(case):
    """What was done to a case, in order."""
    return [record.verb for record in queries.history_of(case)]


def green():
    """Whether every identity holds."""
    return [one.identity.code for one in proof(date.min, clock.today()).red] == []


def test_three_are_handled_as_one_and_each_has_his_reply_and_his_rating(people, db):
    main, others = three(people)
    assert [case.state for case in (main, *others)] == ["to_hand_over", "merged", "merged"]
    go_on(main, people, *TO_CHECK, "pass_check")
    actions.make_move(main, "reply", people.handler.actor, reply_no="海住建〔2026〕12 号", reply_text="红绿灯就装。")
    assert {case.state for case in others} == {"merged"} and green()
    go_on(main, people, "forward_reply")
    assert {case.state for case in (main, *others)} == {"to_confirm"} and green()
    for case in others:
        assert (case.unit, case.section_id, case.handler_id) == (housing(), main.section_id, main.handler_id)
        assert (case.reply_text, case.result, case.due_on) == (main.reply_text, main.result, main.due_on)
        assert (case.handled_on, case.replied_on) == (main.handled_on, clock.today())
        assert verbs_of(case)[-2:] == ["merge", "join_reply"]
        shown = queries.history_of(case)[-1].shown
        assert (shown["并案主单"], shown["答复编号（文号）"]) == (main.number, "海住建〔2026〕12 号")
    codes = [actions.make_move(case, "tell_asker", people.member.actor, **sheets(people)[-1][3]) for case in
             (main, *others)]  # fmt: skip
    assert len(set(codes)) == 3
    for code, answer in zip(codes, (RATED, RATED, {**ANGRY, "wants_redo": True}), strict=True):
        actions.rate_by_code(actions.code_row(code), **answer)
    again = others[1]
    assert [(case.state, case.round) for case in (main, *others)] == [("closed", 1), ("closed", 1), ("handling", 2)]
    assert again.holder_organisation_id == housing().id and again.handler_id == people.handler.user.id and green()
    go_on(again, people, "finish", "sign", "pass_check", "reply", "forward_reply")
    assert again.state == "to_confirm" and {main.state, others[0].state} == {"closed"} and green()


@pytest.mark.parametrize("is_confidential", [False, True])
def test_the_files_of_the_reply_are_the_merged_cases_too(people, db, tmp_path, is_confidential):
    main, (other, _) = three(people)
    main.is_confidential = is_confidential
    other.member = people.other_member.member
    go_on(main, people, *TO_CHECK, "pass_check")
    paper = Bundle([("批复.pdf", b"%PDF-1.4\n%%EOF\n")], tmp_path)
    actions.make_move(main, "reply", people.handler.actor, files=paper, reply_text="就装。")
    reader = people.other_member.actor
    [kept] = db.session.query(Attachment)
    assert attachment_for(reader, kept.id) is None, "not before it is his reply too"
    go_on(main, people, "forward_reply")
    db.session.flush()
    assert attachment_for(reader, kept.id) is (None if is_confidential else kept)
    assert list(queries.sheets_for(reader, other)[-1].files) == ([] if is_confidential else [kept])
    assert attachment_for(people.other_clerk.actor, kept.id) is None


def test_a_second_round_of_the_main_case_leaves_the_others_alone(people, db):
    main, (other, _third) = three(people)
    go_on(main, people, *TO_REPLY, "forward_reply", "tell_asker")
    actions.rate_for_asker(main, people.clerk.actor, **HEARD, **{**ANGRY, "wants_redo": True})
    go_on(main, people, "finish", "sign", "pass_check", "reply", "forward_reply")
    assert (main.state, main.round, other.state, other.round) == ("to_confirm", 2, "to_confirm", 1)
    assert verbs_of(other).count("join_reply") == 1 and green()


@pytest.mark.parametrize(("verb", "cells"), [
    ("refuse", {"refusal": "不属于本市管辖", "explained": "打了电话"}), ("settle", {"reply_text": "当场办好"}),
    ("void", {"reason": "记错了"}),
])  # fmt: skip
def test_the_end_of_the_main_case_without_a_reply_sends_the_others_back(people, db, verb, cells):
    main, others = three(people)
    actions.advance(main, verb, people.clerk.actor, **cells)
    for case in others:
        assert (case.state, case.merged_into_id, verbs_of(case)[-1]) == ("to_hand_over", None, "release")
        assert main.number in queries.history_of(case)[-1].note
    assert green()
    actions.take_back(main, people.clerk.actor)
    assert (main.state, [case.merged_into_id for case in others]) == ("to_hand_over", [main.id] * 2)
    assert {case.state for case in others} == {"merged"} and green()


def test_a_merge_is_taken_back_within_ten_minutes(people, db):
    main, (other, _third) = three(people)
    actions.take_back(other, people.clerk.actor)
    assert (other.state, other.merged_into_id) == ("to_hand_over", None) and green()
    with clock.set_clock(clock.now() + timedelta(minutes=11)), pytest.raises(Refused, match="10 分钟"):
        actions.take_back(_third, people.clerk.actor)


def test_the_forwarded_reply_is_taken_back_for_all_while_nobody_went_on(people, db):
    main, (other, third) = three(people)
    go_on(main, people, *TO_REPLY, "forward_reply")
    with pytest.raises(Refused):
        actions.take_back(other, people.clerk.actor)
    actions.take_back(main, people.clerk.actor)
    assert (main.state, other.state, third.state) == ("to_forward", "merged", "merged")
    assert (other.unit_id, other.reply_text) == (None, None) and green()
    go_on(main, people, "forward_reply")
    actions.advance(third, "confirm_reply", people.member.actor)
    with pytest.raises(Refused, match=f"{third.number} 已经接着办了"):
        actions.take_back(main, people.clerk.actor)


def test_unmerged_until_the_unit_has_replied(people, db):
    main, (other, third) = three(people)
    go_on(main, people, *TO_CHECK)
    actions.advance(other, "unmerge", people.clerk.actor, reason="路口不是同一个")
    assert (other.state, other.merged_into_id) == ("to_hand_over", None)
    go_on(main, people, "pass_check", "reply")
    with pytest.raises(Refused, match="已经答复"):
        actions.advance(third, "unmerge", people.clerk.actor, reason="路口不是同一个")
    assert green()


def refused(case, main, people):
    """The sentence with which a merge is refused."""
    with pytest.raises(Refused) as refusal:
        actions.merge_case(case, people.clerk.actor, main.id, WHY)
    return refusal.value.sentence


def test_no_chains_no_circles_nothing_replied(people, db):
    main, (other, _third) = three(people)
    one = at_desk(people)
    assert refused(one, one, people).startswith("不能并到自己名下")
    assert refused(one, other, people) == f"{other.number} 自己已经并案，请选它的主单 {main.number}。"
    assert refused(main, one, people).startswith(f"{main.number} 名下已经并了 2 件")
    replied = brought_to("to_reply", people)
    assert "现在是“待答复”，不能作主单" in refused(one, replied, people)
    far = at_desk(people, committee_id=first(Organisation, name="城东镇政协工委").id)
    assert "不是同一个工委收到的" in refused(far, one, people)
    assert one.state == "to_hand_over" and one.merged_into_id is None


def test_of_two_who_merge_into_each_other_the_second_is_told(people, db):
    one, other = at_desk(people), at_desk(people)
    actions.make_move(one, "merge", people.clerk.actor, one.version, merged_into_id=other.id, reason=WHY)
    with pytest.raises(Refused, match="名下已经并了 1 件"):
        actions.make_move(other, "merge", people.director.actor, other.version, merged_into_id=one.id, reason=WHY)
    assert db.session.query(Case).filter_by(state="merged").count() == 1


def test_taking_back_makes_no_chain(people, db):
    main, (other, _third) = three(people)
    actions.advance(other, "unmerge", people.clerk.actor, reason="不是一件事")
    actions.merge_case(at_desk(people), people.clerk.actor, other.id, WHY)
    with pytest.raises(Refused, match="名下已经并了 1 件"):
        actions.take_back(other, people.clerk.actor)
    assert main.state == "to_hand_over"


def test_all_or_none(people, db):
    main, other, sent = at_desk(people), at_desk(people), brought_to("to_approve", people)
    with pytest.raises(Refused, match=f"{sent.number}：.*一件也没有并"):
        actions.merge_cases([main, other, sent], main.id, people.clerk.actor, WHY)
    with pytest.raises(Refused, match="主单以外"):
        actions.merge_cases([main], main.id, people.clerk.actor, WHY)


def test_what_may_be_the_same_matter(people, db):
    field = first(Category, name="村务公开").id
    one, other, elsewhere = opened(people), opened(people), opened(people, title="账目没有公开", category_id=field)
    assert [row.id for row in suspects(one)] == [other.id]
    assert [key for key, _words in mains_offered(one)][0] == other.id
    assert f"{other.number} {other.title}（疑似重复，待凝心）" in dict(mains_offered(one)).values()
    assert elsewhere.id in dict(mains_offered(one))


def test_likeness_of_titles():
    assert likeness("刘圩村路口没有红绿灯", "刘圩村路口没有红绿灯") == 1
    assert likeness("刘圩村路口没有红绿灯", "刘圩村路口要装红绿灯") >= 0.5
    assert likeness("刘圩村路口没有红绿灯", "水管裂了") == 0
    row = SimpleNamespace(raised_on=date(2026, 9, 1), category_id=1, village_id=None, area_id=2, title="路口没有红绿灯")
    late = SimpleNamespace(**{**vars(row), "raised_on": date(2026, 10, 2)})
    other = SimpleNamespace(**{**vars(row), "title": "农机补贴怎么领", "village_id": 7})
    assert looks_alike(row, row) and not looks_alike(row, late) and not looks_alike(row, other)


def test_what_has_no_field_is_like_nothing_but_by_its_title():
    row = SimpleNamespace(raised_on=date(2026, 9, 1), category_id=None, village_id=7, area_id=2, title="想请人来一趟")
    assert looks_alike(row, row) and not looks_alike(row, SimpleNamespace(**{**vars(row), "title": "还没有下文"}))


def test_the_days_of_a_reply_are_never_before_the_case(people, db):
    main = SimpleNamespace(
        transferred_on=date(2026, 9, 1), approved_on=None, handled_on=date(2026, 9, 5), first_due_on=date(2026, 9, 8),
        extended_due_on=None,
    )
    days = days_of_reply(SimpleNamespace(raised_on=date(2026, 9, 6)), main)
    assert days["handled_on"] == date(2026, 9, 6) < days["first_due_on"] == date(2026, 9, 8)
    assert days["approved_on"] is None


def test_the_board_counts_all_askers_and_shows_those_in_sight(people, db):
    main, others = three(people)
    board = board_of(main, people.clerk.actor)
    assert (board.count, [row.number for row in board.rows]) == (3, [case.number for case in others])
    go_on(main, people, "hand_over")
    assert (board_of(main, people.unit_leader.actor).count, board_of(main, people.unit_leader.actor).rows) == (3, [])
    assert board_of(others[0], people.clerk.actor) is None


def test_the_state_of_a_day_knows_of_the_merge(people, db):
    main, case = at_desk(people), at_desk(people)
    with clock.set_clock(clock.now() + timedelta(days=1)):
        actions.merge_case(case, people.clerk.actor, main.id, WHY)
    past = queries.past_of_cases(clock.today())[case.id]
    assert (past["state"], past["merged_into_id"], case.merged_into_id) == ("to_hand_over", None, main.id)


def test_the_paper_of_the_reply_has_room_for_the_feedback_and_no_other_asker(people, db):
    main, (other, _third) = three(people)
    main.asker_name = "季小满"
    go_on(main, people, *TO_REPLY, "forward_reply")
    paper = papers_of(other, "reply", people.clerk.actor)[0]
    assert [line.words for line in paper.lines if line.kind == "heading"] == ["随主单答复", "反馈给诉求人"]
    assert "季小满" not in str(paper) and main.reply_text in str(paper)
