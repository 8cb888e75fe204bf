"""Drafts side by side, drawn up in a job or at once; their settings, what they follow, and who publishes them."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import delete, func, select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import (
    draw_up,
    drop_draft,
    forbid,
    pair,
    preview_setting,
    publish,
    save_setting,
    submit_draw_up,
)
from liaison.assignment.actions.drafts import keep
from liaison.assignment.models import DRAFT, Pairing, Plan, PlanCertificate, PlanPreview, PlanSetting
from liaison.assignment.queries.points import available_people
from liaison.assignment.rules import Settings, Weights, available_in
from liaison.assignment.rules.certificate import from_bytes
from liaison.assignment.rules.checking import check
from liaison.audit.models import Event
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.jobs import rules
from liaison.jobs.actions import cancel, run_waiting
from liaison.jobs.models import Job, queue_here
from liaison.orgs.models import Area, Sector
from liaison.roster.models import Library, Member, Membership, Representative
from tests.assignment.conftest import TODAY
from tests.factories import first, village_of

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def crowd(db, people, make):
    """Two members and twelve representatives of their town and sector, committed."""
    assert people.office
    found = [make(Member) for _ in range(2)], [make(Representative) for _ in range(12)]
    db.session.commit()
    return found


def plans(db):
    return db.session.scalars(select(Plan).order_by(Plan.id)).all()


def hand_in(office, **given):
    with transaction():
        return submit_draw_up(2026, office, "/assignment/2026", **given)


def test_a_job_draws_up_a_draft(db, crowd, office):
    job = hand_in(office, note="第一次")
    run_waiting()
    assert (job.state, job.error) == (rules.DONE, None)
    (plan,) = plans(db)
    told = (plan.state, plan.name, plan.note, plan.made_by, plan.made_by_id, plan.job_id, plan.method)
    assert told == (DRAFT, "第 1 稿", "第一次", "刘芸", office.user_id, job.id, "highs")
    assert plan.figures["pairs"] == 10


def test_a_job_that_is_done_twice_makes_one_draft(db, crowd, office):
    job = hand_in(office)
    run_waiting()
    job.state = rules.WAITING
    db.session.commit()
    run_waiting()
    assert job.state == rules.DONE
    assert len(plans(db)) == 1


def test_a_job_that_is_cancelled_leaves_the_plans_as_they_were(db, crowd, office):
    draw_up(2026, office)
    db.session.commit()
    waiting, running = hand_in(office), hand_in(office)
    with transaction():
        cancel(waiting, office)
    queue_here().ask_to_stop(running.key)
    run_waiting()
    assert (waiting.state, running.state) == (rules.CANCELLED, rules.CANCELLED)
    assert len(plans(db)) == 1


def test_a_job_says_what_contradicts_itself(db, office):
    job = hand_in(office)
    run_waiting()
    assert (job.state, job.error) == (rules.FAILED, "还没有委员或代表，排不出方案。请先导入委员名册和代表信息库。")
    with pytest.raises(Refused, match="请把年份写成"):
        submit_draw_up(1999, office, "/")


def test_a_plan_with_somebody_deleted_while_it_was_found_is_not_kept(db, crowd, office):
    found = queries.propose(queries.plan_task(2026))
    gone = found.solution.pairs[0][1]
    db.session.execute(delete(Representative).where(Representative.id == gone))
    with pytest.raises(Refused, match="有人被合并或撤回了"):
        keep(found, office)
    assert plans(db) == []


def test_a_plan_is_kept_though_the_one_it_follows_was_dropped_meanwhile(db, crowd, office):
    base = draw_up(2026, office)
    found = queries.propose(queries.plan_task(2026, base=base))
    drop_draft(base, office)
    assert keep(found, office).base_id is None


def test_the_proof_is_kept_with_the_plan(db, crowd, office):
    plan = draw_up(2026, office)
    kept = queries.certificate_of(plan)
    assert kept.sha256 == hashlib.sha256(kept.body).hexdigest()
    verdict = check(from_bytes(kept.body))
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(plan.figures["objective"], abs=0.01)
    assert queries.certificate_of(draw_up(2026, office)).body == kept.body, "the same people give the same bytes"


def test_whoever_drew_it_up_does_not_publish_it(crowd, people, office):
    plan = draw_up(2026, office)
    with pytest.raises(Refused, match="这份草稿是您排的，请另一位同事发布"):
        publish(plan, office)
    assert publish(plan, people.leader.actor).is_published
    assert publish(draw_up(2026, SYSTEM), SYSTEM).is_published
    assert publish(draw_up(2026, SYSTEM), office).is_published


def test_publishing_one_draft_leaves_the_others(db, crowd, office, people):
    one, other = draw_up(2026, office), draw_up(2026, office)
    publish(other, people.leader.actor)
    assert [plan.state for plan in plans(db)] == [DRAFT, "published"]
    assert (one.title, str(other)) == ("2026 年方案（第 1 稿）", "2026 年方案")


def test_a_draft_is_dropped_with_all_it_has(db, crowd, office, people):
    first_one, other = draw_up(2026, office), draw_up(2026, office)
    follower = draw_up(2026, office, base=first_one)
    assert follower.base_id == first_one.id
    drop_draft(first_one, office)
    db.session.expire_all()
    assert plans(db) == [other, follower]
    assert follower.base_id is None
    assert db.session.scalar(select(func.count()).select_from(PlanCertificate)) == 2
    assert db.session.scalar(select(func.count()).select_from(Pairing)) == 20
    assert db.session.scalars(select(Event.verb).order_by(Event.id.desc())).first() == "plan.drop"
    assert draw_up(2026, office).name == "第 4 稿"
    publish(other, people.leader.actor)
    with pytest.raises(Refused, match="只能删草稿"):
        drop_draft(other, office)


def test_pairs_that_can_stay_stay(db, make, people, office):
    """Without the wish to keep, the nearer one is taken; with it the former one stays."""
    far = make(Area, code="V-FAR", name="远村", short="远", kind="村", parent_id=first(Area, name="曲塘镇").id,
               lat=32.6, lon=120.0)  # fmt: skip
    member = make(Member)
    old = [make(Representative, village_id=far.id) for _ in range(5)]
    plan = make(Plan, year=2026)
    for slot, person in enumerate(old, start=1):
        pair(plan, member, person, slot, office)
    near = [make(Representative) for _ in range(5)]
    loose = draw_up(2026, office, broken=0)
    assert {r for _m, r in queries.pairs_in(loose)} == {one.id for one in near}
    assert loose.base_id == plan.id
    assert (loose.figures["kept"], loose.figures["could_stay"]) == (0, 5)
    firm = draw_up(2026, office, broken=500)
    assert {r for _m, r in queries.pairs_in(firm)} == {one.id for one in old}
    assert (firm.figures["kept"], firm.figures["weights"]["broken"]) == (5, 500)


def test_settings_are_versions_by_year(db, office):
    shipped = queries.settings_for(2026)
    assert {focus.name for focus in shipped.focuses} == {"重点企业", "农业农村"}
    assert all(focus.identity_types for focus in shipped.focuses)
    assert len(shipped.related) == 10
    values = shipped.as_json() | {"blind_days": 60}
    saved = save_setting(2026, values, "改盲区", office)
    assert (saved.number, str(saved), queries.setting_of(2026)) == (1, "2026 年第 1 版设置", saved)
    again = save_setting(2026, values | {"blind_days": 45}, "", office)
    assert again.number == 2
    assert queries.settings_of(2026) == [again, saved]
    assert queries.settings_for(2027).blind_days == 45
    assert queries.settings_for(2026, saved).blind_days == 60
    assert queries.settings_for(2025) == shipped
    later = save_setting(2027, values, "", office)
    assert later.number == 1
    assert queries.settings_for(2026).blind_days == 45
    with pytest.raises(Refused, match="没有改动"):
        save_setting(2027, values, "", office)
    with pytest.raises(Refused, match="请填数字"):
        save_setting(2026, {"weights": {"other_sector": "很多"}}, "", office)


def test_shipped_words_that_a_county_does_not_know_are_left_out(db):
    first(Sector, name="经济界").is_active = False
    db.session.flush()
    assert len(queries.shipped_settings().related) == 8


def test_a_draft_is_drawn_up_by_the_setting_that_holds(db, make, office):
    make(Member)
    other_sector = [make(Representative, sector_id=first(Sector, name="教育界").id) for _ in range(2)]
    town = first(Area, name="李堡镇")
    same_sector = [make(Representative, area_id=town.id, village_id=village_of(town).id) for _ in range(6)]
    assert {r for _m, r in queries.pairs_in(draw_up(2026, office))} & {one.id for one in other_sector}
    dear = Settings(weights=Weights(other_sector=100, missing=0))
    saved = save_setting(2026, dear.as_json(), "", office)
    plan = draw_up(2026, office)
    assert plan.setting_id == saved.id
    assert {r for _m, r in queries.pairs_in(plan)} <= {one.id for one in same_sector}


def test_a_preview_tells_what_a_setting_would_move_and_writes_no_plan(db, make, people, office):
    make(Member)
    for _ in range(2):
        make(Representative, sector_id=first(Sector, name="教育界").id)
    town = first(Area, name="李堡镇")
    for _ in range(6):
        make(Representative, area_id=town.id, village_id=village_of(town).id)
    db.session.commit()
    dear = Settings(weights=Weights(other_sector=100, missing=0)).as_json()
    with transaction():
        preview = preview_setting(2026, dear, office, "/assignment/2026/settings?preview={}")
    job = db.session.get(Job, preview.job_id)
    assert job.back == f"/assignment/2026/settings?preview={preview.id}"
    assert not preview.is_known
    run_waiting()
    db.session.refresh(preview)
    assert job.state == rules.DONE
    assert preview.figures["before"]["same_sector"] < preview.figures["after"]["same_sector"] == 1
    assert [len(preview.moves[state]) for state in ("ended", "new")] == [2, 2]
    assert plans(db) == []
    assert db.session.scalar(select(func.count()).select_from(PlanSetting)) == 0
    assert queries.preview_for(office, preview.id) is preview
    assert queries.preview_for(people.leader.actor, preview.id) is None
    with transaction():
        preview_setting(2026, dear, office, "/{}")
    assert db.session.scalar(select(func.count()).select_from(PlanPreview)) == 1


def test_a_preview_that_nobody_waits_for_any_more_is_let_go(db, crowd, office):
    with transaction():
        gone = preview_setting(2026, Settings().as_json(), office, "/{}")
        job = db.session.get(Job, gone.job_id)
        preview_setting(2026, Settings(blind_days=3).as_json(), office, "/{}")
    run_waiting()
    assert job.state == rules.DONE


def test_people_are_read_with_libraries_focuses_and_systems(make, office):
    library = first(Library, code="M10")
    group = first(Library, code="Z15")
    person = make(Representative)
    for shelf in (library, group):
        make(Membership, representative_id=person.id, library_id=shelf.id)
    make(Membership, representative_id=make(Representative).id, library_id=library.id, ended_on=TODAY)
    member = make(Member, organisation_id=group.owner_id)
    instance = queries.plan_instance(2026)
    (point,) = [one for one in instance.representatives if one.id == person.id]
    assert point.libraries == (library.id,)
    assert group.owner_id in point.systems
    assert [one.systems for one in instance.members] == [frozenset({member.organisation_id})]
    focuses = {focus.id: focus.name for focus in queries.settings_for(2026).focuses}
    assert [focuses[one] for one in point.focuses] == ["农业农村"]
    kinds = {group.kind for group in instance.groups}
    assert kinds == {"town", "sector", "identity_type", "library", "focus"}
    counted = available_people(queries.settings_for(2026))
    assert +counted == +available_in(instance)


def test_a_plan_of_a_county_that_forbids_everything_is_empty(db, make, office):
    member, person = make(Member), make(Representative)
    forbid(member, person, "office", office)
    plan = draw_up(2026, office)
    assert queries.pairs_in(plan) == frozenset()
    assert plan.figures["places"] == 5


def test_the_history_of_a_year(db, crowd, office, people):
    old, new = draw_up(2026, office, note="旧"), draw_up(2026, office, note="新")
    publish(new, people.leader.actor)
    rows = queries.history_of(2026)
    assert [(row.id, row.name, row.note, row.pairs) for row in rows] == [
        (new.id, "第 2 稿", "新", 10), (old.id, "第 1 稿", "旧", 10),
    ]  # fmt: skip
    assert rows[0].published_by == "沈志明"
    assert queries.history_of(2025) == []
