"""The plan of a year by keyboard: a pair locked, drawn up anew around it, compared, refused to its drafter, published
by a colleague, and seen by the member; the same board on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from liaison.assignment.models import LOCK, Pairing, PairRule, Plan
from liaison.core import clock
from liaison.core.db import db
from liaison.jobs.actions import run_waiting
from liaison.roster.models import Member, Representative
from tests.factories import first, make_row
from tests.journeys.conftest import DESK, PHONE, with_password

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def names(site):
    """User names of a drafter, of a leader and of the member; two members, twelve representatives."""

    def settle(people):
        make_row(Member, name="吴晓梅", organisation_id=people.member.member.organisation_id)
        for letter in "一二三四五六七八九十芳英":
            make_row(Representative, name=f"周{letter}")
        return {role: with_password(getattr(people, role)) for role in ("office", "leader", "member")}

    return site.fill(settle)


@pytest.fixture
def year(site):
    """This year."""
    return site.look(lambda: clock.today().year)


def draw_up(site, guest, year):
    """Draw up a draft through its page; the worker's part is done at once."""
    page = guest.go(f"/assignment/{year}/draw-up")
    page.get_by_label(re.compile("备注")).fill("年中调整")
    page.get_by_role("button", name="排方案").click()
    page.wait_for_url("**/jobs/*")
    with site.app.app_context():
        run_waiting()
    page.wait_for_url(f"**/assignment/{year}")
    return page


def test_lock_draw_up_compare_publish(site, visitor, names, year):
    office = visitor(names["office"])
    page = draw_up(site, office, year)
    expect(page.get_by_text("草稿，没有发布")).to_be_visible()
    office.see("plan-draft-1440")

    page.keyboard.press("j")
    expect(page.locator("a.slot").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    place = page.locator(".slots").nth(1).locator("a.slot").nth(1)
    expect(place).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("为什么这样配？总分"))).to_be_focused()
    office.see("plan-pair-1440")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name=re.compile("为什么这样配"))).to_have_count(0)
    expect(place).to_be_focused()
    page.keyboard.press("l")
    expect(page.get_by_text("已锁定吴晓梅委员和")).to_be_visible()
    expect(page.locator("a.slot .i-lock")).to_have_count(1)
    locked = site.look(lambda: db.session.execute(select(PairRule.member_id, PairRule.representative_id).where(
        PairRule.kind == LOCK, PairRule.ended_at.is_(None))).one())  # fmt: skip

    page = draw_up(site, office, year)
    second = site.look(lambda: db.session.scalars(select(Plan).order_by(Plan.id.desc())).first())
    pairs = select(Pairing.member_id, Pairing.representative_id).where(Pairing.plan_id == second.id)
    assert tuple(locked) in set(map(tuple, site.look(lambda: db.session.execute(pairs).all())))
    page.get_by_role("link", name=re.compile("^和第 1 稿比")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("10 对不变")
    office.see("plan-compare-1440")

    office.go(f"/assignment/plans/{second.id}/publish")
    expect(page.get_by_text("这份草稿是您排的，请另一位同事看过再发布")).to_be_visible()
    expect(page.get_by_role("button", name="发布方案")).to_have_count(0)

    leader = visitor(names["leader"])
    page = leader.go(f"/assignment/{year}")
    page.get_by_role("link", name="发布方案").click()
    leader.see("plan-publish-1440")
    page.get_by_role("button", name="发布方案").click()
    expect(page.get_by_text("已发布，正在用")).to_be_visible()

    member = visitor(names["member"], PHONE)
    page = member.page
    mine = site.look(lambda: db.session.scalars(select(Representative.name).join(
        Pairing, Pairing.representative_id == Representative.id).where(
        Pairing.is_current, Pairing.member_id == first(Member, name="陈立平").id)).all())  # fmt: skip
    assert len(mine) == 5
    for name in mine:
        expect(page.get_by_text(name).first).to_be_visible()
    member.see("plan-own-390")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_help_and_a_narrow_screen(site, visitor, names, year, size):
    office = visitor(names["office"], size)
    page = draw_up(site, office, year)
    page.locator("a.slot").first.click()
    expect(page.get_by_role("heading", name=re.compile("为什么这样配？总分"))).to_be_in_viewport()
    assert office.beyond() <= 0
    office.see(f"plan-board-{size['width']}")
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
