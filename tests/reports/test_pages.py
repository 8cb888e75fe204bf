"""Homes by role, search within one's sight, people's pages, the dashboard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liaison.assignment.models import Pairing
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Area, Organisation
from liaison.reports import queries
from liaison.roster.models import Representative
from tests.factories import first


@pytest.fixture
def known(make, people):
    """陈立平 keeps 周桂芳, met her, and her case waits with 曲塘镇政协工委."""
    person = make(Representative, name="周桂芳", pinyin="zhouguifang", initials="zgf", unit_title="刘圩村种粮大户")
    make(Pairing, member_id=people.member.member.id, representative_id=person.id)
    contact = make(Contact, member_id=people.member.member.id, representative_id=person.id, talk="路灯坏了")
    return make(Case, contact_id=contact.id, title="刘圩村路灯坏了两个月")


def test_a_member_sees_his_five_and_what_waits(browser, people, known):
    known.state = "to_supplement"
    client = browser(people.member)
    client.get("/")
    words = client.page.words
    assert "陈立平委员，您好" in words and "要您办的事 1 件" in words and "去补充" in words
    assert "我联系的 1 位代表" in words and "周桂芳" in words and "共 1 次联系" in words


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("clerk", "/inbox"), ("director", "/tasks"), ("unit_leader", "/tasks"), ("handler", "/tasks"),
        ("leader", "/dashboard"), ("supervisor", "/dashboard"), ("librarian", "/libraries"), ("admin", "/schedule"),
        ("security", "/users"), ("auditor", "/events"),
    ],
)  # fmt: skip
def test_each_role_starts_at_its_work(browser, people, role, path):
    client = browser(getattr(people, role))
    assert client.get("/").location == path
    assert client.get(path).status_code == 200


def test_the_office_sees_what_is_late(browser, people, known):
    known.state, known.unit_id = "handling", first(Organisation, name="市住房和城乡建设局").id
    known.due_on = clock.today() - timedelta(days=9)
    client = browser(people.office)
    client.get("/")
    assert "已超期 1 件" in client.page.words and "市住房和城乡建设局" in client.page.words


@pytest.mark.parametrize("word", ["刘圩村", "2026", "周桂", "zgf", "zhouguif", "种粮大户"])
def test_one_word_finds_what_is_in_sight(browser, people, known, word):
    client = browser(people.clerk)
    client.get("/search", query_string={"q": word})
    assert "没找到" not in client.page.words


def test_the_last_four_digits_find_a_person(browser, people, known):
    client = browser(people.office)
    client.get("/search", query_string={"q": known.representative.phone_tail})
    assert "周桂芳" in client.page.words and known.representative.phone not in client.page.words


def test_search_stays_within_sight(browser, people, known):
    client = browser(people.other_clerk)
    client.get("/search", query_string={"q": "刘圩村"})
    assert "没找到" in client.page.words
    assert client.get("/search").status_code == 200


def test_a_person_has_a_page_with_contacts_and_cases(browser, people, known):
    client = browser(people.clerk)
    client.get(f"/representatives/{known.representative_id}")
    words = client.page.words
    assert "联系记录 1 次" in words and known.title in words and "陈立平委员" in words
    assert browser(people.other_clerk).get(f"/representatives/{known.representative_id}").status_code == 404


def test_a_member_has_a_page_with_his_five(browser, people, known):
    client = browser(people.office)
    client.get(f"/members/{people.member.member.id}")
    assert "固定联系的代表 1 位" in client.page.words and known.title in client.page.words


def test_leaders_read_the_year(browser, people, known):
    client = browser(people.leader)
    client.get("/dashboard")
    words = client.page.words
    assert "收到诉求" in words and "在办的 1 件，停在“转办”的最多" in words
    assert f"{clock.today().month}月联系最多" in words
    assert client.get("/dashboard/1999").status_code == 404
    assert browser(people.clerk).get("/dashboard").status_code == 404
    assert client.get(f"/dashboard?year={clock.today().year}").location == f"/dashboard/{clock.today().year}"


def test_loads_and_attention_count_the_same_cases(people, make, known):
    late = make(Case, contact_id=known.contact_id, state="handling", due_on=clock.today() - timedelta(days=3))
    loads = {load.title: (load.cases, load.late) for load in queries.load_by_step(people.leader.actor)}
    assert loads["转办"] == (1, 0) and loads["办理"] == (1, 1) and loads["评议"] == (0, 0)
    assert [row.number for row in queries.wanting_attention(people.leader.actor)] == [late.number]
    later = make(Case, contact_id=known.contact_id, state="to_rate", step_due_on=clock.today() - timedelta(days=4),
                 due_on=clock.today() - timedelta(days=1))  # fmt: skip
    assert [row.number for row in queries.wanting_attention(people.leader.actor)] == [later.number, late.number]


def test_search_by_place_needs_no_person(people, make):
    town = first(Area, name="曲塘镇")
    make(Case, place="滨海大道路口", area_id=town.id)
    found = queries.found_by(people.clerk.actor, "滨海大道")
    assert len(found) == len(found.cases) == 1
