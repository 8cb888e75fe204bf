"""Whose turn a case is by name, and what happens where nobody is there to take it on."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM, Role
from liaison.accounts import actions as account_actions
from liaison.accounts.models import Seat, User
from liaison.accounts.queries import actor_in, seats_stood_in
from liaison.casework import actions, queries
from liaison.casework.actions.vacancies import look_for_vacancies, tell_of_vacancies
from liaison.casework.models import Case, StepRecord
from liaison.casework.queries.holders import holders_of, holders_of_each, missing_holders, vacancies
from liaison.casework.rules.timeline import who_did
from liaison.checks import faults
from liaison.core import clock
from liaison.core.db import db as database
from liaison.notices.models import Message
from liaison.orgs.models import Section
from tests.casework.stories import brought_to, housing, opened
from tests.factories import make_row
from tests.statements import statements_sent

HOUSING = "市住房和城乡建设局"


@pytest.fixture
def staffed(people):
    """Everybody who takes part is there."""
    for person in ("office", "clerk", "director", "unit_leader", "handler", "member", "supervisor"):
        getattr(people, person)
    return people


def names_of(user_ids):
    """Who these are."""
    return {database.session.get(User, user_id).name for user_id in user_ids}


def stand_in_for(absent, stand_in):
    """Somebody stands in today; gives him as he acts."""
    today = clock.today()
    account_actions.appoint_proxy(
        absent.user, absent.actor, to_user_id=stand_in.user.id, starts_on=today, ends_on=today, reason="请假"
    )
    one = next(one for one in seats_stood_in(stand_in.user) if one.seat.id == absent.seat.id)
    return actor_in(stand_in.user, one.seat)


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("to_hand_over", {"王敏"}), ("to_approve", {"赵建华"}), ("handling", {"李海峰"}), ("to_sign", {"赵建华"}),
        ("to_check", {"王敏"}), ("to_reply", {"赵建华", "李海峰"}), ("to_forward", {"王敏"}),
        ("to_confirm", {"陈立平"}), ("to_rate", set()),
    ],
)  # fmt: skip
def test_whose_turn_it_is(staffed, state, names):
    assert names_of(holders_of(brought_to(state, staffed))) == names


def test_a_stand_in_holds_it_too(staffed):
    deputy = staffed.seat("王志强", Role.UNIT_LEADER, HOUSING)
    case = brought_to("to_approve", staffed)
    assert names_of(holders_of(case)) == {"赵建华", "王志强"}
    third = staffed.seat("周敏", Role.HANDLER, HOUSING)
    stand_in_for(staffed.unit_leader, third)
    assert names_of(holders_of(case)) == {"赵建华", "王志强", "周敏"}
    account_actions.disable(deputy.user, staffed.admin.actor)
    assert names_of(holders_of(case)) == {"赵建华", "周敏"}


def test_nobody_by_name_means_the_section(staffed):
    case = brought_to("handling", staffed)
    case.handler_id = None
    elsewhere = staffed.seat("周敏", Role.HANDLER, HOUSING, "村镇建设科")
    anywhere = staffed.seat("钱小红", Role.HANDLER, HOUSING)
    database.session.flush()
    found = holders_of(case)
    assert names_of(found) == {"李海峰", "钱小红"}
    assert elsewhere.user.id not in found and anywhere.user.id in found


def test_a_member_without_account_is_helped_by_his_committee(staffed):
    case = opened(staffed)
    account_actions.end_seat(staffed.member.seat, SYSTEM)
    assert names_of(holders_of(case)) == {"王敏"}
    staffed.member.member.left_on = clock.today()
    assert names_of(holders_of(case)) == {"刘芸"}


def count_queries(work):
    """What a piece of work gives, and how many statements it takes."""
    with statements_sent() as sent:
        return work(), len(sent)


def test_the_number_of_queries_stays(staffed):
    stand_in_for(staffed.unit_leader, staffed.handler)
    cases = [brought_to("to_approve", staffed)]
    few = count_queries(lambda: (holders_of_each(cases), missing_holders()))[1]
    cases += [brought_to("handling", staffed) for _ in range(5)]
    many = count_queries(lambda: (holders_of_each(cases), missing_holders()))[1]
    assert few == many <= 4


def left_by(staffed, reason):
    """The handler is gone."""
    if reason == "disabled":
        account_actions.disable(staffed.handler.user, staffed.admin.actor)
    else:
        account_actions.end_seat(staffed.handler.seat, staffed.office.actor)
    if reason == "moved":
        account_actions.give_seat(
            staffed.handler.user, Role.HANDLER, staffed.office.actor,
            organisation_id=staffed.other_unit_leader.seat.organisation_id,
        )  # fmt: skip


@pytest.mark.parametrize("reason", ["disabled", "seat ended", "moved"])
def test_what_a_handler_leaves_goes_to_his_leader(staffed, browser, reason):
    case = brought_to("handling", staffed)
    before = queries.task_count(staffed.unit_leader.actor, queries.open_work(staffed.unit_leader.actor))
    assert missing_holders() == []
    left_by(staffed, reason)
    assert names_of(holders_of(case)) == {"赵建华"}
    leader = staffed.unit_leader.actor
    assert queries.task_count(leader, queries.open_work(leader)) == before + 1
    page = browser(staffed.unit_leader)
    assert "经办人不在了" in page.get("/tasks").text
    assert page.get(f"/cases/{case.number}/finish").status_code == 200


def test_it_is_reported_everywhere_and_told_once(staffed, browser, app):
    case = brought_to("handling", staffed)
    left_by(staffed, "disabled")
    sentence = f"{HOUSING}的 1 件诉求经办人不在了（{case.number}），已放到负责人的待办里，请另定经办人"
    assert sentence in [fault.sentence for fault in faults()]
    page = browser(staffed.security).get("/users").text
    assert f"{HOUSING}的 1 件诉求经办人不在了，" in page
    assert case.number not in page
    assert (tell_of_vacancies(SYSTEM), tell_of_vacancies(SYSTEM)) == (1, 0)
    told = database.session.scalars(select(Message).where(Message.kind == "vacancy")).one()
    assert told.user_id == staffed.office.user.id
    assert case.number not in told.title + told.body


def test_the_clock_and_the_command_tell_it(staffed, app):
    brought_to("handling", staffed)
    left_by(staffed, "disabled")
    database.session.commit()
    assert look_for_vacancies() == "发了 1 条消息"
    assert look_for_vacancies() == "没有新的"
    answer = app.test_cli_runner().invoke(args=["remind", "vacancies"])
    assert "经办人不在了" in answer.output and "发了 0 条消息" in answer.output


@pytest.mark.parametrize(
    ("state", "person", "place"),
    [
        ("to_hand_over", "clerk", "曲塘镇政协工委 经办"), ("to_approve", "unit_leader", f"{HOUSING} 负责人"),
        ("to_sign", "unit_leader", f"{HOUSING} 负责人"), ("to_check", "clerk", "曲塘镇政协工委 经办"),
    ],
)  # fmt: skip
def test_a_desk_at_which_nobody_sits_is_reported(staffed, state, person, place):
    case = brought_to(state, staffed)
    assert vacancies() == []
    account_actions.end_seat(getattr(staffed, person).seat, staffed.office.actor)
    assert vacancies() == [f"{place}没有人，1 件诉求没人办（{case.number}），请在“人员与科室”里加人"]


def test_one_of_two_roles_at_a_desk_is_enough(staffed):
    """A reply is written by the leader or by the handler."""
    brought_to("to_reply", staffed)
    account_actions.end_seat(staffed.unit_leader.seat, staffed.office.actor)
    assert vacancies() == []


def test_a_section_without_anybody_is_told_at_once_also_to_who_passed_it_there(staffed, browser):
    case = brought_to("handling", staffed)
    empty = make_row(Section, organisation_id=housing().id, name="档案科")
    leader = browser(staffed.unit_leader)
    assert leader.post(f"/cases/{case.number}/pass-within", data={"section_id": str(empty.id)}).status_code == 302
    leader.get("/tasks")
    assert "已转给别的科室，但科室里没有经办人" in leader.page.words and "请另定经办人" in leader.page.words
    told = database.session.scalars(select(Message).where(Message.title == f"诉求 {case.number} 没有经办人")).all()
    assert [one.user_id for one in told] == [staffed.unit_leader.user.id]
    assert [one.number for one in missing_holders()] == [case.number]


@pytest.mark.parametrize("section", [True, False])
@pytest.mark.parametrize("seat_section", ["same", "other", None])
@pytest.mark.parametrize("name", ["himself", "gone", None])
def test_the_report_agrees_with_who_holds_it(staffed, section, seat_section, name):
    """What is reported as without a handler is what falls to the leader, and nothing else."""
    case = brought_to("handling", staffed)
    account_actions.end_seat(staffed.handler.seat, staffed.office.actor)
    place = {"same": "城建科", "other": "村镇建设科", None: ""}[seat_section]
    handler = staffed.seat("周敏", Role.HANDLER, HOUSING, place)
    case.section_id = staffed.handler.seat.section_id if section else None
    case.handler_id = {"himself": handler.user.id, "gone": staffed.handler.user.id, None: None}[name]
    database.session.flush()
    falls_to_leader = names_of(holders_of(case)) == {"赵建华"}
    assert [one.case_id for one in missing_holders()] == ([case.id] if falls_to_leader else [])


def test_a_move_made_for_somebody_names_both(staffed, browser):
    case = brought_to("to_approve", staffed)
    deputy = staffed.seat("王志强", Role.UNIT_LEADER, HOUSING)
    actor = stand_in_for(staffed.unit_leader, deputy)
    section = staffed.handler.seat.section_id
    actions.advance(case, "approve", actor, section_id=section, handler_id=staffed.handler.user.id, opinion="同意")
    record = database.session.scalars(select(StepRecord).order_by(StepRecord.id.desc())).first()
    assert (record.actor_id, record.for_user_id) == (deputy.user.id, staffed.unit_leader.user.id)
    assert who_did(record) == f"{HOUSING} 王志强代赵建华"
    assert f"{HOUSING} 王志强代赵建华" in browser(staffed.clerk).get(f"/cases/{case.number}").text
    assert "王志强：审批交办" in browser(staffed.unit_leader).get("/me/proxies").text


def test_a_stand_in_reaches_what_is_in_the_others_name(staffed, make):
    case = brought_to("handling", staffed)
    colleague = staffed.seat("周敏", Role.HANDLER, HOUSING, "村镇建设科")
    assert queries.case_for(colleague.actor, case.number) is None
    actor = stand_in_for(staffed.handler, colleague)
    assert queries.case_for(actor, case.number) is not None
    actions.advance(case, "handle", actor, progress="去看了现场")
    rows = queries.task_rows(actor)
    assert [row.number for row in rows] == [case.number]


def test_it_is_said_where_the_handler_is_the_one_who_asked(staffed, browser):
    case = brought_to("handling", staffed)
    page = browser(staffed.clerk)
    assert "就是" not in page.get(f"/cases/{case.number}").text
    staffed.handler.user.phone = case.asker_phone = "15400000001"
    database.session.commit()
    assert "经办人李海峰就是诉求人本人" in page.get(f"/cases/{case.number}").text
    case = database.session.get(Case, case.id)
    case.is_confidential = True
    database.session.commit()
    assert "就是诉求人本人" not in browser(staffed.unit_leader).get(f"/cases/{case.number}").text
    case = database.session.get(Case, case.id)
    case.member.user_id = None
    database.session.flush()
    case.member.user_id = case.handler_id
    database.session.commit()
    assert "就是提出这件诉求的委员本人" in browser(staffed.unit_leader).get(f"/cases/{case.number}").text


def test_seats_are_counted_once(staffed):
    """Somebody with two seats at a desk is one holder."""
    make_row(Seat, user_id=staffed.unit_leader.user.id, role=Role.UNIT_LEADER, organisation_id=housing().id)
    assert len(holders_of(brought_to("to_approve", staffed))) == 1
    assert database.session.scalar(select(func.count()).select_from(Case)) == 1


def test_an_office_without_anybody_is_reported(staffed):
    case = brought_to("handling", staffed)
    case.state = "to_decide"
    database.session.flush()
    assert vacancies() == []
    staffed.office.seat.ended_on = clock.today()
    database.session.flush()
    assert vacancies() == [f"办公室没有人，1 件诉求没人办（{case.number}），请在“人员与科室”里加人"]
