"""A year from its scheme to the signed workbook: the office, a member at his phone, and the leader who closes it."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import expect

from liaison.core import clock
from liaison.performance.actions import draw_up
from liaison.performance.models import ScoreYear
from tests.factories import first
from tests.journeys.conftest import PHONE, with_password

pytestmark = pytest.mark.journey


@pytest.fixture
def names(site):
    """The draft that `flask setup` leaves, and who is there; gives their user names."""

    def settle(people):
        draw_up(clock.today().year, people.office.actor, shipped="default")
        there = (people.office, people.leader, people.member)
        return [with_password(one) for one in there]

    return site.fill(settle)


def test_a_year_is_closed_from_scheme_to_signed_workbook(visitor, site, names, tmp_path):
    office, member = visitor(names[0]), visitor(names[2], PHONE)
    year = clock.today().year
    publish(office)
    sign_in(office, member)
    site.move_on(date(year + 1, 1, 4) - clock.today())
    office, leader, member = visitor(names[0]), visitor(names[1]), visitor(names[2], PHONE)
    lay_open(office, year)
    object_and_answer(office, member)
    site.fill(lambda _people: setattr(first(ScoreYear), "objections_until", date(year + 1, 1, 3)))  # days pass
    leader.go(f"/performance/{year}/scores").get_by_role("link", name="锁定").click()
    leader.page.get_by_role("button", name="核对并锁定").click()
    leader.page.get_by_text("日志校验码").wait_for()

    page = office.go(f"/performance/{year}/scores")
    office.see_both("year-closed")
    head = page.get_by_text("日志校验码").inner_text().split("日志校验码")[1].split("（")[0].strip()
    shown = page.get_by_role("row").filter(has_text="陈立平").inner_text().split()
    cells, words = workbook(page, tmp_path / "year.xlsx")
    assert (cells["会议活动"], cells["等次"]) == (4, "不称职")
    told = [f"{cells['总分']:g}".replace("-", "−"), cells["等次"]]
    assert told == shown[-2:], "the page and the workbook say the same"
    assert head and head in words, "the workbook bears the head of the log"


def publish(office):
    """The default scheme is in force."""
    page = office.page
    page.get_by_role("link", name="履职考核").first.click()
    page.get_by_role("link", name="考核方案").click()
    page.get_by_role("link", name="默认方案").click()
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布方案").click()
    page.get_by_text("不能再改").wait_for()
    office.see_both("year-scheme")


def sign_in(office, member):
    """The office shows a code, and the member who scans it is there."""
    page, now = office.go("/performance/gatherings/new"), clock.local(clock.now())
    page.get_by_label("名称").fill("年末座谈会")
    page.get_by_label("日期").fill(now.date().isoformat())
    page.get_by_label("几点开始").fill(f"{now:%H:%M}")
    page.get_by_role("button", name="做签到码").click()
    page.get_by_role("link", name="看签到码").click()
    address = page.locator("p .code").inner_text()
    office.see_both("year-code")
    phone = member.go(urlsplit(address).path)
    phone.get_by_role("button", name="签到").click()
    phone.get_by_role("heading", name="已签到").wait_for()
    member.see("year-signed-in-390")


def lay_open(office, year):
    """The year is reckoned, and members may look."""
    for step, button in (("compute", "计算积分"), ("open", "公示积分")):
        office.go(f"/performance/{year}/scores/{step}").get_by_role("button", name=button).click()
        office.page.wait_for_url(f"**/performance/{year}/scores")
    office.see_both("year-open")


def object_and_answer(office, member):
    """The member is told and objects; the office is told and answers."""
    phone = member.go("/messages")
    phone.get_by_role("button", name="积分公示了").click()
    phone.get_by_role("link", name=re.compile("^这一分不对")).first.click()
    said = phone.get_by_label("哪里不对")
    expect(said).to_have_value(re.compile("^“会议活动”里的“.+”（年末座谈会）：$"))
    member.see("year-object-390")
    said.press("End")
    said.press_sequentially("少了一次联系")
    phone.get_by_role("button", name="交给办公室").click()
    phone.get_by_text("等办公室答复").wait_for()
    member.see("year-objection-390")
    page = office.go("/messages")
    page.get_by_role("button", name="提了异议").click()
    page.get_by_label("答复").fill("没有联系记录，请先记联系。")
    page.get_by_role("button", name="答复").click()
    page.get_by_text("已答复").first.wait_for()


def workbook(page, path):
    """(the member's cells by heading, all words of the first tab) of the workbook that the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 Excel").click()
    waiting.value.save_as(path)
    rows = list(openpyxl.load_workbook(path)["积分"].values)
    headings = next(row for row in rows if row[0] == "名次")
    cells = next(row for row in rows if row[2] == "陈立平")
    return dict(zip(headings, cells, strict=True)), "".join(str(row[0]) for row in rows)
