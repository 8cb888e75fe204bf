"""修改记录 of a representative and of a member: what was changed, by whom, from what to what, within sight only."""

from __future__ import annotations

import pytest

from liaison.assignment.actions import unpair
from liaison.assignment.models import DRAFT, PUBLISHED, Pairing, Plan
from liaison.roster import actions
from liaison.roster.actions.merging import merge
from liaison.roster.models import Library, Representative
from tests.factories import first

pytestmark = pytest.mark.sqlite


@pytest.fixture
def person(make, people):
    """周桂芳 of 曲塘镇, whom 陈立平 keeps."""
    one = make(Representative, name="周桂芳", phone="15400000001", unit_title="刘圩村种粮大户")
    plan = make(Plan, year=2026, state=PUBLISHED)
    make(Pairing, plan_id=plan.id, member_id=people.member.member.id, representative_id=one.id)
    return one


def words(client, path):
    """The words of a page that is there."""
    assert client.get(path).status_code == 200
    return client.page.words


def test_what_was_changed_is_told_with_both_values(browser, people, person):
    actions.change_representative(
        person, people.office.actor, person.version, phone="15400000002", unit_title="刘圩村家庭农场主"
    )
    actions.add_membership(person, first(Library, code="M10"), people.office.actor)
    told = words(browser(people.clerk), f"/representatives/{person.id}/history")
    assert "联系电话：154****0001 → 154****0002" in told
    assert "工作单位及职务：刘圩村种粮大户 → 刘圩村家庭农场主" in told
    assert f"改代表资料 {people.office.user.name} 办公室" in told
    assert f"加入信息库 {people.office.user.name} 办公室" in told and "周桂芳：" in told
    assert told.index("加入信息库") < told.index("改代表资料"), "the newest first"


def test_a_pair_stands_in_both_histories_and_a_draft_s_in_none(browser, make, people, person):
    draft = make(Pairing, plan_id=make(Plan, year=2027, state=DRAFT).id, member_id=people.member.member.id, slot=2)
    for pairing in (first(Pairing, representative_id=person.id), draft):
        unpair(pairing, f"第 {pairing.slot} 位搬走了", people.office.actor)
    client = browser(people.office)
    for path in (f"/representatives/{person.id}/history", f"/members/{people.member.member.id}/history"):
        told = words(client, path)
        assert "解除结对" in told and "原因：第 1 位搬走了" in told and "第 2 位搬走了" not in told


def test_the_one_merged_into_him_is_in_his_history(browser, make, people, person):
    other = make(Representative, name="周桂方", phone="15400000009", area_id=person.area_id)
    merge(other, person, people.office.actor)
    assert "合并代表" in words(browser(people.office), f"/representatives/{person.id}/history")


@pytest.mark.parametrize(("role", "reads"), [("director", True), ("member", False), ("other_clerk", False)])
def test_it_is_for_those_who_keep_the_lists(browser, people, person, role, reads):
    client, path = browser(getattr(people, role)), f"/representatives/{person.id}"
    page = client.get(path).get_data(as_text=True)
    assert (f"{path}/history" in page) == (client.get(f"{path}/history").status_code == 200) == reads
