"""Letting a past year's steps in: records with their own days and people, from which each case takes its state."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.casework.actions import new_rating_code, take_back
from liaison.casework.models import Case, ContactStep, Rating, StepRecord, UrgingNotice
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db
from liaison.core.errors import Refused
from tests.casework.ledgers import (
    MARCH,
    causes,
    contact,
    course,
    let_in,
    let_steps_in,
    outcomes,
    people,
    request,
    step,
    the_case,
)
from tests.haian import read_steps

NO_DAYS = dict.fromkeys(
    ("transferred_on", "approved_on", "handled_on", "replied_on", "rated_on", "rating", "result", "reply_text")
)


@pytest.fixture
def known(db):
    """The people whom the ledgers name."""
    return people()


def records():
    """(seq, verb, round) of every step record."""
    return db.session.execute(
        select(StepRecord.seq, StepRecord.verb, StepRecord.round).order_by(StepRecord.seq)
    ).all()


def test_steps_become_records_with_their_own_days_and_people(known, tmp_path):
    let_in(tmp_path, request())
    report = let_steps_in(tmp_path, *course())
    assert outcomes(report) == ["created"] * 7
    verbs = ["open", "submit", "hand_over", "approve", "finish", "reply", "rate"]
    assert records() == [(seq, verb, 1) for seq, verb in enumerate(verbs, 1)]
    handing = db.session.scalars(select(StepRecord).where(StepRecord.verb == "hand_over")).one()
    assert (handing.acted_on, handing.actor_name, handing.actor_role) == (date(2024, 3, 4), "市住建局", "责任单位")
    assert handing.is_imported and handing.actor_id is None
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.outcome, rating.rated_on, rating.recorded_by) == ("满意", date(2024, 3, 18), None)
    assert the_case().state == "closed"


def test_a_case_takes_state_and_days_from_its_steps(known, tmp_path):
    let_in(tmp_path, request(**NO_DAYS))
    assert the_case().state == "to_hand_over"
    let_steps_in(tmp_path, *course()[:4])
    case = the_case()
    assert (case.state, case.transferred_on, case.approved_on, case.handled_on) == (
        "handling", date(2024, 3, 4), date(2024, 3, 5), None,
    )  # fmt: skip
    assert case.holder_organisation_id == case.unit_id
    let_steps_in(tmp_path, *course())
    assert (the_case().state, the_case().handled_on) == ("closed", date(2024, 3, 14))


def test_steps_of_a_ledger_with_more_days_leave_those_days(known, tmp_path):
    let_in(tmp_path, request())
    let_steps_in(tmp_path, *course()[:4])
    assert (the_case().state, the_case().handled_on) == ("handling", date(2024, 3, 14))


def test_a_second_round_after_dissatisfaction(known, tmp_path):
    let_in(tmp_path, request(**NO_DAYS))
    told = course()[:6] + [
        step(7, "评议", date(2024, 3, 18), "不满意"), step(8, "办理", date(2024, 4, 1), "二次办理"),
        step(9, "回复", date(2024, 4, 2)), step(10, "评议", date(2024, 4, 3), "基本满意"),
    ]  # fmt: skip
    let_steps_in(tmp_path, *told)
    case = the_case()
    assert (case.round, case.rating, case.rated_on, case.handled_on) == (
        2, "基本满意", date(2024, 4, 3), date(2024, 3, 14),
    )  # fmt: skip
    assert [round_ for _seq, _verb, round_ in records()][-4:] == [1, 2, 2, 2]
    found = db.session.execute(select(Rating.round, Rating.outcome, Rating.wants_redo).order_by(Rating.id)).all()
    assert found == [(1, "不满意", True), (2, "基本满意", False)]


def test_supervision_becomes_a_numbered_notice(known, tmp_path):
    let_in(tmp_path, request(**NO_DAYS))
    urged = [step(5, "督办", date(2024, 3, 11), "到期提醒"), step(6, "督办", date(2024, 3, 13), "催办")]
    let_steps_in(tmp_path, *course()[:4], *urged)
    notices = db.session.scalars(select(UrgingNotice).order_by(UrgingNotice.id)).all()
    assert [(one.number, one.level, one.issued_on) for one in notices] == [
        ("DB2024-0001", 1, date(2024, 3, 11)), ("DB2024-0002", 2, date(2024, 3, 13)),
    ]  # fmt: skip
    assert the_case().state == "handling" and all(one.closed_at is None for one in notices)


def test_a_notice_ends_with_the_result_it_asked_for(known, tmp_path):
    let_in(tmp_path, request(**NO_DAYS))
    let_steps_in(
        tmp_path, *course()[:4], step(5, "督办", date(2024, 3, 11), "催办"),
        step(6, "办理", date(2024, 3, 14), "城建科"),
    )
    assert db.session.scalars(select(UrgingNotice)).one().closed_at == clock.at(date(2024, 3, 14))


def test_the_same_steps_twice_change_nothing(known, tmp_path):
    let_in(tmp_path, request())
    let_steps_in(tmp_path, *course())
    events = db.session.query(Event).count()
    assert outcomes(let_steps_in(tmp_path, *course())) == ["unchanged"] * 7
    assert db.session.query(Event).count() == events


@pytest.mark.parametrize(
    "changed", [{"date": date(2024, 3, 6)}, {"step": "审批", "note": "同意"}, {"actor": "别的单位"}, {"note": "补"}]
)
def test_other_content_under_the_same_key_waits(known, tmp_path, changed):
    let_in(tmp_path, request())
    let_steps_in(tmp_path, *course())
    told = course()
    told[2] = {**told[2], **changed}
    report = let_steps_in(tmp_path, *told)
    assert report.counts["review"] == 1 and set(causes(report)) == {"OTHER_CONTENT"}
    assert len(records()) == 7


def test_a_step_that_contradicts_the_ledger_waits_and_the_ledgers_day_stays(known, tmp_path):
    let_in(tmp_path, request())
    told = course(办理=date(2024, 3, 13))
    report = let_steps_in(tmp_path, *told)
    assert outcomes(report) == ["created"] * 4 + ["review"] + ["created"] * 2
    assert "台账的办结日期是 2024-03-14" in report.rows[4].sentence
    assert (the_case().handled_on, the_case().state) == (date(2024, 3, 14), "closed")
    assert outcomes(let_steps_in(tmp_path, *told)) == ["unchanged"] * 4 + ["review"] + ["unchanged"] * 2
    assert outcomes(let_steps_in(tmp_path, *course())) == ["unchanged"] * 4 + ["created"] + ["unchanged"] * 2


def test_a_grade_that_contradicts_the_ledger_waits(known, tmp_path):
    let_in(tmp_path, request())
    told = course()
    told[6] = {**told[6], "note": "不满意"}
    assert outcomes(let_steps_in(tmp_path, *told))[6] == "review"
    assert the_case().rating == "满意" and db.session.query(Rating).count() == 0


def test_steps_of_a_contact_without_a_request(known, tmp_path):
    let_in(tmp_path, contact())
    told = course()[:2]
    assert outcomes(let_steps_in(tmp_path, *told)) == ["created"] * 2
    assert [(one.seq, one.step) for one in db.session.scalars(select(ContactStep))] == [(1, 1), (2, 2)]
    assert outcomes(let_steps_in(tmp_path, *told)) == ["unchanged"] * 2
    assert causes(let_steps_in(tmp_path, course()[2])) == ["NO_REQUEST"]


@pytest.mark.parametrize(
    ("line", "outcome", "code"),
    [
        (step(1, "连线", MARCH, number="LX20249999"), "rejected", "CONTACT_UNKNOWN"),
        (step(1, "连线", date(2024, 3, 2)), "review", "OTHER_DAY"),
        (step(1, "跑腿", MARCH), "rejected", "UNKNOWN_VALUE"),
        (step(1, "评议", MARCH, "很好"), "rejected", "UNKNOWN_VALUE"),
        (step(1, "", MARCH), "rejected", "MISSING"),
    ],
)
def test_lines_that_do_not_go_in_say_why(known, tmp_path, line, outcome, code):
    let_in(tmp_path, request())
    report = let_steps_in(tmp_path, line)
    assert (outcomes(report), causes(report)) == ([outcome], [code])


def test_a_line_twice_in_a_file_is_a_duplicate(known, tmp_path):
    let_in(tmp_path, request())
    assert outcomes(let_steps_in(tmp_path, course()[0], course()[0])) == ["created", "duplicate"]


def test_the_case_of_a_voided_contact_stays_void(known, tmp_path):
    let_in(tmp_path, request(state="作废"))
    let_steps_in(tmp_path, *course())
    assert the_case().state == "voided"


def test_history_cannot_be_taken_back(known, tmp_path, people):
    let_in(tmp_path, request(**NO_DAYS))
    let_steps_in(tmp_path, *course()[:3])
    with pytest.raises(Refused):
        take_back(the_case(), people.clerk.actor)


def test_who_rated_in_the_ledger_is_not_asked_again(known, tmp_path, people):
    let_in(tmp_path, request(**NO_DAYS))
    let_steps_in(tmp_path, *course())
    with pytest.raises(Refused):
        new_rating_code(the_case(), people.clerk.actor)


@pytest.mark.sqlite
def test_the_years_steps_go_in_whole_and_twice_is_once(year):
    assert db.session.query(StepRecord).count() + db.session.query(ContactStep).count() == 6214
    assert read_steps().counts["unchanged"] == 6214
    states = dict(db.session.execute(select(Case.state, Case.id)).all())
    assert set(states) == {"closed"}
    assert db.session.query(UrgingNotice).count() == 132
    assert db.session.query(Case).filter(Case.round == 2).count() == 25
    assert db.session.query(Contact).filter(Contact.recorded_by.is_not(None)).count() == 0
