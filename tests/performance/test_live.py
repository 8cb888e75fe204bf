"""Cases moved by the real verbs count by the same rules as those of a ledger, on every day of the year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.access import SYSTEM
from liaison.assignment.models import Pairing, Plan
from liaison.casework import actions
from liaison.contacts import actions as contact_actions
from liaison.contacts.models import Contact
from liaison.core.calendar import working_days
from liaison.performance.queries import year_facts, year_tables
from liaison.performance.queries.boards import reading_for, total_before
from liaison.performance.rules import Figures, last_day
from liaison.roster.models import Representative
from tests.performance.lives import ANGRY, Life, later, on

LAST = date(2026, 12, 31)


def figures(people, day=LAST):
    """What the member's year comes to by the end of a day."""
    return year_facts(2026, day).by_member()[people.member.member.id]


def counted(found, *names):
    """The named numbers that are not nothing."""
    return {name: getattr(found, name) for name in names or vars(Figures()) if getattr(found, name)}


CASE_NUMBERS = ("requests", "transferred", "received", "handled", "on_time", "overdue_open", "closed", "satisfied",
                "basically", "unsatisfied", "supervised")  # fmt: skip


def test_a_smooth_case_day_by_day(people):
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    asked = {"requests": 1, "transferred": 1}
    for day, more in (
        (0, {"requests": 1}), (1, asked), (2, {**asked, "received": 1}),
        (6, {**asked, "received": 1, "handled": 1, "on_time": 1}),
        (9, {**asked, "received": 1, "handled": 1, "on_time": 1, "closed": 1, "satisfied": 1}),
    ):  # fmt: skip
        assert counted(figures(people, later(day)), *CASE_NUMBERS) == more, day
    assert figures(people).on_time_rate == figures(people).satisfaction_rate == 1.0


def test_late_is_overdue_until_it_is_done_and_never_on_time(people):
    life = Life(people).hand_over(later(1)).approve(later(2))
    due = life.case.first_due_on
    assert counted(figures(people, due), "overdue_open") == {}
    assert counted(figures(people), "overdue_open") == {"overdue_open": 1} and figures(people).on_time_rate == 0.0
    life.handle(later(60))
    assert counted(figures(people), "handled", "on_time", "overdue_open") == {"handled": 1}
    assert counted(figures(people, later(59)), "handled", "on_time", "overdue_open") == {"overdue_open": 1}


def test_the_very_day_of_the_limit_is_on_time(people):
    life = Life(people).hand_over(later(1)).approve(later(2))
    life.handle(life.case.first_due_on)
    assert figures(people).on_time == 1


def test_both_rates_are_told_where_a_limit_was_extended(people):
    life = Life(people).hand_over(later(1)).approve(later(2))
    due = life.case.first_due_on
    until = working_days().add(due, 3)
    with on(later(3)):
        asked = {"reason": "等批复", "grounds": "会议纪要", "extension_asked_until": until}
        actions.advance(life.case, "ask_extension", people.handler.actor, **asked)
        actions.advance(life.case, "grant_extension", people.director.actor, asker_told=True)
    after_first = figures(people, due + timedelta(days=1))
    assert (after_first.overdue_open, after_first.overdue_first) == (0, 1)
    life.handle(until)
    found = figures(people)
    assert (found.on_time, found.on_time_first, found.overdue_open, found.overdue_first) == (1, 0, 0, 0)
    assert (found.on_time_rate, found.on_time_rate_first) == (1.0, 0.0)


def test_handed_over_again_after_it_was_declined_counts_from_the_last_time(people):
    life = Life(people).hand_over(later(1)).decline(later(2))
    life.hand_over(later(20)).approve(later(21))
    assert counted(figures(people, later(19)), *CASE_NUMBERS) == {"requests": 1}
    assert counted(figures(people, later(21)), *CASE_NUMBERS) == {"requests": 1, "transferred": 1, "received": 1}


def test_a_second_round_opens_the_case_again_from_the_day_of_dissatisfaction(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7))
    life.rate(later(9), "不满意", wants_redo=True)
    open_again = {"requests": 1, "transferred": 1, "received": 1, "handled": 1, "on_time": 1, "unsatisfied": 1}
    assert counted(figures(people), *CASE_NUMBERS) == open_again
    life.handle(later(30)).tell(later(31)).rate(later(33), "基本满意")
    assert counted(figures(people, later(32)), *CASE_NUMBERS) == open_again
    done = {**open_again, "closed": 1, "basically": 1}
    del done["unsatisfied"]
    assert counted(figures(people), *CASE_NUMBERS) == done


