"""The turns of real life beside the smooth way: extension, helping units, recheck, conversion, reopening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from liaison.access.table import allowed
from liaison.casework import actions, queries, rules
from liaison.casework.actions.ladder import set_ladder
from liaison.casework.models import TimeLimit
from liaison.casework.queries.conservation import proof
from liaison.casework.queries.ladder import thresholds
from liaison.casework.rules import turns
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import WorkingDays
from liaison.core.errors import Refused
from liaison.notices.models import Message
from liaison.orgs.models import Organisation, Section
from tests.casework.stories import HEARD, RATED, SUGGESTION, SURVEY, brought_to, housing, opened, sheets
from tests.factories import first

MONDAY = datetime(2026, 9, 14, 1, 0, tzinfo=clock.SHANGHAI)
DUE, LATEST = date(2026, 9, 20), date(2026, 9, 27)  # Sunday the 20th is a working day, the 25th and 26th are not
REQUEST = {"reason": "要等道路封闭的批复", "grounds": "市政府会议纪要", "extension_asked_until": date(2026, 9, 23)}
GRANT = {"asker_told": True}
PLANNED = {"result": "B 正在解决或列入计划", "planned_on": date(2027, 3, 1)}


@pytest.fixture(autouse=True)
def monday(db):
    """It is Monday 14 September 2026."""
    with clock.set_clock(MONDAY):
        yield


def on(day):
    """The clock on another day."""
    return clock.set_clock(clock.at(day) + timedelta(hours=9))


def traffic():
    """市交通运输局, which helps."""
    return first(Organisation, name="市交通运输局")


def helped(people, **filled):
    """A case in handling in which 市交通运输局 helps."""
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, co_unit_ids=[traffic().id], **filled)
    _start, verb, person, cells = sheets(people)[1]
    actions.advance(case, verb, person.actor, **cells)
    return case


def finish(case, people, **filled):
    """The handler reports his result."""
    cells = dict(next(one for one in sheets(people) if one[1] == "finish")[3])
    return actions.advance(case, "finish", people.handler.actor, **{**cells, **filled})


def closed(people, **filled):
    """A case that was rated and closed, with another result where one is given."""
    case = brought_to("handling", people)
    finish(case, people, **filled)
    for _start, verb, person, cells in sheets(people)[3:]:
        actions.advance(case, verb, person.actor, **cells)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **RATED)
    return case


def last_of(case):
    """Its last record."""
    return queries.history_of(case)[-1]


def test_an_extension_moves_the_limit_and_keeps_the_first(people):
    case = brought_to("handling", people)
    assert case.due_on == DUE
    actions.make_move(case, "ask_extension", people.handler.actor, **REQUEST)
    assert (case.state, case.due_on, case.extension_asked_until) == ("handling", DUE, date(2026, 9, 23))
    actions.make_move(case, "grant_extension", people.director.actor, **GRANT)
    assert (case.due_on, case.first_due_on, case.extended_due_on) == (date(2026, 9, 23), DUE, date(2026, 9, 23))
    assert case.extension_asked_until is None and last_of(case).shown["已告知诉求人"] == "是"
    with pytest.raises(Refused, match="这一轮已经申请过延期"):
        actions.make_move(case, "ask_extension", people.handler.actor, **REQUEST)


def test_a_refused_extension_leaves_the_limit_and_cannot_be_asked_again(people):
    case = brought_to("handling", people)
    actions.make_move(case, "ask_extension", people.unit_leader.actor, **REQUEST)
    actions.make_move(case, "refuse_extension", people.office.actor, opinion="期限内办得完")
    assert (case.due_on, case.extended_due_on, case.extension_asked_until) == (DUE, None, None)
    with pytest.raises(Refused, match="没有等着批的延期申请"):
        actions.make_move(case, "grant_extension", people.director.actor, **GRANT)
    with pytest.raises(Refused, match="只能申请一次"):
        actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)


@pytest.mark.parametrize("asked", [DUE, DUE - timedelta(days=1), LATEST + timedelta(days=2)])
def test_the_new_day_lies_after_the_limit_and_within_the_limit_again(people, asked):
    case = brought_to("handling", people)
    with pytest.raises(Refused, match="新期限要晚于9月20日。最晚能申请到9月28日。现在的期限是9月20日，最多再延 5 个"):
        actions.advance(case, "ask_extension", people.handler.actor, **{**REQUEST, "extension_asked_until": asked})


def test_an_extension_is_asked_for_on_the_last_day_but_not_after(people):
    case = brought_to("handling", people)
    with on(DUE + timedelta(days=1)), pytest.raises(Refused, match="期限已经过了"):
        actions.make_move(case, "ask_extension", people.handler.actor, **REQUEST)
    with on(DUE):
        actions.make_move(case, "ask_extension", people.handler.actor, **REQUEST)
    assert case.extension_asked_until


def test_nobody_rules_on_his_own_request_nor_through_a_proxy(people):
    case = brought_to("handling", people)
    leader = people.unit_leader.actor
    actions.advance(case, "ask_extension", leader, **REQUEST)
    director = people.director.actor
    as_director = replace(director, user_id=leader.user_id)
    for_director = replace(director, user_id=999, for_user_id=leader.user_id)
    for actor in (as_director, for_director):
        assert not allowed(actor, "case.rule_extension", case)
        with pytest.raises(Refused, match="自己申请的延期不能自己批"):
            actions.advance(case, "grant_extension", actor, **GRANT)
    assert allowed(director, "case.rule_extension", case) and allowed(people.office.actor, "case.rule_extension", case)
    for person in (people.clerk, people.handler, people.unit_leader, people.other_clerk, people.leader, people.member):
        assert not allowed(person.actor, "case.rule_extension", case), person


def test_the_asker_must_have_been_told(people):
    case = brought_to("handling", people)
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    with pytest.raises(Refused, match="已告知诉求人"):
        actions.advance(case, "grant_extension", people.director.actor)


def test_taking_back_a_grant_puts_the_limit_back(people):
    case = brought_to("handling", people)
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    with pytest.raises(Refused):
        actions.take_back(case, people.unit_leader.actor)
    actions.advance(case, "grant_extension", people.director.actor, **GRANT)
    with pytest.raises(Refused, match="只能在 10 分钟内"):
        actions.take_back(case, people.handler.actor)
    actions.take_back(case, people.director.actor)
    assert (case.due_on, case.extended_due_on, case.extension_asked_until) == (DUE, None, date(2026, 9, 23))


def test_a_result_makes_the_request_needless(people):
    case = brought_to("handling", people)
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    finish(case, people)
    assert case.extension_asked_until is None and case.extension_round is None


def test_the_director_finds_the_request_on_his_task_page(people):
    case = brought_to("handling", people)
    director = people.director.actor
    before = queries.task_count(director, queries.open_work(director))
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    [(aside, [row])] = queries.aside_rows(director)
    assert (aside.verb, row.number) == ("grant_extension", case.number)
    assert queries.task_count(director, queries.open_work(director)) == before + 1
    actions.advance(case, "grant_extension", director, **GRANT)
    assert queries.aside_rows(director) == []


def test_who_is_to_be_told_beside_the_turn(people):
    case = helped(people)
    assert queries.waiting_beside(case, "approve") == []
    leader, director = people.other_unit_leader.user.id, people.director.user.id
    assert queries.waiting_beside(case, "approve") == [leader]
    assert queries.waiting_beside(case, "ask_extension") == [director]
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    assert queries.waiting_beside(case, "grant_extension") == [people.handler.user.id]
    assert queries.waiting_beside(case, "finish") == []


def test_they_are_told(db, people):
    director, leader = people.director, people.other_unit_leader
    case = helped(people)
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    actions.advance(case, "refuse_extension", director.actor, opinion="来得及")
    told = {tuple(row) for row in db.session.execute(select(Message.user_id, Message.title))}
    assert (leader.user.id, f"诉求 {case.number} 请本单位提协办意见") in told
    assert (director.user.id, f"诉求 {case.number} 有延期申请等您批") in told
    assert (people.handler.user.id, f"诉求 {case.number} 不同意延期") in told


def test_without_helping_units_it_is_handled_alone(people):
    case = brought_to("handling", people)
    assert case.handling_way == "单办"
    assert not allowed(people.other_unit_leader.actor, "case.co_opinion", case)


@pytest.mark.parametrize(("way", "helping"), [("单办", True), ("会办", False), ("分办", False)])
def test_a_way_that_does_not_fit_is_refused(people, way, helping):
    case = brought_to("to_hand_over", people)
    with pytest.raises(Refused, match=way):
        actions.advance(
            case, "hand_over", people.clerk.actor, unit_id=housing().id, handling_way=way,
            co_unit_ids=[traffic().id] if helping else [],
        )  # fmt: skip


def test_a_result_waits_for_helping_units_within_their_limit(people):
    case = helped(people)
    assert case.handling_way == "会办"
    assert case.co_units[0].due_on == date(2026, 9, 16), "a third of five days, rounded up"
    with pytest.raises(Refused, match="协办单位还没有提意见：.*9月16日"):
        finish(case, people)
    actions.make_move(case, "co_opinion", people.other_unit_leader.actor, opinion="公交站台可以后移 20 米")
    with pytest.raises(Refused, match="已经提过协办意见"):
        actions.advance(case, "co_opinion", people.other_unit_leader.actor, opinion="再说一遍")
    finish(case, people)
    assert case.state == "to_sign" and "co_missing" not in last_of(case).filled


def test_after_their_limit_the_missing_are_named(people):
    case = helped(people)
    with on(date(2026, 9, 17)):
        finish(case, people)
    assert last_of(case).shown["到期没提意见的协办单位"] == turns.names_of(case.co_units)


def test_only_a_unit_that_helps_gives_an_opinion(people):
    case = helped(people)
    for person in (people.unit_leader, people.handler, people.clerk, people.office):
        assert not allowed(person.actor, "case.co_opinion", case)
    with pytest.raises(Refused, match="不是这件的协办单位"):
        actions.advance(case, "co_opinion", people.unit_leader.actor, opinion="我来说")


def test_a_helping_unit_sees_the_case_and_finds_it_on_its_task_page(people):
    case = helped(people)
    leader = people.other_unit_leader.actor
    assert queries.case_for(leader, case.number) is case
    [(aside, [row])] = queries.aside_rows(leader)
    assert (aside.key, row.number, row.own_due_on) == ("co_work", case.number, date(2026, 9, 16))
    assert queries.task_count(leader, queries.open_work(leader)) == 1
    actions.advance(case, "co_opinion", leader, opinion="没有意见")
    assert queries.aside_rows(leader) == [] and queries.case_for(leader, case.number) is case


def test_the_turn_stays_with_the_unit_that_answers(people):
    case = helped(people)
    handler = people.seat("徐建", people.handler.seat.role, traffic().name).actor
    finish_waits = [row.number for row in queries.task_rows(handler)]
    assert finish_waits == [] and queries.task_count(handler, queries.open_work(handler)) == 1
    assert [row.number for row in queries.task_rows(people.handler.actor)] == [case.number]


def test_a_handler_of_a_helping_unit_sees_it_until_it_answered(people):
    handler = people.seat("徐建", people.handler.seat.role, traffic().name).actor
    other = people.seat("顾平", people.handler.seat.role, traffic().name).actor
    case = helped(people)
    assert queries.case_for(handler, case.number) is case and queries.case_for(other, case.number) is case
    actions.advance(case, "co_opinion", handler, opinion="可以")
    assert queries.case_for(handler, case.number) is case
    assert queries.case_for(other, case.number) is None


def test_an_opinion_can_be_taken_back_and_given_again(people):
    case = helped(people)
    leader = people.other_unit_leader.actor
    actions.advance(case, "co_opinion", leader, opinion="写错了")
    actions.take_back(case, leader)
    own = case.co_units[0]
    assert (own.opinion, own.given_at, own.due_on) == (None, None, date(2026, 9, 16))
    actions.advance(case, "co_opinion", leader, opinion="这回对了")
    assert own.opinion == "这回对了"
    with pytest.raises(Refused):
        actions.take_back(case, people.unit_leader.actor)


def test_apart_each_answers_before_the_reply(people):
    case = helped(people, handling_way="分办")
    finish(case, people)
    actions.advance(case, "sign", people.unit_leader.actor)
    actions.advance(case, "pass_check", people.clerk.actor, opinion="好")
    with pytest.raises(Refused, match="协办单位还没有提意见"):
        actions.make_move(case, "reply", people.handler.actor, reply_text="灯装好了。")
    actions.advance(case, "co_opinion", people.other_unit_leader.actor, opinion="站台后移了。")
    actions.make_move(case, "reply", people.handler.actor, reply_text="灯装好了。")
    assert case.state == "to_forward"


def test_in_another_round_the_units_that_help_are_asked_again(people):
    case = helped(people)
    leader = people.other_unit_leader
    actions.advance(case, "co_opinion", leader.actor, opinion="可以后移")
    finish(case, people)
    for _start, verb, person, cells in sheets(people)[3:]:
        actions.advance(case, verb, person.actor, **cells)
    actions.rate_for_asker(case, people.clerk.actor, **HEARD, **RATED)
    with on(date(2026, 11, 2)):
        actions.advance(case, "reopen", people.office.actor, reason="灯又坏了")
        assert queries.waiting_beside(case, "reopen") == [leader.user.id]
        with pytest.raises(Refused, match="协办单位还没有提意见：.*11月4日"):
            finish(case, people)
        actions.advance(case, "co_opinion", leader.actor, opinion="不用后移了")
        finish(case, people)
    told = rules.timeline(queries.history_of(case), [], is_open=True)
    assert [one.quote for one in told if one.title == "办理：提协办意见"] == ["不用后移了", "可以后移"]
    assert not proof(date.min, clock.today()).red


def test_the_office_settles_how_often_a_case_is_looked_at_again(people, make):
    set_ladder(people.office.actor, **{**vars(thresholds()), "recheck_months": 1})
    case = closed(people, **PLANNED)
    assert case.recheck_on == date(2026, 10, 14)


def test_who_helps_stays_when_a_case_is_handed_over_again(people):
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    clerk = people.clerk.actor
    actions.advance(case, "hand_over", clerk, unit_id=housing().id, co_unit_ids=[traffic().id], handling_way="分办")
    actions.advance(case, "decline", people.unit_leader.actor, decline_kind="需要补充情况", reason="地点不清楚")
    actions.advance(case, "rule_supplement", people.director.actor, opinion="请补充")
    case.state = "to_hand_over"
    shown = queries.prefilled(case, CASEWORK.by_verb["hand_over"])
    assert (shown["co_unit_ids"], shown["handling_way"]) == ([traffic().id], "分办")
    actions.advance(case, "hand_over", clerk, unit_id=housing().id)
    assert [one.organisation_id for one in case.co_units] == [traffic().id] and case.handling_way == "分办"
    actions.advance(case, "decline", people.unit_leader.actor, decline_kind="需要补充情况", reason="还是不清楚")
    case.state = "to_hand_over"
    actions.advance(case, "hand_over", clerk, unit_id=housing().id, co_unit_ids=[])
    assert case.co_units == [] and case.handling_way == "单办"


def test_the_unit_that_helps_may_become_the_one_that_answers(people):
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, co_unit_ids=[traffic().id])
    actions.advance(
        case, "decline", people.unit_leader.actor, decline_kind="不是本单位职责", reason="归交通局管",
        proposed_unit_id=traffic().id,
    )  # fmt: skip
    actions.advance(case, "rule_reassign", people.director.actor, unit_id=traffic().id, opinion="同意")
    assert (case.unit_id, case.co_units, case.handling_way) == (traffic().id, [], "单办")


def test_passing_within_the_unit_keeps_state_and_limit(people):
    case = brought_to("handling", people)
    other = first(Section, organisation_id=housing().id, name="城建科")
    colleague = people.seat("周勇", people.handler.seat.role, housing().name)
    with pytest.raises(Refused, match="请选转给哪个科室或者哪位经办人"):
        actions.advance(case, "pass_within", people.handler.actor, reason="我出差")
    actions.advance(case, "pass_within", people.handler.actor, section_id=other.id, handler_id=colleague.user.id)
    assert (case.state, case.due_on, case.handler_id) == ("handling", DUE, colleague.user.id)
    assert not allowed(people.handler.actor, "case.pass_within", case)
    assert allowed(people.unit_leader.actor, "case.pass_within", case)
    assert queries.case_to_take_back(people.handler.actor, case.number) is case
    actions.take_back(case, people.handler.actor)
    assert case.handler_id == people.handler.user.id


def test_passing_to_a_section_names_nobody_of_the_one_before(people):
    case = brought_to("handling", people)
    assert case.handler is people.handler.user
    other = first(Section, organisation_id=housing().id, name="城建科")
    actions.advance(case, "pass_within", people.unit_leader.actor, section_id=other.id)
    assert case.handler is None and rules.whose_turn(case, "诉求人").holder == "住建局城建科"


def test_result_b_is_tracked_each_quarter_until_it_is_solved(people):
    case = closed(people, **PLANNED)
    assert (case.state, case.closed_on, case.recheck_on) == ("closed", date(2026, 9, 14), date(2026, 12, 14))
    leader = people.unit_leader.actor
    assert queries.aside_rows(leader) == [] and queries.tracked_count(leader) == 1
    again = {"recheck_result": "B 正在解决或列入计划", "progress": "已经招标"}
    with on(date(2026, 12, 15)):
        [(aside, [row])] = queries.aside_rows(leader)
        assert (aside.verb, row.number) == ("recheck", case.number)
        actions.make_move(case, "recheck", leader, **again)
        assert (case.state, case.recheck_on) == ("closed", date(2027, 3, 15))
        with pytest.raises(Refused, match="请填不能解决的依据"):
            actions.advance(case, "recheck", leader, recheck_result="C 暂时不能解决", progress="没有地")
        actions.make_move(case, "recheck", leader, recheck_result="A 已解决或基本解决", progress="灯亮了")
    assert case.recheck_on is None and queries.tracked_count(leader) == 0 and case.closed_on == date(2026, 9, 14)
    with pytest.raises(Refused, match="没有列入长期跟踪"):
        actions.make_move(case, "recheck", leader, **again)


def test_other_results_are_not_tracked(people):
    assert closed(people).recheck_on is None
    tracked = closed(people, **PLANNED)
    for person in (people.clerk, people.office, people.other_unit_leader, people.member):
        assert not allowed(person.actor, "case.recheck", tracked)


def test_a_conversion_is_a_link_and_the_case_goes_on(people):
    case = brought_to("handling", people)
    cells = {"conversion": "提案", "linked_no": "2027-018", "opinion": "全市都有这样的路口"}
    actions.make_move(case, "convert", people.member.actor, **cells)
    assert (case.state, case.converted_to) == ("handling", "提案")
    with pytest.raises(Refused, match="已经转化为提案"):
        actions.advance(case, "convert", people.office.actor, **cells)
    actions.advance(case, "convert", people.director.actor, **{**cells, "conversion": "协商议题"})
    assert case.converted_to == "提案、协商议题"
    finish(case, people)
    for person in (people.unit_leader, people.handler, people.other_member, people.other_clerk, people.leader):
        assert not allowed(person.actor, "case.convert", case)
    with pytest.raises(Refused, match="不能转化"):
        actions.make_move(opened(people), "convert", people.member.actor, **cells)


def test_the_office_reopens_a_closed_case_as_another_round(people):
    case = closed(people, **PLANNED)
    actions.make_move(case, "reopen", people.office.actor, reason="灯又坏了")
    assert (case.state, case.round, case.closed_on, case.recheck_on) == ("handling", 2, None, None)
    assert case.due_on > clock.today() and case.first_due_on == DUE
    for person in (people.clerk, people.director, people.unit_leader, people.member, people.leader):
        assert not allowed(person.actor, "case.reopen", case)
    with pytest.raises(Refused, match="不能重新打开"):
        actions.make_move(case, "reopen", people.office.actor, reason="再来")
    case.state, case.round = "closed", 4
    with pytest.raises(Refused, match="已经办过 4 轮"):
        actions.make_move(case, "reopen", people.office.actor, reason="再来")


@pytest.mark.parametrize(("verb", "cells"), [
    ("refuse", {"refusal": "不属于本市管辖", "explained": "打了电话"}), ("settle", {"reply_text": "当场办好"}),
])  # fmt: skip
def test_what_was_refused_or_settled_comes_back_to_the_committee(people, verb, cells):
    case = brought_to("to_hand_over", people)
    actions.advance(case, verb, people.clerk.actor, **cells)
    assert case.closed_on
    actions.make_move(case, "reopen_to_desk", people.office.actor, reason="有了新情况")
    assert (case.state, case.round, case.closed_on, case.reply_text) == ("to_hand_over", 1, None, None)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id)
    assert case.state == "to_approve" and case.first_due_on == case.due_on


def test_all_these_turns_keep_the_sheets_in_balance(people):
    extended = brought_to("handling", people)
    actions.advance(extended, "ask_extension", people.handler.actor, **REQUEST)
    actions.advance(extended, "grant_extension", people.director.actor, **GRANT)
    actions.advance(extended, "convert", people.member.actor, conversion="提案", opinion="共性问题")
    asked = helped(people)
    actions.advance(asked, "co_opinion", people.other_unit_leader.actor, opinion="可以")
    actions.take_back(asked, people.other_unit_leader.actor)
    actions.advance(closed(people), "reopen", people.office.actor, reason="灯又坏了")
    tracked = closed(people, **PLANNED)
    again = {"recheck_result": "B 正在解决或列入计划", "progress": "已经招标"}
    actions.advance(tracked, "recheck", people.unit_leader.actor, **again)
    refused = brought_to("to_hand_over", people)
    actions.advance(refused, "refuse", people.clerk.actor, refusal="不属于本市管辖", explained="打了电话")
    actions.advance(refused, "reopen_to_desk", people.office.actor, reason="有了新情况")
    found = proof(date.min, clock.today())
    assert not found.red, [one.identity.name for one in found.red]


def test_a_helping_units_step_is_late_by_its_own_limit(people):
    case = helped(people, limit_days=3)
    with on(date(2026, 9, 16)):
        actions.advance(case, "co_opinion", people.other_unit_leader.actor, opinion="可以后移")
        late = last_of(case)
        [told, *_] = rules.timeline(queries.history_of(case), [], is_open=True)
    assert case.due_on > late.acted_on > late.due_on == case.co_units[0].due_on == date(2026, 9, 15)
    assert told.remarks == ("晚于期限",) and late.shown["协办单位"] == traffic().name
    assert not proof(date.min, clock.today()).red


def test_a_recheck_is_late_by_the_day_that_was_set_for_it(people):
    case = closed(people, **PLANNED)
    set_for = case.recheck_on
    with on(date(2026, 12, 15)):
        actions.advance(case, "recheck", people.unit_leader.actor, recheck_result=PLANNED["result"], progress="招标了")
        assert last_of(case).due_on == set_for == date(2026, 12, 14)
        assert not proof(date.min, clock.today()).red


@pytest.mark.parametrize(("who", "days", "most"), [("clerk", 6, 5), ("director", 16, 15)])
def test_a_limit_is_lengthened_by_hand_only_as_far_as_the_role_may(people, who, days, most):
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    actor = getattr(people, who).actor
    with pytest.raises(Refused, match=f"最多定 {most} 个工作日（意见建议、一般，规定 5 个）"):
        actions.advance(case, "hand_over", actor, unit_id=housing().id, limit_days=days)
    actions.advance(case, "hand_over", actor, unit_id=housing().id, limit_days=most)
    assert case.limit_days == most


def test_a_field_of_long_works_has_its_own_limit_which_a_clerk_may_give(people):
    case = opened(people, survey=SURVEY, suggestion=SUGGESTION)
    case.category.limit_days = 60
    with pytest.raises(Refused, match="最多定 60 个工作日"):
        actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, limit_days=61)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id, limit_days=60)


def test_the_page_of_an_extension_says_until_when_and_why(people):
    case = brought_to("handling", people)
    hint = queries.hints_for(case, CASEWORK.by_verb["ask_extension"])["extension_asked_until"]
    assert hint.startswith("最晚能申请到9月28日。") and "和原来的 5 个工作日一样长" in hint
    first(TimeLimit, key="extension").days = 3
    hint = queries.hints_for(case, CASEWORK.by_verb["ask_extension"])["extension_asked_until"]
    assert "最多再延 3 个工作日（办公室定的上限是 3 个工作日）" in hint


def test_the_past_of_a_turn_is_told_as_it_was(people):
    case = brought_to("handling", people)
    with on(date(2026, 9, 15)):
        actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    with on(date(2026, 9, 16)):
        actions.advance(case, "grant_extension", people.director.actor, **GRANT)
    then = queries.past_of_cases(date(2026, 9, 15))[case.id]
    assert (then["due_on"], then["extension_asked_until"], then["extended_due_on"]) == (DUE, date(2026, 9, 23), None)
    [row] = queries.cases_on(people.office.actor, date(2026, 9, 14))
    assert row.due_on == DUE


def test_the_history_reads_as_a_story(people):
    case = helped(people)
    actions.advance(case, "ask_extension", people.handler.actor, **REQUEST)
    actions.advance(case, "refuse_extension", people.director.actor, opinion="来得及")
    actions.advance(case, "co_opinion", people.other_unit_leader.actor, opinion="可以后移")
    told = rules.timeline(queries.history_of(case), [], is_open=True)
    assert [one.title for one in told[:3]] == ["办理：提协办意见", "办理：不同意延期", "办理：申请延期"]
    assert told[0].quote == "可以后移" and told[2].cells["新期限"] == "9月23日"


@pytest.mark.parametrize(("day", "later"), [
    (date(2026, 9, 14), date(2026, 12, 14)), (date(2026, 11, 30), date(2027, 2, 28)),
    (date(2026, 10, 1), date(2027, 1, 1)), (date(2027, 11, 30), date(2028, 2, 29)),
])  # fmt: skip
def test_a_quarter_later(day, later):
    assert turns.next_recheck(day, 3) == later


def test_a_third_of_the_limit_is_rounded_up():
    assert [turns.co_limit_days(days) for days in (1, 3, 5, 10)] == [1, 1, 2, 4]


def test_the_office_may_allow_less_than_the_limit_again():
    calendar = WorkingDays({}, frozenset({2026}))
    friday = date(2026, 9, 4)
    assert turns.latest_extension(friday, 5, None, calendar) == date(2026, 9, 11)
    assert turns.latest_extension(friday, 5, 2, calendar) == date(2026, 9, 8)
    assert turns.latest_extension(friday, 5, 60, calendar) == date(2026, 9, 11)


def test_nobody_proposes_his_own_unit_nor_reassigns_to_the_same(people):
    case = brought_to("to_approve", people)
    told = {"decline_kind": "不是本单位职责", "reason": "不归我们"}
    with pytest.raises(Refused, match="就是本单位"):
        actions.advance(case, "decline", people.unit_leader.actor, **told, proposed_unit_id=case.unit_id)
    actions.advance(case, "decline", people.unit_leader.actor, **told, proposed_unit_id=traffic().id)
    with pytest.raises(Refused, match="就是原来的单位"):
        actions.advance(case, "rule_reassign", people.director.actor, unit_id=case.unit_id, opinion="改派")
    assert actions.advance(case, "rule_reassign", people.director.actor, unit_id=traffic().id, opinion="改派")


def test_the_sheet_of_handing_over_says_way_and_days(people):
    case = helped(people)
    record = next(one for one in queries.history_of(case) if one.verb == "hand_over")
    assert (record.shown["办理方式"], record.shown["办理期限（工作日）"]) == ("会办", str(case.limit_days))
