"""Deadlines with a receipt: what they were reckoned from, 等待补充, 延期, 撤回, the calendar changed, the check."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select, text

from liaison.access import SYSTEM
from liaison.audit.models import Event
from liaison.casework import actions
from liaison.casework.actions import limits, receipts
from liaison.casework.actions.calendar import ChangeOfDays, change_days, follow_calendar
from liaison.casework.models import Case
from liaison.casework.queries.deadlines import faults, mark_of, receipts_of, shifts_under
from liaison.casework.rules.deadlines import Inputs, Pause, derive
from liaison.casework.rules.public import USUAL_DAYS
from liaison.casework.rules.reckoning import reckonings
from liaison.casework.workflow import CASEWORK
from liaison.core import clock
from liaison.core.calendar import CalendarDay, WorkingDays, override, working_days
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.notices.models import Message
from liaison.setup import load_reference_lists
from tests.casework.stories import SUGGESTION, SURVEY, housing, opened
from tests.casework.test_conservation import tamper

DISPATCHED = date(2026, 9, 24)  # a Thursday before 中秋 and 国庆


def on(day, hour=9):
    """The clock of that morning."""
    return clock.set_clock(clock.at(day, time(hour)))


@pytest.fixture
def case(people):
    """A suggestion handed over on 24 September 2026, due on the fifth working day."""
    with on(DISPATCHED):
        one = opened(people, survey=SURVEY, suggestion=SUGGESTION, kind="意见建议")
        return actions.advance(one, "hand_over", people.clerk.actor, unit_id=housing().id)


def ask_for_more(case, people, asked, back):
    """The unit declines for want of more, the director agrees; the case is with the unit again on another day."""
    with on(asked):
        actions.advance(case, "decline", people.unit_leader.actor, reason="不清楚是哪个路口",
                        decline_kind="补充")  # fmt: skip
        actions.advance(case, "rule_supplement", people.director.actor, opinion="请补充地点")
    with on(back):
        sheet = {column.key: getattr(case, column.key) for column in actions.opening.consensus_columns()}
        actions.advance(case, "supplement", people.member.actor, **sheet)
        actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id)


def holding(case, what="handling"):
    return next(one for one in receipts_of(case) if one.what == what)


def test_dispatch_writes_what_the_day_came_from(case):
    receipt = holding(case)
    assert case.due_on == receipt.due_on == date(2026, 10, 9) and case.first_due_on == case.due_on
    assert (receipt.cause, receipt.inputs["rule"], receipt.inputs["days"]) == ("hand_over", "意见建议、一般", 5)
    assert receipt.inputs["calendar"]["2026-10-01"] is False
    assert receipt.seq == 3, "open, submit, hand_over"


def test_the_days_are_told_one_by_one(case):
    step, told = reckonings(case, receipts_of(case), working_days())
    assert told.rule == "意见建议、一般：5 个工作日，从转办（9月24日）第二天算起"
    assert told.sum == "前后共 15 天，数了 5 个工作日；不算的有中秋节 3 日，国庆节 7 日"
    assert [one.number for one in told.days if one.number] == [1, 2, 3, 4, 5]
    assert (told.days[0].why, told.days[-1].day, told.column) == ("中秋节", case.due_on, 5)
    assert step.rule.startswith("审批：单位负责人审批交办：2 个工作日，从轮到这一步")


def test_waiting_for_more_does_not_count(case, people):
    ask_for_more(case, people, date(2026, 9, 28), date(2026, 9, 30))
    assert holding(case).inputs["pauses"] == [{"since": "2026-09-28", "until": "2026-09-30", "why": "等待补充"}]
    assert case.due_on == case.first_due_on == date(2026, 10, 12), "8, 9, 10 and 12 October follow 28 September"
    told = next(one for one in reckonings(case, receipts_of(case), working_days()) if one.due_on == case.due_on)
    assert [one.day.day for one in told.days if one.why == "等待补充"] == [29, 30]
    assert "等待补充 2 日" in told.sum and "9月28日到9月30日等待补充" in told.notes[0]
    assert faults() == []


def go_on(case):
    """Let the clock run again from tomorrow, as handing over again does."""
    before = receipts.inputs_of(case)
    if before.is_paused:
        receipts.keep_handling(case, before.resumed(clock.today()), "hand_over")


def test_while_it_waits_the_day_stands_and_the_clock_is_stopped(case, people):
    with on(date(2026, 9, 28)):
        actions.advance(case, "decline", people.unit_leader.actor, reason="不清楚", decline_kind="补充")
        actions.advance(case, "rule_supplement", people.director.actor, opinion="请补充")
        limits.pause_limit(case)
    assert [one.cause for one in receipts_of(case) if one.what == "handling"] == ["pause", "hand_over"]
    assert case.due_on == date(2026, 10, 9) and faults() == []
    with on(date(2026, 9, 29)):
        go_on(case)
        go_on(case)
    assert case.due_on == date(2026, 10, 10), "a Saturday that is worked"


def test_nothing_is_stopped_before_dispatch(people):
    one = opened(people)
    limits.pause_limit(one)
    go_on(one)
    assert one.due_on is None and not [r for r in receipts_of(one) if r.what == "handling"]


def test_an_extension_keeps_the_first_day(case):
    with on(date(2026, 9, 29)):
        limits.extend_limit(case, date(2026, 10, 16), "要等材料")
    assert (case.due_on, case.first_due_on, case.extended_due_on) == (
        date(2026, 10, 16), date(2026, 10, 9), date(2026, 10, 16),
    )  # fmt: skip
    told = next(one for one in reckonings(case, receipts_of(case), working_days()) if one.due_on == case.due_on)
    assert told.notes == ("9月29日同意延期到10月16日：要等材料",)
    assert [one.why for one in told.days if one.tone == "extended"][:2] == ["延期，调休上班", "延期"]
    with on(date(2026, 10, 13)):
        limits.pause_limit(case)
    with on(date(2026, 10, 14)):
        go_on(case)
    assert case.due_on == date(2026, 10, 19) and case.first_due_on == date(2026, 10, 9)


def test_a_second_round_and_a_field_have_limits_of_their_own(case, people):
    case.round = 2
    with on(date(2026, 10, 20)):
        limits.set_redo_limit(case)
    assert case.due_on == date(2026, 10, 27) and case.first_due_on == date(2026, 10, 9)
    assert holding(case).inputs["rule"] == "第 2 轮再办"
    case.category.limit_days = 15
    with on(date(2026, 10, 20)):
        limits.set_handling_limit(case, clock.today())
        assert holding(case).inputs["rule"] == "“交通信号标线”类的期限" and case.limit_days == 15
        limits.set_handling_limit(case, clock.today(), 7)
        assert holding(case).inputs["rule"] == "转办时定的期限" and case.limit_days == 7


def test_taking_back_takes_the_day_back_and_says_so(case, people):
    with on(DISPATCHED):
        actions.take_back(case, people.clerk.actor)
    assert case.due_on is None and holding(case).due_on is None and holding(case).cause == "take_back"
    assert holding(case, "step").due_on == case.step_due_on
    with on(date(2026, 9, 28)):
        actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing().id)
    assert case.due_on == date(2026, 10, 10) and faults() == []


def test_taking_back_a_return_stops_no_clock(case, people):
    with on(date(2026, 9, 28)):
        actions.advance(case, "decline", people.unit_leader.actor, reason="不清楚", decline_kind="补充")
        actions.advance(case, "rule_supplement", people.director.actor, opinion="请补充")
        actions.take_back(case, people.director.actor)
    assert case.state == "declined" and "pauses" not in holding(case).inputs
    assert case.due_on == holding(case).due_on == date(2026, 10, 9) and faults() == []


def change(day, kind, until=None, source="防台风"):
    """What the office fills in."""
    return ChangeOfDays.of(day, until, kind, source)


def marked(one):
    return mark_of(shifts_under(one.upon(working_days())))


def test_a_change_of_the_calendar_moves_what_runs_and_nothing_else(case, people, make):
    leader = people.unit_leader.user.id
    ended = make(Case, state="closed", due_on=date(2026, 10, 9), transferred_on=DISPATCHED)
    one = change(date(2026, 10, 8), "放假")
    with on(date(2026, 9, 28)):
        assert [(s.what, s.old, s.new) for s in shifts_under(one.upon(working_days()))] == [
            ("handling", date(2026, 10, 9), date(2026, 10, 10)),
        ]  # fmt: skip
        change_days(one, marked(one), people.office.actor)
    assert (case.due_on, case.first_due_on, ended.due_on) == (date(2026, 10, 10), date(2026, 10, 10), date(2026, 10, 9))
    receipt = holding(case)
    assert (receipt.cause, receipt.seq, receipt.due_on) == ("calendar.set_day", 3, case.due_on)
    event = case_event("calendar.set_day")
    assert (event.label, event.changes) == ("2026-10-08", {
        "上班": [True, False], "依据": "防台风", "期限移动": f"1 件：{case.number}",
    })  # fmt: skip
    told = database.session.scalars(select(Message).where(Message.kind == "deadline")).one()
    assert told.user_id == leader and told.link == "/cases?stage=open"
    assert told.title == "工作日历改了，您手上 1 件诉求的期限变了"
    told = next(one for one in reckonings(case, receipts_of(case), working_days()) if one.due_on == case.due_on)
    assert "放假（防台风）" in [one.why for one in told.days]
    assert faults() == []


def case_event(verb):
    """The one event of this verb."""
    return database.session.scalars(select(Event).where(Event.verb == verb)).one()


def test_what_a_change_makes_late_is_marked(case, people):
    leader = people.unit_leader.user.id
    one = change(date(2026, 10, 3), "上班", date(2026, 10, 4))
    with on(date(2026, 9, 29)):
        assert not any(s.is_late for s in shifts_under(one.upon(working_days())))
    with on(date(2026, 10, 8)):
        found = shifts_under(one.upon(working_days()))
        assert [(s.what, s.new, s.is_late) for s in found] == [("handling", date(2026, 10, 4), True)]
        change_days(one, marked(one), people.office.actor)
    told = database.session.scalars(select(Message).where(Message.kind == "deadline")).one()
    assert (told.user_id, told.title) == (leader, "工作日历改了，您手上 1 件诉求的期限变了，其中 1 件超期")


def test_what_was_not_looked_at_is_not_moved(case, people):
    one = change(date(2026, 10, 8), "放假")
    with on(date(2026, 9, 28)), pytest.raises(Refused, match="再看一遍"):
        change_days(one, "another mark", people.office.actor)
    assert working_days().is_working(date(2026, 10, 8)) and case.due_on == date(2026, 10, 9)


@pytest.mark.parametrize(("until", "words"), [(date(2026, 10, 7), "不能早于"), (date(2026, 12, 8), "最多改 31 天")])
def test_days_that_cannot_be_are_refused(until, words):
    with pytest.raises(Refused, match=words):
        change(date(2026, 10, 8), "放假", until)


def test_a_calendar_of_a_new_version_is_followed(case):
    override({date(2026, 10, 9): False}, "国务院办公厅通知")
    assert faults() == [f"{case.number} 的办理期限存的是 2026-10-09，依据上是 2026-10-09，重新算是 2026-10-10"]
    with on(date(2026, 9, 28)):
        assert follow_calendar(SYSTEM) == 1
        assert follow_calendar(SYSTEM) == 0
    assert case.due_on == date(2026, 10, 10) and faults() == []


def test_the_check_names_a_day_that_was_tampered_with(case, db):
    tamper(db, """UPDATE "case" SET due_on = '2026-10-30'""")
    assert faults() == [f"{case.number} 的办理期限存的是 2026-10-30，依据上是 2026-10-09，重新算是 2026-10-09"]


def test_the_check_names_a_record_that_was_tampered_with(case, db):
    tamper(db, "UPDATE step_record SET acted_on = '2026-09-21' WHERE verb = 'hand_over'")
    assert faults() == [f"{case.number} 的办理期限从 2026-09-24 算起，和环节记录（2026-09-21）对不上"]


def test_the_check_names_a_day_that_came_from_nowhere(db, make):
    one = make(Case, state="handling", due_on=date(2026, 10, 9))
    make(Case, state="handling", due_on=date(2026, 10, 9), is_imported=True)
    assert faults() == [f"{one.number} 的期限没有算期限的依据"]


def test_a_ledger_keeps_the_day_it_gives(make):
    one = make(Case, state="handling", due_on=date(2026, 10, 9), is_imported=True)
    told = reckonings(one, receipts_of(one), working_days())[0]
    assert (told.rule, told.days) == ("往年台账给的期限，没有另算", ())
    with on(date(2026, 9, 28)):
        limits.pause_limit(one)
    with on(date(2026, 9, 30)):
        go_on(one)
        assert one.due_on == date(2026, 10, 12)
        one.due_on = date(2026, 10, 9)
        limits.restore_limits(one, 1)
    assert one.due_on == date(2026, 10, 9) and holding(one).inputs["given"] == "2026-10-09"


def test_every_limit_of_the_list_is_read_by_something(db):
    read = {state.limit for state in CASEWORK.states if state.limit}
    read |= {"redo", "urge_answer", "extension", "own_director", *USUAL_DAYS}
    assert {key for key in limits.limits() if "/" not in key} <= read
    assert read - {"extension"} <= set(limits.limits())


def test_a_new_version_of_the_lists_lets_deadlines_follow(case, db):
    db.session.execute(text("DELETE FROM calendar_day WHERE day = '2026-10-08'"))
    db.session.add(CalendarDay(day=date(2026, 10, 8), is_workday=False, source="国务院办公厅通知"))
    with on(date(2026, 9, 28)):
        load_reference_lists()
    assert case.due_on == date(2026, 10, 10) and faults() == []


def test_receipts_are_only_added_to(case, db):
    db.session.flush()
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("UPDATE deadline_receipt SET due_on = '2026-12-31'"))


def test_inputs_come_back_as_they_were_kept():
    inputs = Inputs(date(2026, 9, 24), 5, "kind", "求助、一般", (Pause(date(2026, 9, 28)),))
    inputs = inputs.resumed(date(2026, 9, 30)).extended(date(2026, 11, 2), date(2026, 10, 9), "等材料")
    receipt = derive(inputs, WorkingDays({date(2026, 10, 1): False}))
    assert Inputs.from_json(receipt.as_json()) == inputs and not inputs.is_paused
    assert Inputs.from_json({}) == Inputs() and derive(Inputs(), WorkingDays({})).due_on is None