def test_dissatisfied_without_another_round_is_closed(people):
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9), "不满意")
    assert counted(figures(people), "closed", "unsatisfied", "satisfied") == {"closed": 1, "unsatisfied": 1}


def test_the_askers_own_answer_counts_over_one_that_was_entered(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7))
    with on(later(8)):
        heard = {"way": "电话回访", "rated_on": later(8), "asked": "周桂芳"}
        actions.rate_for_asker(life.case, people.clerk.actor, **heard, **{**ANGRY, "wants_redo": False})
    assert counted(figures(people), "unsatisfied") == {"unsatisfied": 1}
    life.rate(later(12), "满意")
    assert counted(figures(people), "satisfied", "unsatisfied") == {"satisfied": 1}


def test_notices_of_people_count_and_the_routine_check_does_not(people):
    life = Life(people).hand_over(later(1)).approve(later(2)).urge(later(3)).urge(later(5), "督办")
    life.handle(later(6)).move("reject_check", "clerk", later(6), reason="没有修好").handle(later(7))
    assert (figures(people).supervised, figures(people, later(4)).supervised) == (2, 1)
    assert figures(people).handled == 1 and life.case.handled_on == later(6)


def test_a_move_that_was_taken_back_does_not_count(people):
    life = Life(people).hand_over(later(1)).take_back(later(1), "clerk")
    assert counted(figures(people), *CASE_NUMBERS) == {"requests": 1}
    life.hand_over(later(2)).approve(later(3)).take_back(later(3), "unit_leader")
    assert counted(figures(people), "transferred", "received") == {"transferred": 1}


def test_void_cases_and_void_contacts_count_nowhere(people):
    Life(people).move("void", "member", later(1), reason="记错了人")
    gone = Life(people)
    with on(later(0)):
        contact_actions.void(gone.contact, "记错了", people.clerk.actor)
    found = figures(people)
    assert (found.contacts, found.requests) == (1, 0)


def test_refused_and_settled_requests_are_requests_that_were_not_handed_over(people):
    Life(people).move("refuse", "clerk", later(1), refusal="不属于本市管辖", explained="电话里说明了")
    Life(people).move("settle", "clerk", later(1), reply_text="当场答复。")
    assert counted(figures(people), *CASE_NUMBERS) == {"requests": 2}


def test_contacts_with_the_five(people, make):
    member, plan = people.member.member, make(Plan, year=2026)
    five = [make(Representative) for _ in range(5)]
    for slot, person in enumerate(five, 1):
        pairing = {"plan_id": plan.id, "member_id": member.id, "representative_id": person.id, "slot": slot}
        make(Pairing, started_on=date(2026, 1, 1), **pairing)
    for person in (*five[:4], five[0], make(Representative)):
        make(Contact, member_id=member.id, representative_id=person.id, contacted_on=later(1))
    numbers = ("contacts", "contacts_fixed", "fixed_reached", "reps_reached", "all_five")
    assert counted(figures(people), *numbers) == {
        "contacts": 6, "contacts_fixed": 5, "fixed_reached": 4, "reps_reached": 5,
    }  # fmt: skip
    make(Contact, member_id=member.id, representative_id=five[4].id, contacted_on=later(2))
    assert (figures(people).all_five, figures(people, later(1)).all_five) == (1, 0)


def test_only_contacts_of_the_year_count(people, make):
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)):
        make(Contact, member_id=people.member.member.id, contacted_on=day)
    assert figures(people).contacts == 2


def test_units_and_towns_of_a_year_on_its_way(people):
    Life(people).hand_over(later(1)).approve(later(2))
    with on(later(30)):
        reading = reading_for(SYSTEM, 2026)
    assert reading.facts.until == later(30) and not total_before(SYSTEM, reading).get("contacts")
    assert [(line.name, line.tally["overdue_open"]) for line in reading.lines("units")[:-1]] == [
        ("市住房和城乡建设局", 1)
    ]
    towns = {line.name: line.tally["requests"] for line in reading.lines("towns") if line.tally.get("requests")}
    assert towns == {"曲塘镇": 1, "合计": 1}


def test_members_who_left_before_the_year_are_not_in_it(people, make):
    people.member.member.left_on, people.other_member.member.left_on = date(2026, 3, 1), date(2025, 12, 31)
    table = year_tables(year_facts(2026, LAST)).members
    assert [row["name"] for row in table.rows] == ["陈立平"]
    assert table.rows[0]["remark"] == "2026年3月1日离任"


@pytest.mark.parametrize(("today", "day"), [(date(2026, 5, 6), date(2026, 5, 6)), (date(2027, 5, 6), LAST)])
def test_a_running_year_is_counted_up_to_today(today, day):
    with on(today):
        assert last_day(2026) == day
