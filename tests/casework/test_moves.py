"""One case goes round: smoothly, and with every turn that real life takes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from liaison.audit.models import Event
from liaison.casework import actions, queries
from liaison.casework.models import Case, Rating
from liaison.casework.workflow import CASEWORK
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Category, Organisation, Section
from tests.factories import first

MONDAY = datetime(2026, 9, 14, 1, 0, tzinfo=clock.SHANGHAI)
FINISHED = {
    "first_talk_on": date(2026, 9, 15), "talk": "电话", "result_text": "红绿灯已经装好。",
    "result": "A 已解决或基本解决", "adoption": "采纳",
}  # fmt: skip
TOLD = {"told_on": date(2026, 9, 14), "told_by": "电话", "attitude": "理解接受"}
CONTENT = {"work": "满意", "outcome": "满意", "solved": "是"}
ANGRY = {"work": "基本满意", "outcome": "不满意", "solved": "否", "reasons": ["没有解决"], "wants_redo": True}


@pytest.fixture
def monday(db):
    """It is Monday 14 September 2026."""
    with clock.set_clock(MONDAY):
        yield


@pytest.fixture
def housing(db):
    """市住房和城乡建设局."""
    return first(Organisation, name="市住房和城乡建设局")


@pytest.fixture
def case(monday, make, people):
    """A case that waits to be handed over."""
    contact = make(Contact, member_id=people.member.member.id)
    return make(Case, contact_id=contact.id)


def section_of(unit):
    """城建科."""
    return first(Section, organisation_id=unit.id, name="城建科")


def bring_to_handling(case, people, housing):
    """Hand over and approve."""
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    actions.advance(
        case, "approve", people.unit_leader.actor, section_id=section_of(housing).id,
        handler_id=people.handler.user.id,
    )  # fmt: skip


def bring_to_rating(case, people):
    """From handling to the asker's turn."""
    actions.advance(case, "finish", people.handler.actor, **FINISHED)
    actions.advance(case, "sign", people.unit_leader.actor)
    actions.advance(case, "pass_check", people.clerk.actor)
    actions.advance(case, "reply", people.handler.actor, reply_text="已装好，请查收。")
    actions.advance(case, "forward_reply", people.clerk.actor)
    actions.advance(case, "tell_asker", people.member.actor, **TOLD)


def test_smooth_way_through_all_steps(case, people, housing):
    bring_to_handling(case, people, housing)
    assert case.state == "handling" and case.holder_organisation_id == housing.id
    bring_to_rating(case, people)
    assert case.state == "to_rate"
    code = actions.new_rating_code(case, people.member.actor)
    actions.rate_by_code(actions.ratings.code_row(code), **CONTENT)
    assert (case.state, case.rating, case.closed_on) == ("closed", "满意", date(2026, 9, 14))
    steps = [r.step for r in queries.history_of(case)]
    assert steps == [3, 4, 5, 5, 6, 7, 7, 7, 8]


def test_every_move_leaves_a_record_and_an_event(db, case, people, housing):
    bring_to_handling(case, people, housing)
    verbs = [e.verb for e in db.session.query(Event).filter_by(thing="case", thing_id=case.id).order_by(Event.id)]
    assert verbs == ["case.hand_over", "case.approve"]
    last = queries.history_of(case)[-1]
    assert last.shown["承办科室"] == "城建科" and last.shown["经办人"] == people.handler.user.name
    assert last.actor_role == "市住房和城乡建设局 负责人"


def test_limit_counts_from_dispatch_in_working_days(case, people, housing):
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id, kind="意见建议", urgency="一般")
    assert case.limit_days == 5

    assert case.due_on == date(2026, 9, 20), "Sunday 20 September 2026 is a working day: 14 to 20 are five"
    assert case.first_due_on == case.due_on


def test_a_move_needs_its_cells(case, people):
    with pytest.raises(Refused) as refusal:
        actions.advance(case, "hand_over", people.clerk.actor)
    assert refusal.value.fields == {"unit_id": "请选承办单位（主办）"}
    assert case.state == "to_hand_over"


def test_a_move_starts_only_where_the_table_says(case, people):
    with pytest.raises(Refused, match="现在是“待转办”，不能签批"):
        actions.advance(case, "sign", people.unit_leader.actor)


