"""Charts seen in the browser: drawn under the content policy, beside their tables, and a click leads to the rows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from liaison.assignment.models import Pairing, Plan
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Organisation
from liaison.roster.models import Representative
from tests.factories import first, make_row
from tests.journeys.conftest import DESK, PASSWORD, TWO_FRAMES, with_password

pytestmark = pytest.mark.journey
DRAWN = "[data-chart] svg"
SIZES = "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"


def a_year(people):
    """Six representatives of 陈立平, three of them met; one request late, one in time. Gives the leader's user name."""
    member, plan = people.member.member, make_row(Plan, year=clock.today().year)
    for number in range(6):
        person = make_row(Representative)
        make_row(Pairing, plan_id=plan.id, member_id=member.id, representative_id=person.id, slot=number % 5 + 1,
                 is_current=number < 5, ended_on=None if number < 5 else clock.today())  # fmt: skip
        if number < 3:
            make_row(Contact, member_id=member.id, representative_id=person.id)
    unit = first(Organisation, name="市民政局")
    for days in (-3, 9):
        contact = make_row(Contact, member_id=member.id)
        due = clock.today() + timedelta(days=days)
        make_row(Case, contact_id=contact.id, state="handling", unit_id=unit.id, due_on=due, first_due_on=due)
    return with_password(people.leader)


def test_charts_are_drawn_and_lead_to_their_rows(visitor, site):
    guest = visitor(site.fill(a_year), DESK)
    page = guest.go("/dashboard")
    expect(page.locator(DRAWN)).to_have_count(3)
    expect(page.get_by_role("img", name=re.compile("在办的 2 件"))).to_contain_text("2 件（超期 1）")
    for moment, there in (("load", False), ("beforeprint", True), ("afterprint", False)):
        page.evaluate(f"dispatchEvent(new Event('{moment}'))")
        expect(page.locator("#t-steps")).to_be_visible(visible=there)
    sizes = page.locator(f"{DRAWN} text").evaluate_all(SIZES)
    assert sizes and min(sizes) >= 16
    guest.see_both("dashboard")
    page = guest.go("/dashboard")
    bar = page.locator("[data-table='t-months'] svg path[fill='#1a4f8b']").first
    bar.hover()
    page.evaluate(TWO_FRAMES)
    expect(bar).to_have_count(1)  # still in its colour: a bar drawn anew under the pointer swallows quick clicks
    bar.click()
    page.wait_for_url(re.compile("/boards/months/contacts"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{clock.today().month}月：联系记录 5")
    page = guest.go("/boards/towns")
    expect(page.locator(DRAWN)).to_have_count(1)
    expect(page.locator("[data-chart]")).to_contain_text("目标 85%")
    guest.see_both("boards")


def test_without_script_the_tables_stand(chromium, site):
    username = site.fill(lambda people: with_password(people.supervisor))
    context = chromium.new_context(java_script_enabled=False, viewport=DESK, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{site.address}/dashboard")
    expect(page.locator("#t-steps")).to_be_visible()
    expect(page.locator("[data-chart]").first).to_be_hidden()
    context.close()
