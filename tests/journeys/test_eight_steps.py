"""One contact goes through all eight steps: once smoothly, once with every turn; the year's export shows both."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import openpyxl
import pytest
from sqlalchemy import select

from liaison.assignment.models import Pairing, Plan
from liaison.casework.models import Case
from liaison.core import clock
from liaison.core.db import db
from liaison.roster.models import Representative
from tests.factories import make_row
from tests.journeys.conftest import PHONE, with_password

pytestmark = pytest.mark.journey
ROLES = ("member", "unit_leader", "other_unit_leader", "handler", "supervisor", "office")
GROUP = "市政协城建工作组"
UNIT = "市住房和城乡建设局"
OTHER_UNIT = "市交通运输局"


@pytest.fixture(scope="module")
def names(site):
    """User names by role; the member has his five representatives."""

    def settle(people):
        plan = make_row(Plan)
        for slot, name in enumerate(("周桂芳", "张建国", "孙志强", "李秀兰", "马长林"), 1):
            person = make_row(Representative, name=name)
            member = people.member.member
            make_row(Pairing, plan_id=plan.id, member_id=member.id, representative_id=person.id, slot=slot)
        other_handler = people.seat("徐明", "handler", OTHER_UNIT, "公路管理科")
        clerk, director = people.seat("王敏", "clerk", GROUP), people.seat("周国平", "director", GROUP)
        others = {"other_handler": other_handler, "clerk": clerk, "director": director}
        known = {role: getattr(people, role) for role in ROLES}
        return {role: with_password(person) for role, person in {**known, **others}.items()}

    return site.fill(settle)


class Story:
    """The people of a story and the case they hand on."""

    def __init__(self, visitor, names):
        self.visitor = visitor
        self.names = names
        self.here = {}
        self.number = ""

    def at(self, role):
        """The page of a person; a member stands at a phone."""
        if role not in self.here:
            size = {"size": PHONE} if role == "member" else {}
            self.here[role] = self.visitor(self.names[role], **size)
        return self.here[role]

    def move(self, role, title, **cells):
        """Open the case, press the move's button, fill its sheet by labels, send it."""
        guest = self.at(role)
        page = guest.go(f"/cases/{self.number}")
        page.get_by_role("link", name=title, exact=True).or_(
            page.get_by_role("button", name=title, exact=True)
        ).first.click()  # fmt: skip
        for label, value in cells.items():
            fill(page, label, value)
        if not page.url.endswith(f"/cases/{self.number}"):
            guest.see(f"{self.number}-{title}")
            page.locator("main form button[type=submit].btn--main").first.click()
        page.wait_for_load_state()
        assert page.locator(".errsum").count() == 0, page.locator(".errsum").inner_text()
        return page

    def state(self):
        """The words on the case page that say who has it now."""
        page = self.at("office").go(f"/cases/{self.number}")
        self.at("office").see(f"{self.number}-{len(self.here)}")
        return page.locator("main").inner_text()


def fill(page, label, value):
    """Fill one cell: a tick (True), a chip, a list or a text."""
    if value is True:
        page.get_by_label(label).first.check()
        return
    group = page.get_by_role("group", name=label)
    if group.count():
        group.get_by_label(value, exact=True).check()
        return
    choice = page.get_by_role("combobox", name=label)
    if choice.count():
        choice.first.select_option(label=value)
    else:
        page.get_by_label(label).first.fill(value)


def record_with_request(story, words="村口的路灯坏了两个月，放学路上很黑。"):
    """Six taps on the phone: a contact and its case."""
    guest = story.at("member")
    page = guest.go("/")
    page.get_by_role("link", name="记一次和周桂芳的联系").click()
    page.get_by_label("道路交通").check()
    page.get_by_label("要点").fill(words)
    page.get_by_label("有事要办").check()
    page.get_by_role("button", name="保存并转办").click()
    page.wait_for_url("**/done")
    guest.see("record-done")
    story.number = page.locator(".code").inner_text().strip()


def supplement(story, title):
    """The member's survey and suggestion."""
    story.move(
        "member", title, 诉求领域="建设交通 路灯照明", 初步调研="晚上到现场看过，六盏灯坏了五盏。",
        委员建议="换上新灯，留下报修电话。",
    )  # fmt: skip