def test_send_back_and_supplement(case, people):
    actions.advance(case, "send_back", people.clerk.actor, reason="请补充具体地点")
    assert case.state == "to_supplement" and case.holder_organisation_id is None
    cells = {
        "title": "路口没有红绿灯", "text": "放学时车流混杂", "kind": "意见建议", "category_id": first(Category).id,
        "urgency": "一般", "place": "刘圩村滨海大道路口", "asker_name": "周桂芳", "survey": "到现场看过",
        "survey_way": "实地走访", "survey_on": clock.today(), "asker_phone": "15400000001", "suggestion": "装红绿灯",
    }  # fmt: skip
    actions.advance(case, "supplement", people.member.actor, **cells)
    assert case.state == "to_hand_over" and case.place == "刘圩村滨海大道路口"


def test_declining_twice_goes_to_the_final_ruling(case, people, housing):
    other = first(Organisation, name="市交通运输局")
    decline = {"decline_kind": "不是本单位职责", "reason": "归交通局管", "proposed_unit_id": other.id}
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    due = case.due_on
    actions.advance(case, "decline", people.unit_leader.actor, **decline)
    assert case.state == "declined" and case.holder_organisation_id == case.committee_id
    actions.advance(case, "rule_reassign", people.director.actor, unit_id=other.id, opinion="同意改派")
    assert (case.state, case.unit_id, case.due_on) == ("to_approve", other.id, due)
    back = {"decline_kind": "不是本单位职责", "reason": "归住建局管", "proposed_unit_id": housing.id}
    actions.advance(case, "decline", people.other_unit_leader.actor, **back)
    assert case.state == "to_rule_finally"
    actions.advance(case, "settle_keep", people.office.actor, opinion="由交通局办理")
    with pytest.raises(Refused, match="不能再申退"):
        actions.advance(case, "decline", people.other_unit_leader.actor, **back)


def test_declining_needs_a_proposal(case, people, housing):
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    with pytest.raises(Refused) as refusal:
        actions.advance(case, "decline", people.unit_leader.actor, decline_kind="不是本单位职责", reason="不归我们管")
    assert "proposed_unit_id" in refusal.value.fields


def test_organisations_may_want_signature_and_receipt(case, people, housing):
    housing.needs_receipt = True
    case.committee.needs_issue = True
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    assert case.state == "to_sign_out"
    actions.advance(case, "sign_out", people.director.actor)
    assert case.state == "to_receive"
    actions.advance(case, "receive", people.unit_leader.actor)
    assert case.state == "to_approve"


def test_check_sends_back_to_handling(case, people, housing):
    bring_to_handling(case, people, housing)
    actions.advance(case, "finish", people.handler.actor, **FINISHED)
    actions.advance(case, "sign", people.unit_leader.actor)
    handled_on = case.handled_on
    with clock.set_clock(MONDAY + timedelta(days=1)):
        actions.advance(case, "reject_check", people.clerk.actor, reason="没有说哪天装")
        actions.advance(case, "finish", people.handler.actor, **FINISHED)
        actions.advance(case, "sign", people.unit_leader.actor)
    assert case.handled_on == handled_on, "the first date counts"


def test_result_b_needs_a_plan_and_c_needs_grounds(case, people, housing):
    bring_to_handling(case, people, housing)
    for result, cell in (("B 正在解决或列入计划", "planned_on"), ("C 暂时不能解决", "grounds")):
        with pytest.raises(Refused) as refusal:
            actions.advance(case, "finish", people.handler.actor, **{**FINISHED, "result": result})
        assert cell in refusal.value.fields


def test_unsatisfied_opens_a_second_round_and_then_goes_to_the_office(db, case, people, housing):
    bring_to_handling(case, people, housing)
    bring_to_rating(case, people)
    phone = {"way": "电话回访", "rated_on": date(2026, 9, 14), "asked": "周桂芳"}
    actions.rate_for_asker(case, people.clerk.actor, **phone, **ANGRY)
    assert (case.state, case.round, case.rating) == ("handling", 2, "不满意")
    assert case.first_due_on is not None and case.closed_on is None
    bring_to_rating(case, people)
    actions.rate_for_asker(case, people.office.actor, **phone, **ANGRY)
    assert case.state == "to_decide"
    actions.advance(case, "decide_close", people.office.actor, opinion="已上门说明")
    assert case.state == "closed"
    assert [r.round for r in db.session.query(Rating).order_by(Rating.id)] == [1, 2]
    assert {r.round for r in queries.history_of(case)} == {1, 2}


