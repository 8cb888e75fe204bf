"""A story in the browser: the office looks for duplicates, merges two people, thinks better of it and parts them."""

from __future__ import annotations

import pytest

from liaison.core.text import initials, pinyin
from liaison.roster.models import Membership, Representative
from tests.factories import make_row
from tests.journeys.conftest import with_password

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]


def somebody(name, phone, **more):
    """A representative of 曲塘镇 with what is derived from name and number."""
    cells = {"pinyin": pinyin(name), "initials": " ".join(initials(name))}
    person = make_row(Representative, name=name, phone=phone, **cells, **more)
    make_row(Membership, representative_id=person.id)
    return person


def fill(people):
    """Two who are one, two who are not, and the office."""
    somebody("周桂芳", "15400000061", birth="1974-09", unit_title="曲塘镇刘圩村种粮大户", gender="女")
    somebody("周桂芳", "15400000016", birth="1974-09", unit_title="刘圩村种粮大户", education="大专")
    somebody("张建国", "15400000333", birth="1960-02")
    somebody("张建国", "15400000334", birth="1960-02")
    return with_password(people.office)


def test_two_are_merged_and_parted_again(site, visitor):
    guest = visitor(site.fill(fill))
    page = guest.go("/representatives")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="去重").click()
    page.get_by_role("button", name="找一遍").click()
    page.get_by_role("heading", level=1, name="可能重复 2 对").wait_for()
    guest.see_both("duplicates")

    page.locator("article", has_text="张建国").get_by_role("button", name="不是同一人").click()
    page.get_by_text("以后查重不再列出").wait_for()
    page.get_by_role("link", name="不是同一人").click()
    page.wait_for_url("**/distinct-pairs")
    guest.see_both("distinct-pairs")

    guest.go("/representatives").get_by_role("link", name="可能重复 1 对").click()
    page.get_by_role("link", name="是同一人，合并").click()
    page.get_by_role("button", name="合并成一位").wait_for()
    guest.see_both("duplicate")
    page.get_by_label("刘圩村种粮大户", exact=True).check(force=True)
    page.get_by_role("button", name="合并成一位").click()
    page.get_by_text("合错了可以撤销").wait_for()
    assert "刘圩村种粮大户" in page.locator("main").inner_text()

    guest.go("/merges").get_by_role("link", name="撤销").click()
    page.get_by_role("button", name="撤销合并").wait_for()
    guest.see_both("undo-merge")
    page.get_by_role("button", name="撤销合并").click()
    page.get_by_text("重新成为一位代表").wait_for()
    guest.go("/merges")
    guest.see_both("merges")
    assert guest.go("/representatives").get_by_role("link", name="周桂芳").count() == 2

    guest.go("/duplicates/rules")
    guest.see_both("duplicate-rules")
    page.get_by_label("姓名相同").fill("0")
    page.get_by_label("达到多少分算可能重复").fill("99")
    page.get_by_role("button", name="存好规则").click()
    page.get_by_role("button", name="再找一遍").click()
    page.get_by_role("heading", level=1, name="可能重复 0 对").wait_for()
