"""Climbing the ladder: what goes out, what is prepared, who hears of it; once each, also by two at once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.casework import actions
from liaison.casework.actions.ladder import climb, drop_proposed, send_proposed, set_ladder
from liaison.casework.actions.step_reminders import remind_of_steps
from liaison.casework.models import ProposedNotice, UrgingNotice
from liaison.casework.queries.ladder import thresholds
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs.rules import entries
from liaison.notices.models import Message
from tests.casework.stories import brought_to
from tests.statements import statement_count

TEN = timedelta(hours=10)


@pytest.fixture
def handling(people):
    """A case that 李海峰 handles, and that is due on a known day."""
    return brought_to("handling", people)


def late(case, days: int):
    """Ten o'clock, so many working days after its last day."""
    return clock.set_clock(clock.at(working_days().add(case.due_on, days)) + TEN)


def notices(db):
    return db.session.scalars(select(UrgingNotice).order_by(UrgingNotice.id)).all()


def prepared(db):
    return db.session.scalars(select(ProposedNotice).order_by(ProposedNotice.id)).all()


def told(db, number) -> set[int]:
    return set(db.session.scalars(select(Message.user_id).where(Message.key == f"notice {number}")))


def test_a_year_of_silence_climbs_rung_by_rung(db, people, handling):
    for days in range(-15, 20):
        with late(handling, days) if days else clock.set_clock(clock.at(handling.due_on) + TEN):
            climb()
            assert climb() == []
    assert [one.level for one in notices(db)] == [1, 2]
    assert [one.level for one in prepared(db)] == [3, 4]
    reminder, urging = notices(db)
    assert (reminder.answer_by, reminder.closed_at) == (None, reminder.issued_at)
    assert (urging.issued_by, urging.is_automatic, urging.cause) == ("系统", True, "已超期")
    assert urging.answer_by == working_days().add(urging.issued_on, 2)
    assert urging.copied_to == "承办单位分管领导"
    assert handling.state == "handling"


def test_who_hears_of_each_rung(db, people, handling):
    supervisor, leader = people.supervisor.user.id, people.leader.user.id
    with late(handling, -1):
        climb()
    with late(handling, 1):
        climb()
    with late(handling, 6):
        climb()
        third = send_proposed(prepared(db)[0], people.office.actor)
    first, second = notices(db)[:2]
    assert told(db, first.number) == {people.handler.user.id}
    assert told(db, second.number) == {people.handler.user.id, people.unit_leader.user.id}
    assert {people.clerk.user.id, supervisor, people.unit_leader.user.id} <= told(db, third.number)
    assert leader not in told(db, third.number)
    everything = " ".join(db.session.scalars(select(Message.title + Message.body)))
    assert handling.representative.name not in everything


def test_the_office_sends_or_drops_what_is_prepared(db, people, handling):
    with late(handling, 1):
        climb()
    with late(handling, 6):
        climb()
        proposed = prepared(db)[0]
        notice = send_proposed(proposed, people.office.actor)
        assert (notice.level, notice.is_automatic, notice.issued_by) == (3, False, "市政协办公室 刘芸")
        assert proposed.notice_id == notice.id
        for settle in (send_proposed, drop_proposed):
            with pytest.raises(Refused, match="已经由"):
                settle(proposed, people.office.actor)
    with late(handling, 11):
        climb()
        drop_proposed(prepared(db)[1], people.office.actor)
    with late(handling, 12):
        assert climb() == []
    assert [one.level for one in notices(db)] == [2, 3]


def test_an_answer_that_is_late_climbs_too(db, people, handling):
    demand = {"level": "督办", "cause": "没有进展", "demand": "请报进展"}
    notice = actions.urge(handling, people.office.actor, **demand)
    with clock.set_clock(clock.at(working_days().add(notice.answer_by, 1)) + TEN):
        assert [one.level for one in climb()] == [4]
        assert climb() == []


def test_nothing_outside_office_hours_unless_asked(db, people, handling):
    with clock.set_clock(clock.at(working_days().add(handling.due_on, 1)) + timedelta(hours=20)):
        assert climb() == []
        assert len(climb(at_any_time=True)) == 1