def test_unsatisfied_without_redo_closes(case, people, housing):
    bring_to_handling(case, people, housing)
    bring_to_rating(case, people)
    paper = {"way": "纸质", "rated_on": date(2026, 9, 14), "asked": "周桂芳"}
    actions.rate_for_asker(case, people.clerk.actor, **paper, **{**ANGRY, "wants_redo": False})
    assert (case.state, case.round, case.rating) == ("closed", 1, "不满意")


def test_the_askers_own_answer_counts_over_another(case, people, housing):
    bring_to_handling(case, people, housing)
    bring_to_rating(case, people)
    code = actions.new_rating_code(case, people.member.actor)
    face = {"way": "当面", "rated_on": date(2026, 9, 14), "asked": "周桂芳"}
    actions.rate_for_asker(case, people.member.actor, **face, **CONTENT)
    assert case.rating == "满意"
    actions.rate_by_code(actions.ratings.code_row(code), **{**ANGRY, "wants_redo": False})
    assert case.rating == "不满意"
    assert actions.ratings.code_row(code) is None, "a code works once"


def test_a_member_may_enter_only_what_he_heard_face_to_face(case, people, housing):
    bring_to_handling(case, people, housing)
    bring_to_rating(case, people)
    with pytest.raises(Refused, match="只能代录当面评价"):
        call = {"way": "电话回访", "rated_on": date(2026, 9, 14), "asked": "周桂芳"}
        actions.rate_for_asker(case, people.member.actor, **call, **CONTENT)


def test_take_back_within_ten_minutes(case, people, housing):
    before = (case.state, case.unit_id, case.due_on, case.holder_organisation_id)
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    with clock.set_clock(MONDAY + timedelta(minutes=9)):
        actions.take_back(case, people.clerk.actor)
    assert (case.state, case.unit_id, case.due_on, case.holder_organisation_id) == before
    assert [r.verb for r in queries.history_of(case)] == ["hand_over", "take_back"]


@pytest.mark.parametrize("minutes, who", [(11, "clerk"), (1, "director")])
def test_take_back_has_its_bounds(case, people, housing, minutes, who):
    actions.advance(case, "hand_over", people.clerk.actor, unit_id=housing.id)
    with clock.set_clock(MONDAY + timedelta(minutes=minutes)), pytest.raises(Refused):
        actions.take_back(case, getattr(people, who).actor)


def test_urging_never_changes_the_state(case, people, housing):
    bring_to_handling(case, people, housing)
    notice = actions.urge(case, people.clerk.actor, level="催办", cause="没有进展", demand="请三天内回话")
    assert case.state == "handling" and notice.level == 2 and notice.number == "DB2026-0001"
    actions.answer_notice(notice, people.handler.actor, answer="正在装")
    assert actions.close_notice(notice, people.clerk.actor).closed_at


def test_a_group_is_handed_over_all_or_none(db, make, people, housing, monday):
    cases = [make(Case) for _ in range(3)]
    actions.hand_over_many(cases, people.clerk.actor, housing.id)
    assert {c.state for c in cases} == {"to_approve"}
    with pytest.raises(Refused):
        actions.hand_over_many(cases, people.clerk.actor, housing.id)


def test_open_tasks_go_with_the_post(case, people, housing):
    bring_to_handling(case, people, housing)
    successor = people.seat("王新", "handler", "市住房和城乡建设局", "城建科")
    assert actions.pass_on_tasks(people.handler.user.id, successor.user.id, people.unit_leader.actor) == 1
    assert case.handler_id == successor.user.id


def test_every_state_but_the_ends_has_somebody_whose_turn_it_is():
    assert all(s.holder for s in CASEWORK.states if not s.is_end)


def test_the_log_says_states_in_words_and_only_what_changed(db, case, people, housing):
    bring_to_handling(case, people, housing)
    actions.advance(case, "handle", people.handler.actor, progress="已到现场看过。")
    told = {event.verb: event.changes for event in db.session.query(Event).filter_by(thing="case")}
    assert told["case.approve"] == {"state": ["待审批", "办理中"]}
    assert told["case.handle"] == {}
