"""No answer in the time to rate is 未评价, never 满意; nothing is closed twice."""

from __future__ import annotations

import json
from datetime import timedelta

from liaison.access import SYSTEM
from liaison.casework.actions.unrated import close_unrated_cases
from liaison.casework.models import Rating
from liaison.core import clock
from liaison.jobs.rules import entries
from tests.casework.stories import brought_to


def test_what_is_over_is_closed_without_a_grade(people, db):
    case = brought_to("to_rate", people)
    assert close_unrated_cases(SYSTEM) == 0
    with clock.set_clock(clock.end_of(case.step_due_on) - timedelta(minutes=1)):
        assert close_unrated_cases(SYSTEM) == 0
    with clock.set_clock(clock.end_of(case.step_due_on) + timedelta(minutes=1)):
        assert close_unrated_cases(SYSTEM) == 1
        assert close_unrated_cases(SYSTEM) == 0
    assert (case.state, case.rating) == ("closed", None)
    assert db.session.query(Rating).count() == 0


def test_the_command_says_how_many(app, people, db):
    case = brought_to("to_rate", people)
    case.step_due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["remind", "unrated", "--json"])
    assert answer.exit_code == 0, answer.output
    assert "按未评价办结 1 件" in answer.output
    assert json.loads(answer.output.strip().splitlines()[-1]) == {"outcome": "ok", "closed": 1}


def test_it_is_done_by_the_clock(people, db):
    case = brought_to("to_rate", people)
    case.step_due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert entries()["casework.close_unrated"].work() == "办结 1 件"
    db.session.refresh(case)
    assert (case.state, case.rating) == ("closed", None)
