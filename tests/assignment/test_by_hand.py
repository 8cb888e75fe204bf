"""Moving, swapping and filling by hand: what it costs before it is done, what is refused, what is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import (
    draw_up,
    fill_vacancies,
    forbid,
    lock,
    move,
    pair,
    publish,
    release_left,
    set_places,
    swap,
    unpair,
)
from liaison.assignment.models import DRAFT, Pairing, Plan
from liaison.assignment.queries.explaining import plan_ledger, proof_for
from liaison.audit.models import Event
from liaison.core.errors import Refused
from liaison.orgs.models import Area, Sector
from liaison.roster.models import Member, Representative
from tests.assignment.conftest import TODAY
from tests.factories import first, village_of

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def in_force(crowd):
    """The plan in force."""
    return publish(draw_up(2026, SYSTEM), SYSTEM)


def pairs_of(db, plan, member):
    mine = (Pairing.plan_id == plan.id, Pairing.member_id == member.id, Pairing.ended_on.is_(None))
    return list(db.session.scalars(select(Pairing).where(*mine).order_by(Pairing.slot)))


def verbs(db):
    return db.session.scalars(select(Event.verb).where(Event.thing == "pairing").order_by(Event.id)).all()


def test_a_representative_moves_to_another_member(db, make, crowd, office):
    members, people = crowd
    plan = make(Plan, year=2026)
    old = pair(plan, members[0], people[0], 1, office)
    new = move(old, members[1], 3, "离得太远", office)
    assert (new.member, new.slot, new.representative, new.is_current) == (members[1], 3, people[0], True)
    assert (old.is_current, old.ended_on, old.end_reason) == (False, TODAY, "离得太远")
    assert verbs(db)[-1] == "pairing.move"
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event.changes == {"member": [members[0].name, members[1].name], "reason": [None, "离得太远"]}


def test_two_members_exchange_a_representative_each(db, make, crowd, office):
    members, people = crowd
    plan = make(Plan, year=2026, state=DRAFT)
    one, other = pair(plan, members[0], people[0], 2, office), pair(plan, members[1], people[1], 4, office)
    mine, theirs = swap(one, other, "委员提出", office)
    assert (mine.member, mine.slot, mine.representative) == (members[0], 2, people[1])
    assert (theirs.member, theirs.slot, theirs.representative) == (members[1], 4, people[0])
    assert len(pairs_of(db, plan, members[0])) == len(pairs_of(db, plan, members[1])) == 1, "a draft keeps no past"
    assert verbs(db)[-1] == "pairing.swap"


def test_what_cannot_be_moved_or_swapped(make, crowd, office):
    members, people = crowd
    plan, draft = make(Plan, year=2026), make(Plan, year=2026, state=DRAFT)
    one, other = pair(plan, members[0], people[0], 1, office), pair(plan, members[1], people[1], 1, office)
    elsewhere = pair(draft, members[1], people[2], 1, office)
    with pytest.raises(Refused, match="请写上为什么换给别的委员"):
        move(one, members[1], 2, "", office)
    with pytest.raises(Refused, match="第 1 位已经是"):
        move(one, members[1], 1, "其他", office)
    with pytest.raises(Refused, match="同一份方案里两位不同的委员"):
        swap(one, elsewhere, "其他", office)
    forbid(members[1], people[0], "relatives", office)
    for tried in (lambda: move(one, members[1], 2, "其他", office), lambda: swap(one, other, "其他", office)):
        with pytest.raises(Refused, match="不能结对（亲属）"):
            tried()
    members[0].left_on = TODAY
    with pytest.raises(Refused, match="已经不是委员"):
        swap(other, one, "其他", office)
    people[0].left_on = TODAY
    with pytest.raises(Refused, match="已经出库"):
        move(one, members[1], 2, "其他", office)


def test_a_change_tells_its_exact_cost_beforehand(db, make, office):
    near, far = first(Area, name="曲塘镇"), first(Area, name="角斜镇")
    here, there = make(Member, name="陈立平"), make(Member, name="吴晓梅", home_area_id=far.id,
                                                 home_village_id=village_of(far).id, work_area_id=far.id)  # fmt: skip
    mine = make(Representative, name="近的")
    theirs = make(Representative, name="远的", area_id=far.id, village_id=village_of(far).id)
    plan = make(Plan, year=2026)
    one, other = pair(plan, here, theirs, 1, office), pair(plan, there, mine, 1, office)
    crossed, straight = [(here.id, theirs.id), (there.id, mine.id)], [(here.id, mine.id), (there.id, theirs.id)]
    change = queries.change_of(plan, crossed, straight)
    assert change.delta_km < -20
    before = plan_ledger(plan).objective()
    (option,) = [found for found in queries.move_options(one, there) if found.partner]
    assert (option.key, option.partner, option.change.delta_km) == (f"pair-{other.id}", other, change.delta_km)
    assert option.cost_words.startswith("整个方案少算 ")
    swap(one, other, "离得太远", office)
    assert plan_ledger(plan).objective() == pytest.approx(before + change.delta_km, abs=0.01)
    assert near is not far


def test_where_a_representative_could_go(make, crowd, office):
    members, people = crowd
    plan = make(Plan, year=2026)
    one = pair(plan, members[0], people[0], 1, office)
    for slot in (1, 2):
        pair(plan, members[1], people[slot], slot, office)
    (receiver,) = queries.receivers_of(one)
    assert (receiver.member_id, receiver.words.startswith("空着 3 位")) == (members[1].id, True)
    assert 0 < receiver.score <= 100
    assert queries.receivers_of(one, "没有这个人") == []
    assert [found.key.split("-")[0] for found in queries.move_options(one, members[1])] == ["place", "pair", "pair"]
    assert queries.move_options(one, members[0]) == []
    set_places(2026, members[1], 2, "产假", office)
    assert [found.slot for found in queries.move_options(one, members[1])] == [1, 2]
    lock(members[1], people[1], office)
    assert [found.slot for found in queries.move_options(one, members[1])] == [2]
    forbid(members[1], people[0], "office", office)
    assert queries.receivers_of(one) == []
    assert queries.move_options(one, members[1]) == []


def test_breaking_coverage_is_said(make, office):
    only = make(Representative, sector_id=first(Sector, name="民族宗教界").id)
    member = make(Member)
    plan = make(Plan, year=2026)
    pair(plan, member, only, 1, office)
    change = queries.change_of(plan, [(member.id, only.id)], [])
    assert any("民族宗教界要 " in said for said in change.broken)
    assert change.delta_km > 0
    back = queries.change_of(plan, [], [(member.id, make(Representative).id)])
    assert any("曲塘镇" in said for said in back.mended)


def test_open_places_and_whom_the_smallest_change_puts_there(db, make, crowd, in_force, office):
    members, people = crowd
    assert queries.vacancies(in_force) == []
    gone, *stay = pairs_of(db, in_force, members[0])
    gone.representative.left_on = TODAY
    newcomer = make(Member, name="新来的")
    found = queries.vacancies(in_force)
    assert [(one.member_id, one.slot) for one in found] == [
        (members[0].id, gone.slot), *((newcomer.id, slot) for slot in range(1, 6)),
    ]  # fmt: skip
    assert (found[0].pairing_id, found[0].why) == (gone.id, f"{gone.representative.name}已经出库")
    offered = [one.representative_id for one in found if one.representative_id]
    kept = {one.representative_id for one in (*stay, *pairs_of(db, in_force, members[1]))}
    assert len(offered) == len(set(offered)) == 2, "twelve people, one gone, nine kept"
    assert not set(offered) & kept
    chosen = [(one.member_id, one.slot, one.representative_id) for one in found if one.representative_id]
    filled = fill_vacancies(in_force, chosen, office)
    assert [(one.member_id, one.slot, one.representative_id) for one in filled] == chosen
    assert all(one.is_current for one in filled)
    assert all(one.ended_on is None for one in stay), "nothing that stands is touched"
    assert len(queries.vacancies(in_force)) == 4
    with pytest.raises(Refused, match="请至少选一个空位"):
        fill_vacancies(in_force, [], office)
    with pytest.raises(Refused, match="请刷新后重新选"):
        fill_vacancies(in_force, [(members[0].id, 1, 10**6)], office)


def test_those_of_a_member_who_left_are_free_again(db, make, crowd, in_force, office):
    members, _people = crowd
    freed = {one.representative_id for one in pairs_of(db, in_force, members[0])}
    members[0].left_on = TODAY
    assert {row.representative_id for row in queries.orphans_of(in_force)} == freed
    successor = make(Member, name="接任的")
    found = queries.vacancies(in_force)
    assert {one.member_id for one in found} == {successor.id}
    fill_vacancies(in_force, [(one.member_id, one.slot, one.representative_id) for one in found], office)
    assert queries.orphans_of(in_force) == []
    assert queries.vacancies(in_force) == []
    ended = db.session.scalars(select(Pairing).where(Pairing.member_id == members[0].id)).all()
    assert {(one.is_current, one.ended_on, one.end_reason) for one in ended} == {(False, TODAY, "委员不再任职")}
    assert release_left(in_force, office) == 0


def test_two_plans_beside_each_other(db, make, crowd, in_force, office, people):
    members, _reps = crowd
    gone = pairs_of(db, in_force, members[0])[0]
    gone.representative.left_on = TODAY
    new = draw_up(2026, office)
    found = queries.plan_comparison(in_force, new, office)
    assert (found.kept_count, found.new_count, found.ended_count) == (9, 1, 1)
    assert found.summary == "10 对里 9 对不变，1 对变动：1 代表出库"
    assert found.reasons == [("代表出库", 1)]
    assert [(row.state, row.representative_id) for row in found.rows_of()][0] == ("ended", gone.representative_id)
    assert [row.why for row in found.rows_of("ended")] == ["代表出库"]
    assert len(found.rows_of("kept")) == 9
    assert found.rows[0].member_town == "曲塘镇"
    elsewhere = first(Area, name="李堡镇")
    assert queries.plan_comparison(in_force, new, office, elsewhere.id).rows == ()
    assert queries.plan_comparison(in_force, new, people.other_clerk.actor).rows == ()


def test_prices_are_told_though_a_place_was_opened_by_hand(db, crowd, in_force, office):
    members, _people = crowd
    one, *_rest, last = pairs_of(db, in_force, members[0])
    before = proof_for(in_force, plan_ledger(in_force))[1]
    unpair(last, "委员提出", office)
    assert proof_for(in_force, plan_ledger(in_force))[1] == before < 1
    assert queries.pair_view(one).rivals


def test_why_not_another_member_with_the_price_of_the_whole_plan(db, crowd, in_force):
    members, _people = crowd
    shown = queries.pair_view(pairs_of(db, in_force, members[0])[0])
    assert [rival.member_id for rival in shown.rivals] == [members[1].id]
    assert shown.rivals[0].swap_words == "整个方案也许一样好"
    assert [reason.title for reason in shown.reasons][:2] == ["就近", "同界别"]


def test_a_pair_of_somebody_who_left_is_shown_without_reasons(db, crowd, in_force):
    one = pairs_of(db, in_force, crowd[0][0])[0]
    one.representative.left_on = TODAY
    assert (queries.pair_view(one).reasons, queries.pair_view(one).rivals) == ((), ())
