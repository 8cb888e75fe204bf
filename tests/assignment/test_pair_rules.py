"""Pairs that every plan has, pairs that none may have, and members who keep fewer than five."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import (
    draw_up,
    forbid,
    lift,
    lock,
    move,
    pair,
    publish,
    replace,
    set_places,
    swap,
    unpair,
)
from liaison.assignment.models import DRAFT, FORBID, LOCK, Pairing, PairRule, Plan
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import Refused
from liaison.orgs.models import Sector
from liaison.roster.actions.merging import merge
from liaison.roster.models import Member, Representative
from tests.assignment.conftest import TODAY
from tests.factories import first

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def stranger(make):
    """Somebody far away in another sector, whom no plan would choose."""
    sector = first(Sector, name="科学技术界")
    return make(Representative, name="远方人", sector_id=sector.id, village_id=None)


def pairs_of(plan):
    return queries.pairs_in(plan)


def last_event(db):
    return db.session.scalars(select(Event).order_by(Event.id.desc())).first()


def test_a_locked_pair_is_in_every_plan(db, crowd, stranger, office):
    members, _people = crowd
    assert (members[0].id, stranger.id) not in pairs_of(draw_up(2026, office))
    rule = lock(members[0], stranger, office, "结对多年")
    assert (rule.kind, rule.note, last_event(db).verb) == (LOCK, "结对多年", "pair_rule.lock")
    assert (members[0].id, stranger.id) in pairs_of(draw_up(2026, office))
    lift(rule, office)
    assert (members[0].id, stranger.id) not in pairs_of(draw_up(2026, office))
    assert last_event(db).verb == "plan.draw_up"


def test_a_forbidden_pair_is_in_none(crowd, office):
    members, people = crowd
    for person in people[:6]:
        forbid(members[0], person, "relatives", office)
    kept = {r for m, r in pairs_of(draw_up(2026, office)) if m == members[0].id}
    assert len(kept) == 5
    assert not kept & {person.id for person in people[:6]}


def test_nobody_keeps_somebody_of_his_own_unit_unless_locked(make, office):
    member = make(Member, unit="海安市某中医院")
    own = make(Representative, unit="海安市 某中医院")
    joined = make(Representative, unit_title="海安市某中医院主治医师")
    farm = make(Representative, unit_title="海安市某中医院附属药材种植农场场长")
    others = [make(Representative, unit_title="海安市某中医院居民"), make(Representative, unit="海安市某中医院食堂")]
    pairs = {r for _m, r in pairs_of(draw_up(2026, office))}
    assert pairs == {farm.id, *(one.id for one in others)}
    plan = make(Plan, state=DRAFT)
    with pytest.raises(Refused, match="不能结对（同一单位）"):
        pair(plan, member, joined, 1, office)
    lock(member, own, office)
    assert own.id in {r for _m, r in pairs_of(draw_up(2026, office))}


@pytest.mark.parametrize("unit", ["务农", "退休", "灵活就业", "", "李堡镇新庄村", "海安街道复兴社区居委会"])
def test_those_without_a_unit_have_none_in_common(make, office, unit):
    make(Member, unit=unit)
    person = make(Representative, unit=unit)
    assert person.id in {r for _m, r in pairs_of(draw_up(2026, office))}


def test_what_cannot_be_settled(make, crowd, stranger, office):
    members, people = crowd
    lock(members[0], people[0], office)
    with pytest.raises(Refused, match="已经锁定，要改请先解除"):
        forbid(members[0], people[0], "office", office)
    with pytest.raises(Refused, match="已经锁定给"):
        lock(members[1], people[0], office)
    with pytest.raises(Refused, match="请选一个原因"):
        forbid(members[1], people[1], "whim", office)
    for person in people[1:5]:
        lock(members[0], person, office)
    with pytest.raises(Refused, match="已经锁定 5 位"):
        lock(members[0], people[6], office)
    stranger.left_on = TODAY
    with pytest.raises(Refused, match="已经出库"):
        lock(members[1], stranger, office)
    gone = make(Member, left_on=TODAY)
    with pytest.raises(Refused, match="已经不是委员"):
        forbid(gone, people[7], "office", office)


def test_a_lock_on_somebody_who_left_is_said_before_solving(crowd, office):
    members, people = crowd
    lock(members[0], people[0], office)
    people[0].left_on = TODAY
    with pytest.raises(Refused, match="已经出库，请先解除锁定"):
        draw_up(2026, office)


def test_a_rule_is_lifted_once(crowd, office):
    rule = lock(crowd[0][0], crowd[1][0], office)
    lift(rule, office)
    with pytest.raises(Refused, match="已经解除"):
        lift(rule, office)
    assert queries.rule_between(rule.member_id, rule.representative_id) is None
    again = forbid(crowd[0][0], crowd[1][0], "office", office)
    assert queries.rule_for(office, again.id) is again


def test_the_list_of_rules(db, crowd, office):
    members, people = crowd
    lock(members[0], people[0], office)
    forbid(members[1], people[1], "relatives", office, "姐夫")
    rows = db.session.execute(queries.open_rules()).all()
    assert [(row.kind, row.member_id, row.representative_id, row.note) for row in rows] == [
        (FORBID, members[1].id, people[1].id, "姐夫"), (LOCK, members[0].id, people[0].id, ""),
    ]  # fmt: skip
    assert [row.kind for row in db.session.execute(queries.open_rules(LOCK))] == [LOCK]
    assert rows[0].town == "曲塘镇"


def test_a_locked_pair_is_not_taken_apart_by_hand(make, crowd, office):
    members, people = crowd
    plan = make(Plan)
    kept = pair(plan, members[0], people[0], 1, office)
    other = pair(plan, members[1], people[1], 1, office)
    rule = lock(members[0], people[0], office)
    tries = (
        lambda: unpair(kept, "其他", office), lambda: replace(kept, people[2], "其他", office),
        lambda: move(kept, members[1], 2, "其他", office), lambda: swap(other, kept, "其他", office),
    )  # fmt: skip
    for one in tries:
        with pytest.raises(Refused, match="请先解锁再换"):
            one()
    people[0].left_on = TODAY
    assert replace(kept, people[2], "其他", office).representative is people[2]
    assert rule.ended_at is None


def test_a_draft_overtaken_by_a_lock_is_not_published(crowd, stranger, office):
    members, _people = crowd
    plan = draw_up(2026, SYSTEM)
    lock(members[0], stranger, office)
    with pytest.raises(Refused, match="1 对锁定的不在里面"):
        publish(plan, office)
    m, r = min(pairs_of(plan))
    forbid(first(Member, id=m), first(Representative, id=r), "office", office)
    with pytest.raises(Refused, match="1 对锁定的不在里面，1 对禁止的还在里面"):
        publish(plan, office)
    assert publish(draw_up(2026, SYSTEM), office).is_published


def test_a_member_on_leave_keeps_fewer(db, make, crowd, office):
    members, people = crowd
    row = set_places(2026, members[0], 3, "产假", office)
    assert (row.places, last_event(db).verb) == (3, "member_places.set")
    plan = draw_up(2026, office)
    kept = [p.slot for p in db.session.scalars(select(Pairing).where(Pairing.plan_id == plan.id,
            Pairing.member_id == members[0].id))]  # fmt: skip
    assert sorted(kept) == [1, 2, 3]
    assert (plan.figures["places"], plan.figures["pairs"], plan.figures["full"]) == (8, 8, 2)
    figures = queries.plan_figures(plan)
    assert (figures.places, figures.pairs, figures.full) == (8, 8, 2)
    with pytest.raises(Refused, match="只联系 3 位，没有第 4 位"):
        pair(plan, members[0], people[11], 4, office)
    (line,) = [line for line in lines(db, plan) if line.member_id == members[0].id]
    assert (line.wanted, line.missing, len(line.places)) == (3, 0, 3)
    assert [one.places for one in db.session.execute(queries.places_of_year(2026))] == [3]
    assert set_places(2026, members[0], 5, "", office).places == 5
    with pytest.raises(Refused, match="请填 0 至 5"):
        set_places(2026, members[0], 6, "", office)


def lines(db, plan):
    return queries.board_lines(plan, db.session.execute(queries.members_statement(SYSTEM, plan)).all())


def test_a_member_away_for_the_year_keeps_nobody(db, crowd, office):
    members, _people = crowd
    set_places(2026, members[0], 0, "援疆", office)
    plan = draw_up(2026, office)
    assert {m for m, _r in pairs_of(plan)} == {members[1].id}
    open_ones = db.session.execute(queries.members_statement(SYSTEM, plan, only_open=True)).all()
    assert open_ones == []


def test_fewer_places_are_refused_while_more_stand(make, crowd, office):
    members, people = crowd
    plan = make(Plan, year=2026)
    kept = [pair(plan, members[0], person, slot, office) for slot, person in ((1, people[0]), (4, people[1]))]
    with pytest.raises(Refused, match="现在联系 2 位，请先在方案里换下 1 位，再改成 1 位"):
        set_places(2026, members[0], 1, "病假", office)
    set_places(2026, members[0], 2, "病假", office)
    assert [one.slot for one in kept] == [1, 2]
    with pytest.raises(Refused, match="请写上为什么"):
        set_places(2026, members[1], 2, " ", office)


def test_a_draft_that_gives_too_many_is_not_published(crowd, office):
    plan = draw_up(2026, SYSTEM)
    set_places(2026, crowd[0][0], 4, "病假", office)
    with pytest.raises(Refused, match="的代表比定的位数多"):
        publish(plan, office)


def test_locks_and_bans_follow_into_a_merge(db, make, crowd, office):
    member = crowd[0][0]
    keeper, loser = make(Representative, name="周桂芳"), make(Representative, name="周桂芬")
    rule = lock(member, loser, office)
    merge(loser, keeper, office)
    db.session.refresh(rule)
    assert rule.representative_id == keeper.id


@pytest.mark.parametrize(("mine", "theirs", "is_same", "is_refused"), [
    (LOCK, LOCK, False, True), (LOCK, FORBID, True, True), (FORBID, FORBID, True, False), (LOCK, LOCK, True, False),
    (LOCK, FORBID, False, False),
])  # fmt: skip
def test_what_contradicts_itself_is_not_merged(db, make, crowd, office, mine, theirs, is_same, is_refused):
    one, other = crowd[0]
    keeper, loser = make(Representative, name="周桂芳"), make(Representative, name="周桂芬")
    told = {"why": "office", "made_at": clock.now(), "made_by": "刘芸"}
    kept = make(PairRule, kind=mine, member_id=one.id, representative_id=keeper.id, **told)
    gone = make(PairRule, kind=theirs, member_id=(one if is_same else other).id, representative_id=loser.id, **told)
    if is_refused:
        with pytest.raises(Refused, match="合并后不能都算"):
            merge(loser, keeper, office)
        return
    merge(loser, keeper, office)
    db.session.expire_all()
    assert kept.representative_id == keeper.id
    assert gone.representative_id == (loser.id if is_same else keeper.id)
