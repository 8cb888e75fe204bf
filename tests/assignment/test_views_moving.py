"""Pages of changes that touch two members or a whole plan: giving away, open places, two plans compared, gaps."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.assignment.actions import draw_up, lock, publish
from liaison.assignment.models import Pairing

pytestmark = pytest.mark.usefixtures("sixth_of_may")


@pytest.fixture
def office(browser, people):
    return browser(people.office)


def pairs_of(db, plan, member):
    mine = select(Pairing).where(Pairing.plan_id == plan.id, Pairing.member_id == member.id, Pairing.ended_on.is_(None))
    return db.session.scalars(mine.order_by(Pairing.slot)).all()


def kept_by(db, plan, member):
    return {pair.representative_id for pair in pairs_of(db, plan, member)}


def test_giving_away_shows_the_cost_before(office, people, other, draft, db):
    mine, theirs = pairs_of(db, draft, people.member.member)[0], pairs_of(db, draft, other)[2]
    given, taken = mine.representative_id, theirs.representative_id
    office.get(f"/assignment/pairings/{mine.id}/move")
    assert "吴晓梅 已有 5 位，要换一位" in office.page.words
    office.get(f"/assignment/pairings/{mine.id}/move?word=没有这人")
    assert "没有找到这位委员" in office.page.words
    address = f"/assignment/pairings/{mine.id}/move/{other.id}"
    office.get(address)
    assert office.page.words.count("互换") == 5
    assert "整个方案" in office.page.words
    assert office.post(address, data={"place": f"pair-{theirs.id}"}).status_code == 422
    assert "请选原因" in office.page.words
    assert office.post(address, data={"place": "pair-0", "reason": "其他"}).status_code == 422
    answer = office.post(address, data={"place": f"pair-{theirs.id}", "reason": "委员提出"})
    assert answer.status_code == 302
    assert given in kept_by(db, draft, other) and taken in kept_by(db, draft, people.member.member)


def test_giving_away_to_an_open_place(office, people, other, draft, db):
    mine, theirs = pairs_of(db, draft, people.member.member)[0], pairs_of(db, draft, other)[2]
    given = mine.representative_id
    office.post(f"/assignment/pairings/{theirs.id}/end", data={"reason": "其他"})
    address = f"/assignment/pairings/{mine.id}/move/{other.id}"
    office.get(address)
    assert "放在空着的第 3 位" in office.page.words
    assert office.post(address, data={"place": "place-3", "reason": "离得太远"}).status_code == 302
    assert given in kept_by(db, draft, other)
    assert len(kept_by(db, draft, people.member.member)) == 4


def test_a_locked_pair_is_not_given_away(office, people, other, draft, db):
    mine = pairs_of(db, draft, people.member.member)[0]
    lock(mine.member, mine.representative, people.office.actor)
    office.get(f"/assignment/pairings/{mine.id}/move/{other.id}")
    assert "没有能放的位子" in office.page.words
    assert office.get(f"/assignment/pairings/{mine.id}/move/0").status_code == 404


def test_open_places_are_filled_one_by_one_and_together(office, people, other, draft, db):
    publish(draft, people.leader.actor)
    first, second = pairs_of(db, draft, people.member.member)[:2]
    office.get("/assignment/2026/vacancies")
    assert "没有空位" in office.page.words
    first.representative.left_on = date(2026, 5, 1)
    office.post(f"/assignment/pairings/{second.id}/end", data={"reason": "其他"})
    page = office.get("/assignment/2026/vacancies").get_data(as_text=True)
    assert "空着 2 位" in office.page.words
    assert f"{first.representative.name}已经出库" in office.page.words
    assert "2 位全部换上" in office.page.words
    assert f"/assignment/pairings/{first.id}/replace" in page
    keys = [part.partition('"')[0] for part in page.split('name="place" value="')[1:]]
    assert len(keys) == 4 and len(set(keys)) == 2
    assert office.post(f"/assignment/plans/{draft.id}/vacancies", data={"place": keys[0]}).status_code == 302
    office.get("/assignment/2026/vacancies")
    assert "换上了 1 位，今天起作用" in office.page.words and "空着 1 位" in office.page.words
    office.post(f"/assignment/plans/{draft.id}/vacancies", data={"place": [keys[1], "x-y-z", "9"]})
    office.get("/assignment/2026/vacancies")
    assert "没有空位" in office.page.words
    assert len(kept_by(db, draft, people.member.member)) == 5


def test_pairs_of_somebody_who_left_can_be_given_away(office, people, other, draft, db):
    publish(draft, people.leader.actor)
    other.left_on = date(2026, 5, 1)
    office.get("/assignment/2026/vacancies")
    assert "已不是委员的还占着 5 位代表" in office.page.words
    assert office.post(f"/assignment/plans/{draft.id}/release-left").status_code == 302
    office.get("/assignment/2026/vacancies")
    assert "5 位代表空出来了" in office.page.words and "还占着" not in office.page.words
    assert kept_by(db, draft, other) == set()


def test_two_plans_are_compared(browser, office, people, other, draft, db):
    publish(draft, people.leader.actor)
    second = draw_up(2026, people.office.actor)
    [mine, *_] = pairs_of(db, second, people.member.member)
    office.post(f"/assignment/pairings/{mine.id}/end", data={"reason": "其他"})
    there = office.get(f"/assignment/plans/{second.id}/compare").location
    assert there == f"/assignment/plans/{second.id}/compare/{draft.id}"
    office.get(there)
    assert "9 对不变，1 对变动" in office.page.words
    assert f"陈立平 曲塘镇 {mine.representative.name}" in office.page.words
    assert "平均（公里）" in office.page.words
    office.get(f"{there}?show=kept&town=999")
    assert "没有这样的对" in office.page.words
    office.get(f"{there}?show=kept")
    assert "不变的 9 对" in office.page.words
    clerk = browser(people.other_clerk)
    clerk.get(there)
    assert "5 对不变，0 对变动" in clerk.page.words
    assert browser(people.member).get(there).status_code == 404


def test_gaps_name_the_nearest_members(browser, office, people, draft):
    office.get(f"/assignment/2026/gaps?plan={draft.id}")
    assert "曲塘镇要 20 位，只有 11 位可选" in office.page.words
    assert "委员离周" in office.page.words and "公里，已配满" in office.page.words
    assert "没有空着的代表" in office.page.words
    clerk = browser(people.clerk)
    clerk.get(f"/assignment/2026/gaps?plan={draft.id}")
    assert "委员离周" not in clerk.page.words