def test_what_the_program_sent_is_struck_off_with_the_result(db, people, handling):
    with late(handling, 1):
        climb()
        by_hand = actions.urge(handling, people.office.actor, level="督办", cause="没有进展", demand="请报进展")
        handling.state = "to_check"
        db.session.flush()
        assert climb() == []
        assert climb() == []
    assert [one.outcome for one in notices(db)] == ["销号", None]
    assert by_hand.closed_at is None


def test_a_new_last_day_begins_anew(db, people, handling):
    with late(handling, 1):
        climb()
    handling.due_on = working_days().add(handling.due_on, 10)
    with late(handling, 1):
        climb()
    assert [one.level for one in notices(db)] == [2, 2]


def test_twice_unsatisfied_is_laid_before_the_office(db, people, handling):
    handling.state, handling.round = "to_decide", 2
    db.session.flush()
    with clock.set_clock(clock.at(working_days().add(clock.today(), 1)) + TEN):
        climb()
    assert [(one.level, one.cause) for one in prepared(db)] == [(3, "群众不满意")]


def test_the_office_changes_the_days(db, people, handling):
    usual = thresholds()
    values = {name: getattr(usual, name) for name in usual.__dataclass_fields__}
    set_ladder(people.office.actor, **{**values, "is_automatic": True, "urge_after": 2})
    with late(handling, 1):
        assert [one.level for one in climb()] == [1]
    with late(handling, 2):
        climb()
    with late(handling, 6):
        assert [type(one) for one in climb()] == [UrgingNotice]
    with pytest.raises(Refused, match="一级比一级多"):
        set_ladder(people.office.actor, **{**values, "list_after": 3})


def test_two_at_once_send_each_notice_once(app, db, people, handling):
    db.session.commit()
    with clock.set_clock(clock.at(working_days().add(handling.due_on, 1)) + TEN):
        now = clock.now()
    db.session.remove()
    outcomes = []

    def run():
        with app.app_context(), clock.set_clock(now):
            with transaction():
                outcomes.append(len(climb(SYSTEM)))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [0, 0, 0, 1]
    assert [one.level for one in notices(db)] == [2]


def test_looking_costs_the_same_however_many_cases(db, people, handling):
    def cost():
        with late(handling, -60):
            return statement_count(climb)

    alone = cost()
    for _ in range(3):
        brought_to("handling", people)
    assert cost() == alone


def test_the_command_and_the_clock(app, db, people, handling):
    db.session.commit()
    runner = app.test_cli_runner()
    with late(handling, 1):
        planned = runner.invoke(args=["remind", "cases", "--dry-run", "--json"])
        assert planned.exit_code == 0, planned.output
        assert notices(db) == []
        told_plan = json.loads(planned.output.strip().splitlines()[-1])["notices"]
        assert told_plan == [{"case": handling.number, "level": "催办", "cause": "已超期"}]
        assert entries()["casework.climb"].work() == "催办 1 张"
        again = runner.invoke(args=["remind"])
        assert again.exit_code == 0, again.output
        assert "没有要提醒、催办的" in again.output
    assert len(notices(db)) == 1


def test_a_step_is_reminded_of_once_before_its_own_limit(db, people):
    case = brought_to("to_approve", people)
    before, last = working_days().add(clock.today(), 1), case.step_due_on
    with clock.set_clock(clock.at(before) + TEN):
        assert (remind_of_steps(), remind_of_steps()) == (1, 0)
    [one] = db.session.scalars(select(Message).where(Message.key == f"step {case.number} to_approve {last}"))
    assert one.user_id == people.unit_leader.user.id and one.title.endswith("到期：待审批")
    with clock.set_clock(clock.at(last) + TEN):
        assert remind_of_steps() == 0, "once for each last day"
    with late(case, 1):
        assert remind_of_steps() == 0, "late is the list's to say"


def test_no_step_is_reminded_of_on_the_day_it_begins_nor_at_night_nor_while_it_is_handled(people, handling):
    waiting = brought_to("to_forward", people)
    assert remind_of_steps(at_any_time=True) == 0, "its one day begins today"
    with clock.set_clock(clock.at(waiting.step_due_on) + timedelta(hours=22)):
        assert (remind_of_steps(), remind_of_steps(at_any_time=True)) == (0, 1)
