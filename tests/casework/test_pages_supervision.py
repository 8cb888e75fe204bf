"""Pages beside the steps: prepared notices, settling, the ladder's days, leaders' instructions and the sample."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from liaison.casework import actions, queries
from liaison.casework.actions.instructions import answer_instruction, instruct
from liaison.casework.actions.ladder import climb, send_proposed
from liaison.casework.actions.papers import take_out
from liaison.casework.actions.sampling import draw_sample
from liaison.casework.models import Case, Instruction, ProposedNotice, Revisit, UrgingNotice
from liaison.core import clock
from liaison.core.calendar import working_days
from liaison.core.errors import Refused
from liaison.notices.models import Message
from tests.casework.stories import brought_to, housing
from tests.factories import first, make_row

DEMAND = {"level": "催办", "cause": "没有进展", "demand": "请报进展"}


@pytest.fixture
def handling(people):
    """A case that 李海峰 handles."""
    return brought_to("handling", people)


def climbed(case, *days):
    """Run the ladder at ten on these working days after the last day."""
    for number in days:
        with clock.set_clock(clock.at(working_days().add(case.due_on, number)) + timedelta(hours=10)):
            climb()


def test_the_office_sends_one_and_drops_the_next(browser, people, db, handling):
    climbed(handling, 1, 6, 11)
    office = browser(people.office)
    office.get("/notices")
    assert "2 件建议督办或挂牌通报" in office.page.words
    office.get("/notices/proposed")
    assert "请负责人牵头办理" in office.page.words
    listed, third = (one.id for one in db.session.scalars(select(ProposedNotice).order_by(ProposedNotice.level.desc())))
    assert office.post(f"/notices/proposed/{third}/send").status_code == 302
    assert office.post(f"/notices/proposed/{third}/send").status_code == 409
    assert office.post(f"/notices/proposed/{listed}/drop").status_code == 302
    office.get("/notices?level=督办")
    assert "督办 DB" in office.page.words and "催办 DB" not in office.page.words
    office.get(f"/cases/{handling.number}")
    assert "督办 DB" in office.page.words
    for role in ("clerk", "unit_leader", "leader", "member"):
        assert browser(getattr(people, role)).get("/notices/proposed").status_code == 404, role


@pytest.mark.parametrize(("outcome", "level"), [("销号", None), ("继续", 2), ("升级", 3), ("通报", 4)])
def test_a_notice_is_settled_in_four_ways(browser, people, db, handling, outcome, level):
    notice = actions.urge(handling, people.clerk.actor, **DEMAND)
    clerk = browser(people.clerk)
    address = f"/notices/{notice.number}/settle"
    assert clerk.get(address).status_code == 200
    if level:
        assert clerk.post(address, data={"outcome": outcome}).status_code == 409
    assert clerk.post(address, data={"outcome": outcome, "outcome_text": "请三天内办好"}).status_code == 302
    assert (notice.outcome, notice.closed_at is None) == (outcome, False)
    following = db.session.scalars(select(UrgingNotice.level).where(UrgingNotice.id != notice.id)).all()
    assert following == ([level] if level else [])


def test_whoever_did_not_issue_it_does_not_settle_it(browser, people, handling):
    notice = actions.urge(handling, people.office.actor, **DEMAND)
    assert browser(people.clerk).get(f"/notices/{notice.number}/settle").status_code == 404
    assert browser(people.supervisor).get(f"/notices/{notice.number}/settle").status_code == 200


def test_an_answer_that_is_late_has_a_tab(browser, people, handling):
    actions.urge(handling, people.office.actor, **DEMAND)
    with clock.set_clock(clock.now() + timedelta(days=20)):
        client = browser(people.office)
        client.get("/notices?tab=late")
        assert "逾期未回话 1" in client.page.words


def test_what_the_program_sends_counts_once_it_is_printed(people, db, handling):
    def counted():
        return db.session.scalars(select(UrgingNotice.level).where(queries.counts_as_urging())).all()

    climbed(handling, -1, 1)
    assert counted() == []
    for notice in db.session.scalars(select(UrgingNotice)):
        take_out(notice, "x.pdf", people.office.actor)
    assert counted() == [2]
    actions.urge(handling, people.office.actor, **DEMAND)
    assert counted() == [2, 2]


def test_the_office_settles_the_days(browser, people):
    office = browser(people.office)
    assert 'value="10"' in office.get("/ladder").get_data(as_text=True)
    values = {"inquiry_ahead": 1, "opinion_ahead": 1, "help_ahead": 1, "urge_after": 2, "supervise_after": 4,
              "list_after": 8, "same_matter": 3, "sample_percent": 10, "most_tries": 2,
              "step_ahead": 1, "recheck_months": 6}  # fmt: skip
    assert office.post("/ladder", data=values).status_code == 302
    assert 'value="8"' in office.get("/ladder").get_data(as_text=True)
    assert office.post("/ladder", data={**values, "list_after": 3}).status_code == 409
    assert browser(people.clerk).get("/ladder").status_code == 404


def test_a_leader_instructs_and_hears_of_the_answer(browser, people, db, handling):
    leader, unit = browser(people.leader), browser(people.unit_leader)
    address = f"/cases/{handling.number}/instruct"
    yesterday, soon = (clock.today() + timedelta(days=days) for days in (-1, 9))
    written = {"text": "请住建局牵头，月底前装好", "addressee": "承办单位", "answer_by": soon.isoformat()}
    assert leader.get(address).status_code == 200
    assert leader.post(address, data={**written, "answer_by": yesterday.isoformat()}).status_code == 409
    assert leader.post(address, data=written).status_code == 302
    prepared = first(ProposedNotice, case_id=handling.id)
    assert (prepared.level, prepared.cause) == (3, "领导批示")
    assert "按批示办理" in prepared.demand and "月底前装好" not in prepared.demand
    unit.get(f"/cases/{handling.number}")
    assert "月底前装好" in unit.page.words
    given = first(Instruction, case_id=handling.id)
    assert unit.post(f"/instructions/{given.id}/answer", data={"answer": "已经开工"}).status_code == 302
    assert unit.post(f"/instructions/{given.id}/answer", data={"answer": "再报"}).status_code == 409
    assert first(Message, user_id=people.leader.user.id).title == f"批示有反馈了：诉求 {handling.number}"
    leader.get("/instructions")
    assert "已经开工" in leader.page.words
    assert browser(people.clerk).get("/instructions").status_code == 404
    assert prepared.settled_at, "what was reported need not be asked for"


def test_one_answer_does_for_the_instruction_and_its_notice(browser, people, db, handling):
    given = instruct(handling, people.leader.actor, text="请牵头", addressee="承办单位")
    notice = send_proposed(given.proposed, people.office.actor)
    unit = browser(people.unit_leader)
    unit.get(f"/notices/{notice.number}/answer")
    assert f"回话同时报告给{people.leader.user.name}" in unit.page.words
    assert unit.post(f"/notices/{notice.number}/answer", data={"answer": "已经开工"}).status_code == 302
    assert (given.answer, notice.answer) == ("已经开工", "已经开工")
    with pytest.raises(Refused, match="已经报告过"):
        answer_instruction(given, people.unit_leader.actor, answer="再报")


def test_the_report_of_the_unit_is_its_answer_to_the_notice_as_well(people, db, handling):
    first_one = instruct(handling, people.leader.actor, text="请牵头", addressee="承办单位")
    second = instruct(handling, people.leader.actor, text="要快", addressee="承办单位")
    notice = send_proposed(first_one.proposed, people.office.actor)
    assert second.proposed is first_one.proposed
    answer_instruction(first_one, people.unit_leader.actor, answer="已经开工")
    assert notice.answered_at is None, "the other one waits still"
    answer_instruction(second, people.unit_leader.actor, answer="明天完工")
    assert notice.answer == "明天完工" and notice.closed_at is None


def test_a_report_of_the_office_strikes_the_notice_off(people, db, handling):
    given = instruct(handling, people.leader.actor, text="请过问", addressee="办公室")
    notice = send_proposed(given.proposed, people.office.actor)
    answer_instruction(given, people.office.actor, answer="已经办好")
    assert (notice.outcome, notice.outcome_text, notice.answer) == ("销号", "批示已经反馈", None)


def test_who_reads_and_who_answers_an_instruction(browser, people, handling):
    given = make_row(
        Instruction, case_id=handling.id, addressee="工委", text="请工委过问", given_by="主席",
        given_by_id=people.leader.user.id, given_at=clock.now(), given_on=clock.today(),
    )  # fmt: skip
    reads = {"clerk", "director", "unit_leader", "handler", "supervisor", "office", "leader"}
    answers = {"clerk", "director", "supervisor", "office"}
    for role, person in people.everybody().items():
        client = browser(person)
        page = client.get(f"/cases/{handling.number}").get_data(as_text=True)
        assert ("请工委过问" in page) is (role in reads), role
        assert (client.get(f"/instructions/{given.id}/answer").status_code == 200) is (role in answers), role


def test_an_instruction_without_answer_is_listed(people, db, handling):
    make_row(
        Instruction, case_id=handling.id, addressee="承办单位", text="请办", given_by="主席", answer_by=clock.today(),
        given_by_id=people.leader.user.id, given_at=clock.now(), given_on=clock.today(),
    )  # fmt: skip
    with clock.set_clock(clock.at(working_days().add(clock.today(), 1)) + timedelta(hours=10)):
        assert [(one.level, one.cause) for one in climb()] == [(4, "领导批示")]


@pytest.fixture
def quarter(people):
    """Forty cases that were closed in the last quarter but one, of two units; today is later."""
    other = people.other_unit_leader.seat.organisation_id
    for number in range(40):
        make_row(Case, state="closed", closed_on=date(2026, 5, 10), unit_id=housing().id if number else other)
    return "2026Q2"


def test_the_sample_is_drawn_once_and_can_be_drawn_again(app, browser, people, db, quarter):
    office = browser(people.office)
    assert office.get(f"/revisits?quarter={quarter}").status_code == 200
    address = f"/revisits/draw?quarter={quarter}"
    assert office.get(address).status_code == 200
    with clock.set_clock(clock.at(date(2026, 6, 30))), pytest.raises(Refused, match="还没有结束"):
        draw_sample(quarter, people.office.actor, public_number="1")
    with clock.set_clock(clock.at(date(2026, 7, 2))):
        assert office.post(address, data={"public_number": "第 26180 期 305"}).status_code == 302
        assert office.post(address, data={"public_number": "第 26181 期 1"}).status_code == 409
    kept = [row.case.number for row in db.session.scalars(select(Revisit).order_by(Revisit.place))]
    assert len(kept) == 3
    db.session.commit()
    answer = app.test_cli_runner().invoke(args=["sample", "--quarter", quarter, "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output.strip().splitlines()[-1]) == {"outcome": "ok", "same": True, "cases": kept}
    assert app.test_cli_runner().invoke(args=["sample", "--quarter", "2025Q1"]).exit_code != 0
    office.get(f"/revisits?quarter={quarter}")
    assert "抽到 3 件" in office.page.words
    assert "回访抽查：2026 年第 2 季度" in office.page.words
    words = office.get("/revisits?quarter=2025Q1").get_data(as_text=True)
    assert "不用抽" in words and "/revisits/draw" not in words, "nothing was closed then"
    assert f'href="/revisits?quarter={quarter}">2026 年第 2 季度</a>' in words
    assert browser(people.clerk).get("/revisits").status_code == 404


def test_a_wrong_one_proposes_reopening(browser, people, db, quarter):
    with clock.set_clock(clock.at(date(2026, 7, 2))):
        draw_sample(quarter, people.office.actor, public_number="7")
    drawn = db.session.scalars(select(Revisit).order_by(Revisit.place)).first()
    office = browser(people.office)
    assert office.get(f"/revisits/{drawn.id}").status_code == 200
    told = {"finding": "有出入", "is_satisfied": "不满意", "revisited_on": "2026-07-02", "words": "灯没有亮"}
    assert office.post(f"/revisits/{drawn.id}", data=told).status_code == 302
    assert office.post(f"/revisits/{drawn.id}", data=told).status_code == 409
    page = office.get(f"/revisits?quarter={quarter}").get_data(as_text=True)
    assert f"/cases/{drawn.case.number}/reopen" in page
    assert "灯没有亮" in page
    assert browser(people.leader).get(f"/revisits/{drawn.id}").status_code == 404
