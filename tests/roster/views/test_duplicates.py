"""Pages of people who stand twice: found, looked at side by side, settled, merged, taken back, weighed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from liaison.core.text import pinyin
from liaison.orgs.models import Area
from liaison.roster.models import DistinctPair, DuplicateWeight, Merge, Representative
from liaison.roster.queries.duplicates import suspect_count, weights
from liaison.roster.rules.duplicates import THRESHOLD
from tests.factories import first


def person(make, name, phone, **more):
    """Somebody with what is derived from his name and number."""
    return make(Representative, name=name, phone=phone, pinyin=pinyin(name), **more)


@pytest.fixture
def pair(make):
    """周桂芳, twice, in 曲塘镇."""
    one = person(make, "周桂芳", "15400000021", birth="1974-09", unit_title="曲塘镇种粮大户")
    return one, person(make, "周桂芳", "15400000022", birth="1974-09")


def address(pair):
    """The page of a pair."""
    return f"/duplicates/{pair[0].id}/{pair[1].id}"


def sent(pair, **more):
    """What the page of a pair sends."""
    return {f"version-{one.id}": one.version for one in pair} | {"keep": "first"} | more


def test_a_search_finds_pairs_and_tells_their_sum(browser, people, pair):
    office = browser(people.office)
    assert "还没有找过" in office.get("/duplicates").text
    office.post("/duplicates/search")
    page = office.get("/duplicates").text
    assert "可能重复 1 对" in page
    assert "姓名相同 30 ＋ 电话差一位 20 ＋ 同村 15 ＋ 出生年月相同 25 ＝ 90，达到 60" in page
    assert "可能重复 1 对" in office.get("/representatives").text


def test_a_search_that_is_old_says_so(browser, people, pair):
    office = browser(people.office)
    office.post("/duplicates/search")
    office.post(f"/representatives/{pair[0].id}/leave", data={"reason": "其他", "left_on": "2024-06-01"})
    page = office.get("/duplicates").text
    assert "之后新增或改动 1 位" in page
    assert "可能重复 0 对" in page


def test_a_clerk_sees_pairs_of_whom_he_sees_both(browser, people, pair, make):
    far = first(Area, name="李堡镇").id
    person(make, "周桂芳", "15400000023", birth="1974-09", area_id=far, village_id=None)
    browser(people.clerk).post("/duplicates/search")
    assert suspect_count(people.office.actor) == 3
    assert suspect_count(people.clerk.actor) == 1
    assert suspect_count(people.other_clerk.actor) == 0
    assert browser(people.other_clerk).get(address(pair)).status_code == 404


def test_who_is_settled_as_two_is_listed_apart_until_it_is_dropped(db, browser, people, pair):
    office = browser(people.office)
    office.post("/duplicates/search")
    office.post(f"{address(pair)}/distinct")
    assert "可能重复 0 对" in office.get("/duplicates").text
    office.post("/duplicates/search")
    assert suspect_count(people.office.actor) == 0
    settled = db.session.scalars(select(DistinctPair)).one()
    assert "刘芸" in office.get("/distinct-pairs").text
    office.post(f"/distinct-pairs/{settled.id}/drop")
    office.post("/duplicates/search")
    assert suspect_count(people.office.actor) == 1


def test_two_are_merged_with_the_values_chosen(db, browser, people, pair):
    one, other = pair
    office = browser(people.office)
    page = office.get(address(pair)).text
    assert "周桂芳和周桂芳是同一个人吗" in page
    answer = office.post(address(pair), data=sent(pair, keep="second", phone="first"))
    assert answer.location == f"/representatives/{other.id}"
    db.session.expire_all()
    assert (one.merged_into_id, other.phone, other.unit_title) == (other.id, "15400000021", "曲塘镇种粮大户")
    assert office.get(f"/representatives/{one.id}").location == f"/representatives/{other.id}"
    assert office.get(f"/representatives/{one.id}/edit").status_code == 404
    assert "可能重复" not in office.get("/representatives").text


def test_a_refusal_keeps_what_was_chosen(db, browser, people, pair):
    answer = browser(people.office).post(address(pair), data=sent(pair, keep="second") | {f"version-{pair[0].id}": 9})
    assert answer.status_code == 409
    assert "别人刚刚改过这位代表" in answer.text
    assert 'value="second" checked' in answer.text


def test_a_merge_is_taken_back_after_a_look(db, browser, people, pair):
    office = browser(people.office)
    office.post(address(pair), data=sent(pair, phone="second"))
    done = db.session.scalars(select(Merge)).one()
    assert "周桂芳" in office.get("/merges").text
    page = office.get(f"/merges/{done.id}/undo").text
    assert "重新成为一位代表" in page
    assert "联系电话改回合并以前的" in page
    stale = office.post(f"/merges/{done.id}/undo", data={"restored": 1, "kept": 0, "impossible": 0})
    assert stale.status_code == 409
    office.post(f"/merges/{done.id}/undo", data={"restored": 2, "kept": 0, "impossible": 0})
    db.session.expire_all()
    assert (pair[1].merged_into_id, pair[0].phone) == (None, "15400000021")
    assert "已撤销" in office.get("/merges").text
    assert "已经撤销过" in office.get(f"/merges/{done.id}/undo").text


def test_the_office_weighs_what_looks_alike(db, browser, people, pair):
    office = browser(people.office)
    page = weights() | {THRESHOLD: 95, "name_same": 31}
    office.post("/duplicates/rules", data=page)
    assert weights()["name_same"] == 31
    assert len(db.session.scalars(select(DuplicateWeight)).all()) == 2
    office.post("/duplicates/search")
    assert suspect_count(people.office.actor) == 0
    assert browser(people.clerk).get("/duplicates/rules").status_code == 404


def test_a_weight_out_of_bounds_is_refused_beside_its_field(browser, people):
    answer = browser(people.office).post("/duplicates/rules", data=weights() | {THRESHOLD: 0, "name_same": 101})
    assert answer.status_code == 409
    assert "人人都算重复" in answer.text
    assert "之间的数" in answer.text


def test_numbers_that_look_the_same_without_their_middle_are_told_apart(browser, people, make):
    pair = person(make, "周桂芳", "15412340021"), person(make, "周桂芳", "15412430021")
    page = browser(people.office).get(address(pair)).text
    assert "（中间不同）" in page
    assert "电话有两位颠倒" in page
