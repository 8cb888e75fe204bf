"""Reading plans: scope, a member's five, figures, the board's lines, who is free."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.models import DRAFT, ENDED, SUPERSEDED, Pairing, Plan
from liaison.assignment.rules import Weights
from liaison.core import clock
from liaison.core.db import db as database
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Member, Representative
from tests.factories import first
from tests.statements import statements_sent


@pytest.fixture
def statements(db):
    """The statements sent so far."""
    with statements_sent() as sent:
        yield sent


@pytest.fixture
def plan(make):
    return make(Plan, year=2026)


def seen_by(person):
    return set(database.session.scalars(select(Pairing.id).where(queries.pairings_visible_to(person.actor))))


def test_who_sees_which_pairs(make, people, plan):
    own = make(Pairing, plan_id=plan.id, member_id=people.member.member.id)
    other = make(Pairing, plan_id=plan.id, member_id=people.other_member.member.id)
    draft = make(Pairing, plan_id=make(Plan, state=DRAFT).id, member_id=people.member.member.id, is_current=False)
    everything = {own.id, other.id, draft.id}
    for person in (people.office, people.leader, people.supervisor):
        assert seen_by(person) == everything
    for person in (people.clerk, people.director):
        assert seen_by(person) == {own.id, draft.id}
    assert seen_by(people.other_clerk) == {other.id}
    assert seen_by(people.member) == {own.id}, "a draft is not yet a member's business"
    for person in (people.unit_leader, people.handler, people.librarian, people.admin):
        assert seen_by(person) == set()
    assert queries.pairing_for(people.clerk.actor, own.id) is own
    assert queries.pairing_for(people.clerk.actor, other.id) is None


def test_a_members_five_of_today(make, plan):
    member = make(Member)
    third = make(Pairing, plan_id=plan.id, member_id=member.id, slot=3, km=1.2)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=1)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=2, is_current=False, ended_on=date(2026, 3, 1))
    third.representative.left_on = date(2026, 4, 1)
    five = queries.current_five(member.id)
    assert [row.slot for row in five] == [1, 3]
    row = five[1]
    assert (row.pairing_id, row.name, row.km) == (third.id, third.representative.name, 1.2)
    assert (row.area, row.village) == ("曲塘镇", third.representative.village.name)
    assert row.left_on


def test_pairs_of_a_year_are_those_in_force_on_any_of_its_days(make):
    plan = make(Plan, year=2024, state=ENDED)
    member = make(Member).id

    def person(started, ended, is_current=False):
        return make(
            Pairing, plan_id=plan.id, member_id=member, slot=1, started_on=started, ended_on=ended,
            is_current=is_current,
        ).representative_id  # fmt: skip

    early = person(date(2023, 1, 1), date(2024, 1, 1))
    whole = person(date(2024, 1, 1), date(2024, 12, 31))
    never = person(date(2024, 6, 2), date(2024, 6, 1))
    now = person(date(2024, 12, 31), None, is_current=True)
    draft = make(Pairing, plan_id=make(Plan, state=DRAFT).id, member_id=member, is_current=False).representative_id
    assert queries.fixed_pairs(2024) == {member: {early, whole, now}}
    assert queries.fixed_pairs(2023) == {member: {early}}
    assert queries.fixed_pairs(2026) == {member: {now}}
    assert never != draft


def test_which_plan_a_year_shows(make):
    assert queries.plan_of(2026) is None
    assert queries.latest_year() == clock.today().year
    ended, published = make(Plan, year=2024, state=ENDED), make(Plan, year=2024)
    assert queries.plan_of(2024) is published
    assert queries.plan_of(2024, ended.id) is ended
    draft = make(Plan, year=2024, state=DRAFT)
    assert queries.plan_of(2024) is draft
    assert queries.plans_of(2024) == [draft, published, ended]
    assert queries.recorded_plan(2024) is published
    make(Plan, year=2025, state=DRAFT)
    assert queries.latest_year() == 2025
    assert queries.plan_years() == [2025, 2024]
    assert queries.later_plan(2023) is published
    assert queries.later_plan(2024) is None


def test_a_year_out_of_reach_is_none():
    years = {year: queries.year_for(SYSTEM, year) for year in (0, 1999, 2000, clock.today().year + 1, 10**9)}
    assert [year for year, found in years.items() if found] == [2000, clock.today().year + 1]


def test_figures_of_a_stored_plan(make, plan):
    member, gone = make(Member), make(Member, left_on=date(2026, 1, 1))
    science = first(Sector, name="科学技术界")
    other_type = first(IdentityType, sector_id=science.id)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=1)
    person = make(Representative, sector_id=science.id, identity_type_id=other_type.id)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=2, representative_id=person.id)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=3, representative_id=make(
        Representative, left_on=date(2026, 2, 1)).id)  # fmt: skip
    make(Pairing, plan_id=plan.id, member_id=gone.id, slot=1)
    figures = queries.plan_figures(plan)
    assert (figures.members, figures.places, figures.pairs, figures.full) == (1, 5, 2, 0)
    assert figures.reached == {"town": 1, "sector": 2, "identity_type": 2, "library": 0, "focus": 2}
    assert figures.groups == {"town": 14, "sector": 17, "identity_type": 119, "library": 14, "focus": 2}
    assert figures.same_sector == 0.5
    assert figures.near == 1.0
    town = next(s for s in figures.shortfalls if s.group.name == "曲塘镇")
    assert town.sentence == "曲塘镇要 20 位，只有 3 位可选"


def test_figures_of_an_ended_plan_stay(make):
    ended = make(Plan, state=ENDED, year=2024)
    one = make(
        Pairing, plan_id=ended.id, is_current=False, ended_on=date(2024, 12, 31), end_reason=SUPERSEDED,
    )  # fmt: skip
    make(Pairing, plan_id=ended.id, is_current=False, ended_on=date(2024, 5, 1), end_reason="委员提出")
    one.representative.left_on = one.member.left_on = date(2025, 1, 1)
    assert queries.plan_figures(ended).pairs == 1


def test_figures_by_town_and_sector(make, plan):
    member = make(Member)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=1, km=1.0, is_same_sector=True)
    far = make(Representative, area_id=first(Area, name="李堡镇").id, village_id=None)
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=2, representative_id=far.id, km=4.0)
    towns = {line.name: line for line in queries.figures_by_town(plan)}
    home, away = towns["曲塘镇"], towns["李堡镇"]
    assert (home.members, home.pairs, home.open_places, home.mean_km, home.same_sector) == (1, 2, 3, 2.5, 0.5)
    assert (home.reached, home.available) == (1, 1)
    assert (away.members, away.pairs, away.open_places, away.mean_km, away.reached) == (0, 0, 0, None, 1)
    sectors = {line.name: line for line in queries.figures_by_sector(plan)}
    assert len(towns), len(sectors) == (14, 17)
    assert (sectors["农业界"].pairs, sectors["农业界"].reached) == (2, 2)


def test_the_boards_lines(make, people, plan):
    member = people.member.member
    make(Pairing, plan_id=plan.id, member_id=member.id, slot=2, km=0.8)
    left = make(Pairing, plan_id=plan.id, member_id=member.id, slot=5)
    left.representative.left_on = date(2026, 2, 1)
    gone = make(Member, left_on=date(2026, 2, 1), name="徐志高")
    kept = make(Pairing, plan_id=plan.id, member_id=gone.id, slot=1)
    make(Member, left_on=date(2026, 2, 1))
    rows = database.session.execute(queries.members_statement(people.clerk.actor, plan)).all()
    lines = {line.name: line for line in queries.board_lines(plan, rows)}
    assert set(lines) == {"陈立平", "徐志高"}, "whoever left is there while a pair of his stands"
    mine = lines["陈立平"]
    assert [place and place.slot for place in mine.places] == [None, 2, None, None, 5]
    assert (mine.places[4].is_left, mine.missing) == (True, 4)
    assert lines["徐志高"].is_left
    assert lines["徐志高"].places[0].pairing_id == kept.id


def test_the_boards_filters(make, people, plan):
    full, town = make(Member, name="满"), first(Area, name="李堡镇")
    for slot in range(1, 6):
        make(Pairing, plan_id=plan.id, member_id=full.id, slot=slot)
    away = make(Member, name="远", home_area_id=town.id, sector_id=first(Sector, name="教育界").id)

    def names(person=people.office, **filters):
        statement = queries.members_statement(person.actor, plan, **filters)
        return [row.name for row in database.session.execute(statement)]

    assert names() == ["满", "远"]
    assert names(only_open=True) == ["远"]
    assert names(town=town.id) == ["远"]
    assert names(sector=away.sector_id) == ["远"]
    assert names(sector=full.sector_id, only_open=True) == []
    assert names(people.other_clerk) == []


def test_the_board_asks_the_same_number_of_statements_for_more_members(make, people, plan, statements):
    def count():
        before = len(statements)
        rows = database.session.execute(queries.members_statement(people.office.actor, plan)).all()
        queries.board_lines(plan, rows)
        queries.plan_figures(plan)
        return len(statements) - before

    make(Pairing, plan_id=plan.id)
    count()
    few = count()
    for _ in range(12):
        make(Pairing, plan_id=plan.id)
    assert count() == few


def test_free_representatives_come_nearest_first(make, plan):
    member = make(Member)
    taken = make(Pairing, plan_id=plan.id).representative
    near = make(Representative, name="李秀兰", phone="15400001234")
    far = make(Representative, name="马长林", area_id=first(Area, name="角斜镇").id, village_id=None)
    other = make(Representative, name="周桂芳", sector_id=first(Sector, name="教育界").id)
    make(Representative, left_on=date(2026, 1, 1))
    free = queries.free_representatives(plan, member.id)
    assert [one.id for one in free] == [near.id, other.id, far.id]
    assert taken.id not in {one.id for one in free}
    assert (free[0].cost, free[1].cost) == (0.0, Weights().other_sector)
    assert (free[0].area, free[0].village, free[0].sector) == ("曲塘镇", near.village.name, "农业界")
    assert [one.name for one in queries.free_representatives(plan, member.id, "马长")] == ["马长林"]
    assert [one.name for one in queries.free_representatives(plan, member.id, "1234")] == ["李秀兰"]
    assert queries.free_representatives(plan, member.id, "没有这人") == []


def test_a_place_freed_by_hand_frees_the_person(make, plan):
    one = make(Pairing, plan_id=plan.id, is_current=False, ended_on=date(2026, 3, 1), end_reason="其他")
    assert [c.id for c in queries.free_representatives(plan, one.member_id)] == [one.representative_id]


def test_why_a_pair_is_as_it_is_and_why_not_others(make, plan):
    member = make(Member, name="陈立平")
    one = make(Pairing, plan_id=plan.id, member_id=member.id, slot=1)
    same_type = make(Pairing, plan_id=plan.id, member_id=member.id, slot=2)
    busy = make(Member, name="陆永明")
    for slot in range(1, 6):
        make(Pairing, plan_id=plan.id, member_id=busy.id, slot=slot)
    make(Member, name="徐志高", home_area_id=first(Area, name="角斜镇").id, home_village_id=None, work_area_id=None)
    view = queries.pair_view(one)
    assert same_type.representative.identity_type_id == one.representative.identity_type_id
    assert [reason.title for reason in view.reasons] == ["就近", "同界别", "覆盖需要", "身份不重复"]
    assert view.reasons[0].words == "同镇，离家 0.0 公里"
    assert "五位里有 2 位是" in view.reasons[3].words
    assert 0 < view.score < 100
    rivals = {rival.name: rival.words for rival in view.rivals}
    assert rivals["陆永明"] == "一样合适，但已有 5 位"
    assert "要多算 " in rivals["徐志高"]
    assert {rival.swap_words for rival in view.rivals} == {""}, "nothing is proven of a plan that nobody solved"
    assert "陈立平" not in rivals
