"""Drawing up, publishing and changing plans by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from liaison.assignment.actions import draw_up, pair, publish, replace, unpair
from liaison.assignment.models import DRAFT, ENDED, PUBLISHED, SUPERSEDED, Pairing, Plan
from liaison.assignment.queries import current_five, fixed_pairs
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Area
from liaison.roster.models import Member, Representative
from tests.assignment.conftest import TODAY
from tests.factories import first

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def crowd(make):
    """Two members and eleven representatives of their town and sector."""
    return [make(Member) for _ in range(2)], [make(Representative) for _ in range(11)]


@pytest.fixture
def leader(people):
    """Who publishes what the office drew up."""
    return people.leader.actor


def standing_pairs(db, plan):
    return db.session.scalars(select(Pairing).where(Pairing.plan_id == plan.id, Pairing.ended_on.is_(None))).all()


def verbs(db):
    return db.session.scalars(select(Event.verb).where(of_plans()).order_by(Event.id)).all()


def of_plans():
    return Event.thing.in_(("plan", "pairing"))


def test_a_draft_gives_five_each_and_is_not_in_force(db, crowd, office):
    members, _people = crowd
    plan = draw_up(2026, office)
    pairs = standing_pairs(db, plan)
    assert (plan.state, plan.year, plan.made_by) == (DRAFT, 2026, "刘芸")
    assert sorted((p.member_id, p.slot) for p in pairs) == [(m.id, slot) for m in members for slot in range(1, 6)]
    assert len({p.representative_id for p in pairs}) == 10
    assert not any(p.is_current for p in pairs)
    assert plan.figures["pairs"] == 10
    assert plan.figures["gap"] == 0
    assert verbs(db) == ["plan.draw_up"]


def test_a_new_draft_stands_beside_the_old_one(db, crowd, office):
    plans = [draw_up(2026, office, note="第一次试"), draw_up(2026, office)]
    assert db.session.scalars(select(Plan).order_by(Plan.id)).all() == plans
    assert [plan.name for plan in plans] == ["第 1 稿", "第 2 稿"]
    assert [plan.note for plan in plans] == ["第一次试", ""]
    assert db.session.scalar(select(func.count(Pairing.id))) == 20


def test_nobody_who_has_left_is_in_a_draft(db, make, crowd, office):
    members, people = crowd
    members[0].left_on, people[0].left_on = TODAY, TODAY
    pairs = standing_pairs(db, draw_up(2026, office))
    assert {p.member_id for p in pairs} == {members[1].id}
    assert people[0].id not in {p.representative_id for p in pairs}


@pytest.mark.parametrize("year", [1999, 2028])
def test_no_plan_of_a_year_out_of_reach(crowd, office, year):
    with pytest.raises(Refused, match="请把年份写成 2000 至 2027"):
        draw_up(year, office)


def test_nobody_no_plan(db, office):
    with pytest.raises(Refused, match="请先导入委员名册"):
        draw_up(2026, office)


def test_publishing_puts_the_plan_in_force_from_new_year(db, crowd, office, leader):
    plan = publish(draw_up(2026, office), leader)
    assert (plan.state, plan.published_by, plan.published_at) == (PUBLISHED, "沈志明", clock.now())
    assert all(p.is_current and p.started_on == date(2026, 1, 1) for p in standing_pairs(db, plan))
    assert verbs(db) == ["plan.draw_up", "plan.publish"]


def test_a_new_year_ends_the_plan_of_the_old_one(db, crowd, office, leader):
    members, _people = crowd
    with clock.set_clock(clock.at(date(2025, 3, 1))):
        old = publish(draw_up(2025, office), leader)
        of_2025 = fixed_pairs(2025)
    new = publish(draw_up(2026, office), leader)
    db.session.expire_all()
    ended = db.session.scalars(select(Pairing).where(Pairing.plan_id == old.id)).all()
    assert old.state == ENDED
    assert {(p.is_current, p.ended_on, p.end_reason) for p in ended} == {(False, date(2025, 12, 31), SUPERSEDED)}
    assert fixed_pairs(2025) == of_2025
    assert fixed_pairs(2026) == {m.id: {p.representative_id for p in current_five(m.id)} for m in members}
    assert len(standing_pairs(db, new)) == 10


def test_a_plan_serves_until_the_next_one_whatever_the_year(db, crowd, office, leader):
    with clock.set_clock(clock.at(date(2024, 3, 1))):
        publish(draw_up(2024, office), leader)
    assert fixed_pairs(2023) == {}
    assert len(fixed_pairs(2024)) == len(fixed_pairs(2026)) == 2


def test_a_second_plan_of_one_year_is_in_force_from_today(db, crowd, office, leader):
    members, _people = crowd
    publish(draw_up(2026, office), leader)
    with clock.set_clock(clock.at(TODAY + timedelta(days=30))):
        publish(draw_up(2026, office), leader)
    current = db.session.scalars(select(Pairing).where(Pairing.is_current)).all()
    assert {p.started_on for p in current} == {date(2026, 6, 5)}
    ended = db.session.scalars(select(Pairing).where(Pairing.ended_on.is_not(None))).all()
    assert {p.ended_on for p in ended} == {date(2026, 6, 4)}


def test_a_plan_replaced_on_its_first_day_was_never_in_force(db, crowd, office, leader):
    members, people = crowd
    publish(draw_up(2026, office), leader)
    short_lived = draw_up(2026, office)
    kept = {p.representative_id for p in standing_pairs(db, short_lived)}
    stranger = next(person for person in people if person.id not in kept)
    changed = replace(standing_pairs(db, short_lived)[0], stranger, "委员提出", office)
    publish(short_lived, leader)
    publish(draw_up(2026, office, broken=0), leader)
    assert changed.ended_on < changed.started_on
    assert stranger.id not in fixed_pairs(2026)[changed.member_id]


def test_what_cannot_be_published(db, crowd, office, leader):
    plan = publish(draw_up(2026, office), leader)
    with pytest.raises(Refused, match="已经发布过"):
        publish(plan, leader)
    with pytest.raises(Refused, match="2027 年还没到，请到 2027年1月1日 再发布"):
        publish(draw_up(2027, office), leader)
    with pytest.raises(Refused, match="2026 年的方案正在用"):
        publish(draw_up(2025, office), leader)


def test_a_draft_with_people_who_have_left_is_not_published(db, crowd, office, leader):
    plan = draw_up(2026, office)
    kept = standing_pairs(db, plan)[0].representative
    kept.left_on = TODAY
    with pytest.raises(Refused, match=f"{kept.name}已经离开，请先换人，或者重新排"):
        publish(plan, leader)


def test_pairing_by_hand_in_force(db, make, office):
    plan, member, person = make(Plan), make(Member), make(Representative)
    one = pair(plan, member, person, 3, office)
    assert (one.is_current, one.is_by_hand, one.slot, one.km, one.is_same_sector) == (True, True, 3, 0.0, True)
    assert one.started_on == TODAY
    assert verbs(db) == ["pairing.pair"]


def test_a_representative_kept_by_somebody_is_refused_with_his_name(make, office):
    plan = make(Plan)
    person = make(Representative, name="周桂芳")
    pair(plan, make(Member, name="陆永明"), person, 1, office)
    with pytest.raises(Refused, match="周桂芳已由陆永明委员联系，请先在陆永明委员那里换下，或者另选一位"):
        pair(plan, make(Member), person, 1, office)


def test_a_filled_place_is_refused(make, office):
    plan, member = make(Plan), make(Member, name="陈立平")
    pair(plan, member, make(Representative, name="孙志强"), 3, office)
    with pytest.raises(Refused, match="陈立平委员的第 3 位已经是孙志强，请先把这一位换下，或者选空着的一位"):
        pair(plan, member, make(Representative), 3, office)


@pytest.mark.parametrize("slot", [0, 6, -1])
def test_there_are_five_places(make, office, slot):
    with pytest.raises(Refused, match="请选第 1 至 5 位"):
        pair(make(Plan), make(Member), make(Representative), slot, office)


def test_people_who_have_left_are_refused(make, office):
    plan = make(Plan)
    with pytest.raises(Refused, match="已经不是委员"):
        pair(plan, make(Member, left_on=TODAY), make(Representative), 1, office)
    with pytest.raises(Refused, match="已经出库"):
        pair(plan, make(Member), make(Representative, left_on=TODAY), 1, office)


def test_an_ended_plan_stays_as_it_was(make, office):
    plan = make(Plan, state=ENDED, year=2024)
    with pytest.raises(Refused, match="2024 年方案已经结束"):
        pair(plan, make(Member), make(Representative), 1, office)
    with pytest.raises(Refused, match="2024 年方案已经结束"):
        unpair(make(Pairing, plan_id=plan.id, is_current=False), "委员提出", office)


def test_ending_a_pair_in_force_keeps_it_on_record(db, make, office):
    one = make(Pairing)
    unpair(one, " 代表搬走或离开 ", office)
    assert (one.is_current, one.ended_on, one.end_reason) == (False, TODAY, "代表搬走或离开")
    assert fixed_pairs(2026) == {one.member_id: {one.representative_id}}
    assert current_five(one.member_id) == []
    with pytest.raises(Refused, match="已经不是一对"):
        unpair(one, "其他", office)
    assert pair(one.plan, one.member, one.representative, 1, office).is_current


def test_ending_a_pair_of_a_draft_takes_it_away(db, make, office):
    one = make(Pairing, plan_id=make(Plan, state=DRAFT).id, is_current=False)
    unpair(one, "离得太远", office)
    assert db.session.scalar(select(func.count(Pairing.id))) == 0
    assert verbs(db) == ["pairing.unpair"]


def test_a_reason_is_needed(make, office):
    one = make(Pairing)
    with pytest.raises(Refused) as refused:
        unpair(one, " ", office)
    assert refused.value.fields == {"reason": "请写上为什么换下"}
    with pytest.raises(Refused):
        replace(one, make(Representative), "", office)


@pytest.mark.parametrize("state", [DRAFT, PUBLISHED])
def test_replacing_gives_the_place_to_somebody_else(db, make, office, state):
    is_in_force = state == PUBLISHED
    one = make(Pairing, plan_id=make(Plan, state=state).id, is_current=is_in_force, slot=4)
    former, person = one.representative_id, make(Representative, name="李秀兰")
    successor = replace(one, person, "委员提出", office)
    assert (successor.slot, successor.representative, successor.is_current) == (4, person, is_in_force)
    left = db.session.scalars(select(Pairing).where(Pairing.representative_id == former)).all()
    assert len(left) == is_in_force
    event = db.session.scalars(select(Event).where(of_plans())).one()
    assert event.verb == "pairing.replace"
    assert event.changes["representative"][1] == "李秀兰"


def test_replacing_by_somebody_kept_changes_nothing(db, make, office):
    plan = make(Plan)
    one, other = make(Pairing, plan_id=plan.id), make(Pairing, plan_id=plan.id)
    with pytest.raises(Refused, match="已由"):
        replace(one, other.representative, "其他", office)
    assert one.is_current


def test_the_distance_is_that_to_the_nearer_of_home_and_work(make, office):
    bail, work = first(Area, name="白甸镇"), first(Area, name="李堡镇")
    village = first(Area, parent_id=work.id)
    member = make(Member, home_area_id=bail.id, home_village_id=None, work_area_id=work.id)
    person = make(Representative, area_id=work.id, village_id=village.id)
    assert pair(make(Plan), member, person, 1, office).km < 15
    member.work_area_id = None
    assert pair(make(Plan, state=DRAFT), member, person, 1, office).km > 30


def test_the_database_itself_refuses_a_sixth_place_and_a_second_keeper(db, make):
    one = make(Pairing)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make(Pairing, slot=6)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make(Pairing, member_id=one.member_id, slot=1)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make(Pairing, representative_id=one.representative_id)
    plan = make(Plan, state=DRAFT)
    draft = make(Pairing, plan_id=plan.id, is_current=False)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make(Pairing, plan_id=plan.id, representative_id=draft.representative_id, is_current=False)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        make(Pairing, plan_id=plan.id, member_id=draft.member_id, slot=1, is_current=False)
