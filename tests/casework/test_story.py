"""How a case is told: the bar of eight, whose turn it is, the line of time, what is offered."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Thing

import pytest

from liaison.access import Actor, Role
from liaison.casework import rules
from liaison.casework.rules.story import DOING, ENDINGS
from liaison.casework.rules.timeline import heading, who_did
from liaison.casework.workflow import CASEWORK, MERGED, MOVES, OPEN_STATES
from liaison.core.calendar import WorkingDays
from liaison.core.errors import Refused

TODAY = date(2025, 11, 20)
CALENDAR = WorkingDays({}, frozenset({2025}))


def case_at(state, **values):
    """A case in a state, with everybody known."""
    given = {
        "state": state, "round": 1, "member": Thing(name="陈立平", is_active=True),
        "raised_by": Thing(name="陈立平"), "representative": Thing(name="周桂芳"),
        "asker_name": "周桂芳", "is_confidential": False, "is_anonymous": False, "decline_count": 0,
        "due_on": date(2025, 11, 27), "step_due_on": None, "first_due_on": None, "handled_on": None,
        "extended_due_on": None, "recheck_on": None, "extension_asked_until": None, "extension_round": None,
        "committee": Thing(name="曲塘镇政协工委", short="曲塘工委"),
        "unit": Thing(name="市住房和城乡建设局", short="住建局"),
        "section": Thing(name="市政科"), "handler": Thing(name="李海峰"), "needs_issue": False, "needs_receipt": False,
        "is_scanned": False,
        "has_rulings_left": True, "committee_id": 1, "unit_id": 2, "member_id": 3, "holder_organisation_id": 2,
    }  # fmt: skip
    return Thing(**{**given, **values})


def record(seq, step, verb, **values):
    """A step record of 6 November."""
    given = {
        "seq": seq, "step": step, "verb": verb, "round": 1, "actor_name": "王敏", "on_behalf": None, "due_on": None,
        "actor_role": "曲塘镇政协工委 工委（工作组）经办", "acted_on": date(2025, 11, 6), "is_imported": False,
        "acted_at": datetime(2025, 11, 6, tzinfo=UTC) + timedelta(minutes=seq), "note": None, "shown": {},
    }  # fmt: skip
    return Thing(**{**given, **values})


def test_every_state_can_be_told():
    assert set(DOING) == set(OPEN_STATES) - {MERGED}
    assert set(ENDINGS) == {s.code for s in CASEWORK.states if s.is_end}
    for state in CASEWORK.states:
        turn = rules.whose_turn(case_at(state.code, merged_into=case_at("handling", number="2026-0386")), "周桂芳")
        assert bool(turn.holder and turn.doing) is not state.is_end
        assert turn.after.endswith("。") or not turn.after


def test_a_merged_case_is_where_its_main_case_is():
    main = case_at("handling", number="2026-0386", asker_name="季小满")
    turn = rules.whose_turn(case_at(MERGED, merged_into=main), "周桂芳")
    assert (turn.holder, turn.doing) == ("住建局市政科 李海峰", "办理（主单 2026-0386）")
    assert turn.after.startswith("已并案，随 2026-0386 一起办理") and "季小满" not in turn.after


def test_the_sentence_names_who_holds_it_and_who_is_next():
    turn = rules.whose_turn(case_at("handling"), "周桂芳")
    assert (turn.holder, turn.doing) == ("住建局市政科 李海峰", "办理")
    assert turn.after == "办好后由市住房和城乡建设局签批办理结果，最后由陈立平委员告诉周桂芳。"
    unknown = case_at("to_hand_over", unit=None, section=None, handler=None, unit_id=None)
    assert "转办后由承办单位审批" in rules.whose_turn(unknown, "周桂芳").after


def test_the_bar_marks_done_now_and_next():
    records = [record(1, 1, "open"), record(2, 2, "submit"), record(3, 3, "hand_over"), record(4, 4, "approve")]
    steps = rules.eight_steps(case_at("handling"), records, None, TODAY, "周桂芳")
    assert [s.state for s in steps] == ["done"] * 4 + ["now"] + ["next"] * 3
    assert [s.name for s in steps] == ["连线", "凝心", "转办", "审批", "办理", "督办", "回复", "评议"]
    assert (steps[2].who, steps[2].when) == ("曲塘工委", "11月6日")
    assert (steps[4].who, steps[4].when) == ("市政科", "办理中")
    assert (steps[6].who, steps[6].when) == ("住建局", "11月27日前")


@pytest.mark.parametrize(
    ("state", "who"),
    [("declined", "曲塘工委"), ("to_rule_finally", "政协办公室"), ("to_sign", "住建局"), ("to_forward", "曲塘工委"),
     ("to_tell", "陈立平"), ("to_decide", "政协办公室"), ("to_rate", "周桂芳"), ("to_approve", "住建局")],
)  # fmt: skip
def test_under_the_step_that_runs_stands_whose_turn_it_is(state, who):
    (now,) = (step for step in rules.eight_steps(case_at(state), [], None, TODAY, "周桂芳") if step.state == "now")
    assert now.who == who


def test_the_bar_says_when_it_is_late():
    late = case_at("handling", due_on=date(2025, 11, 17))
    deadline = rules.deadline_of(late, TODAY, CALENDAR)
    step = rules.eight_steps(late, [], deadline, TODAY, "周桂芳")[4]
    assert (step.state, step.when) == ("late", "已超 3 天")


@pytest.mark.parametrize(("state", "done"), [("closed", 8), ("settled", 3), ("refused", 3), ("voided", 2)])
def test_the_bar_of_what_has_ended(state, done):
    steps = rules.eight_steps(case_at(state), [], None, TODAY, "周桂芳")
    assert [s.state for s in steps] == ["done"] * done + ["next"] * (8 - done)


def test_the_nearest_of_two_limits_is_due():
    near, far = date(2025, 11, 21), date(2025, 11, 27)
    assert rules.nearest_due("to_approve", far, near) == near
    assert rules.nearest_due("handling", far, None) == far
    assert rules.nearest_due("to_reply", near, far) == far
    assert rules.nearest_due("closed", near, None) is None


def test_after_the_result_the_limit_of_handling_rests_until_it_is_sent_back():
    case = case_at("to_check", due_on=date(2025, 11, 1), handled_on=date(2025, 11, 1), first_due_on=date(2025, 11, 1))
    assert rules.deadline_of(case, TODAY, CALENDAR).words == "按期办结"
    back = case_at("handling", due_on=date(2025, 11, 1), handled_on=date(2025, 11, 1))
    assert rules.deadline_of(back, TODAY, CALENDAR).tone == "bad"


def test_what_was_taken_back_does_not_stand():
    records = [record(1, 3, "hand_over"), record(2, 3, "take_back"), record(3, 3, "send_back")]
    assert [r.verb for r in rules.standing(records)] == ["send_back"]
    told = rules.timeline(records, [], is_open=True)
    assert [(e.title, e.is_withdrawn) for e in told] == [
        ("转办：退回补充", False), ("撤回", False), ("转办", True),
    ]  # fmt: skip
    assert "已撤回" in told[2].remarks
    assert told[0].state == "back"


def test_the_line_of_time_puts_notices_where_they_belong():
    shown = {"办理过程": "看过现场", "方式": "电话"}
    records = [record(1, 3, "hand_over"), record(9, 5, "handle", note="看过现场", shown=shown)]
    notice = Thing(
        level=3, number="DB2025-0001", issued_by="高远", cause="已超期", demand="快办", answer_by=date(2025, 11, 8),
        issued_at=datetime(2025, 11, 6, 0, 5, tzinfo=UTC), answered_at=datetime(2025, 11, 7, tzinfo=UTC),
        answered_by="李海峰", answer="已办", closed_at=None,
    )  # fmt: skip
    told = rules.timeline(records, [notice], is_open=True)
    assert [e.title for e in told] == ["回督办", "办理：记办理过程", "督办 DB2025-0001", "转办"]
    assert told[1].state == "now"
    assert (told[1].quote, told[1].cells) == ("看过现场", {"方式": "电话"})
    assert told[2].cells == {"原因": "已超期", "回话期限": "2025年11月8日"}


def test_who_did_it_is_called_as_people_call_him():
    assert who_did(record(1, 3, "hand_over")) == "曲塘镇政协工委 王敏"
    assert who_did(record(1, 2, "submit", actor_name="陈立平", actor_role="曲塘镇政协工委 委员")) == "陈立平委员"
    desk = Actor(1, "王敏", Role.CLERK, organisation="曲塘镇政协工委")
    assert who_did(record(1, 3, "hand_over", actor_role=desk.title)) == "曲塘镇政协工委 王敏"
    office = Actor(1, "刘芸", Role.OFFICE, organisation="市政协办公室")
    assert who_did(record(1, 3, "urge", actor_name="刘芸", actor_role=office.title)) == "市政协办公室 刘芸"
    assert who_did(record(1, 8, "rate", actor_name="诉求人", actor_role="诉求人")) == "诉求人"
    assert who_did(record(1, 5, "finish", actor_name="", actor_role="市住建局市政科")) == "市住建局市政科"
    assert who_did(record(1, 3, "hand_over", on_behalf="周国平")) == "曲塘镇政协工委 王敏代周国平"


def test_headings_name_the_step_once():
    assert heading(3, "hand_over") == "转办"
    assert heading(4, "approve") == "审批交办"
    assert heading(5, "finish") == "办理：报办理结果"
    assert all(heading(move.step, move.verb) for move in MOVES)


def actor(role, **values):
    """Somebody of a role."""
    return Actor(9, "某某人", role, **values)


def verbs(case, who):
    """What he is offered."""
    return {move.verb for move in rules.offered_moves(case, who, TODAY)}


def test_each_role_is_offered_what_the_table_allows():
    clerk, unit = actor(Role.CLERK, organisation_id=1), actor(Role.UNIT_LEADER, organisation_id=2)
    assert verbs(case_at("to_hand_over"), clerk) == {
        "hand_over", "send_back", "refuse", "settle", "void", "convert", "merge",
    }
    assert verbs(case_at("to_hand_over"), unit) == set()
    assert verbs(case_at("to_approve"), unit) == {"approve", "decline"}
    assert verbs(case_at("to_approve", decline_count=2), unit) == {"approve"}
    assert verbs(case_at("to_approve"), actor(Role.UNIT_LEADER, organisation_id=7)) == set()
    assert verbs(case_at("closed"), actor(Role.OFFICE)) == {"convert", "reopen"}


def test_unanswered_ratings_are_closed_only_after_their_time():
    office = actor(Role.OFFICE)
    assert "close_unrated" not in verbs(case_at("to_rate", step_due_on=TODAY), office)
    assert "close_unrated" in verbs(case_at("to_rate", step_due_on=TODAY - timedelta(days=1)), office)


def test_rounds_are_bounded():
    office = actor(Role.OFFICE)
    assert "decide_redo" in verbs(case_at("to_decide", round=3), office)
    assert "decide_redo" not in verbs(case_at("to_decide", round=4), office)


def test_of_two_main_moves_the_furthest_is_filled():
    clerk = actor(Role.CLERK, organisation_id=1)
    moves = rules.offered_moves(case_at("to_consensus"), clerk, TODAY)
    assert {"submit", "hand_over"} <= {m.verb for m in moves}
    assert rules.main_of(moves).verb == "hand_over"
    assert rules.main_of([]) is None


def test_a_move_that_cannot_begin_says_why():
    with pytest.raises(Refused, match="现在是“办理中”，不能转办"):
        rules.refuse_unstartable(case_at("handling"), CASEWORK.by_verb["hand_over"], TODAY)
    with pytest.raises(Refused, match="不能再申退"):
        rules.refuse_unstartable(case_at("to_approve", decline_count=2), CASEWORK.by_verb["decline"], TODAY)


def test_toasts():
    turn = rules.whose_turn(case_at("to_approve"), "周桂芳")
    assert rules.done_words_of("转办", turn) == "已转办，现在由市住房和城乡建设局审批"
    assert rules.done_words_of("已看到答复", rules.whose_turn(case_at("closed"), "周桂芳")) == "已看到答复"


def test_rounds_are_numbered_and_a_tracked_case_says_its_day():
    told = rules.timeline([record(1, 8, "rate_redo"), record(2, 5, "finish", round=2)], [], is_open=True)
    assert [entry.round for entry in told] == [2, 1]
    assert heading(8, "reopen") == "重新打开" and heading(8, "convert") == "转化为提案等"
    tracked = rules.whose_turn(case_at("closed", recheck_on=date(2026, 2, 20)), "周桂芳")
    assert tracked.after == "这件已经办结。还在长期跟踪，下次复查是2026年2月20日。"