def handle_and_reply(story, leader="unit_leader", handler="handler", text="路灯已经换好。"):
    """From handling to the asker: result, signature, check, reply, on to the member, told."""
    today = date.today().isoformat()
    story.move(
        handler, "报办理结果", 首次联系=today, 首次怎样联系="电话", 沟通方式="电话", 办理结果=text,
        办理过程="到现场看过。", 解决程度="A 已解决或基本解决", 意见建议采纳情况="采纳",
    )  # fmt: skip
    story.move(leader, "签批")
    story.move("clerk", "核查通过")
    story.move(handler, "答复", 答复正文=text)
    story.move("clerk", "转给委员")
    page = story.move("member", "反馈给诉求人", 哪天=today, 怎样告诉="电话", 诉求人的态度="理解接受")
    story.at("member").see(f"{story.number}-code")
    return page.locator(".code").inner_text().strip()


def rate(story, url, **cells):
    """The asker scans the code and answers; no account, no name."""
    asker = story.visitor(size=PHONE)
    page = asker.go(urlsplit(url).path)
    assert "周桂芳" not in page.content()
    for label, value in cells.items():
        fill(page, label, value)
    asker.see(f"{story.number}-rating")
    page.get_by_role("button").filter(has_text="送出").click()
    page.wait_for_load_state()
    page.get_by_role("heading", name="谢谢").wait_for()


def go_smoothly(site, story):
    """Each step once."""
    record_with_request(story)
    supplement(story, "提交委员建议")
    story.move("clerk", "转办", 主办=UNIT, 诉求性质="意见建议")
    story.move("unit_leader", "审批交办", 承办科室="城建科")
    url = handle_and_reply(story)
    rate(story, url, 办事的态度="满意", 办理结果="满意", 问题解决="是")
    assert "按期办结" in story.state()
    case = site.look(lambda: db.session.scalar(select(Case).where(Case.number == story.number)))
    assert (case.state, case.round, case.rating) == ("closed", 1, "满意")


def go_with_every_turn(site, story):
    """退回, 申退 and 改派, a late urging, 不满意 and a second round."""
    record_with_request(story, "南巷的路灯也坏了，老人晚上不敢出门。")
    story.move("clerk", "退回补充", 请委员补充="请补充具体地点")
    supplement(story, "补充后再报")
    story.move("clerk", "转办", 主办=UNIT, 诉求性质="意见建议")
    story.move(
        "unit_leader", "申请退回", 申退类型="不是本单位职责", 申退理由="这条路归交通局管", 建议改派给=OTHER_UNIT,
    )  # fmt: skip
    story.move("director", "同意改派", 改派给=OTHER_UNIT, 裁定意见="同意改派")
    story.move("other_unit_leader", "审批交办", 承办科室="公路管理科")
    story.move("supervisor", "催办", 级别="催办", 要求="请三天内把进展告诉委员")
    url = handle_and_reply(story, "other_unit_leader", "other_handler", "正在排计划。")
    rate(story, url, 办事的态度="基本满意", 办理结果="不满意", 问题解决="否", 哪里不满意="没有解决")
    assert "第 2 轮" in story.state()
    url = handle_and_reply(story, "other_unit_leader", "other_handler", "路灯换好了。")
    rate(story, url, 办事的态度="满意", 办理结果="满意", 问题解决="是")
    case = site.look(lambda: db.session.scalar(select(Case).where(Case.number == story.number)))
    assert (case.state, case.round, case.rating, case.decline_count) == ("closed", 2, "满意", 1)
    assert case.raised_on == clock.today()


def year_of_member(story, folder):
    """{heading: cell} of the member's row in the year's workbook: two clicks from the menu."""
    page = story.at("office").go("/")
    page.get_by_role("link", name="履职考核").first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="导出 Excel").click()
    waiting.value.save_as(folder / "year.xlsx")
    rows = list(openpyxl.load_workbook(folder / "year.xlsx")["年度履职"].iter_rows(values_only=True))
    head = next(row for row in rows if "委员编号" in row)
    return dict(zip(head, next(row for row in rows if "陈立平" in row), strict=True))


def test_one_goes_smoothly_one_with_every_turn_and_the_year_shows_both(site, visitor, names, tmp_path):
    go_smoothly(site, Story(visitor, names))
    story = Story(visitor, names)
    go_with_every_turn(site, story)
    year = year_of_member(story, tmp_path)
    wanted = {
        "联系次数": 2, "定联次数": 2, "定联人数": 1, "五人全联": "否", "诉求数": 2, "转办数": 2, "办理数": 2,
        "按期数": 2, "办结数": 2, "满意": 2, "不满意": 0, "督办数": 1,
    }  # fmt: skip
    assert {title: year[title] for title in wanted} == wanted
