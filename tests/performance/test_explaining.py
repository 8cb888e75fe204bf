"""Asking for the rows behind a figure: by a click within one's sight, and on the command line."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from urllib.parse import quote

import pytest

from liaison.contacts.models import Contact
from liaison.core.db import insert_rows
from liaison.orgs.models import Sector
from liaison.performance import actions
from liaison.roster.models import Member, Representative
from tests.factories import first
from tests.performance.lives import FIRST_DAY, Life, later
from tests.statements import statement_count

pytestmark = pytest.mark.sqlite
YEAR = FIRST_DAY.year


@pytest.fixture
def life(people, make):
    """A case of 陈立平 that was done in time, and one of last year's contacts."""
    make(Contact, member_id=people.member.member.id, contacted_on=date(YEAR - 1, 5, 6))
    return Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))


def test_a_click_on_a_figure_lists_its_rows(people, browser, life):
    member = people.member.member.id
    address = f"/performance/{YEAR}/members/{member}/explain?column="
    client = browser(people.office)
    assert f'href="{address}按期率"' in client.get(f"/performance/{YEAR}").text
    assert f'href="{address}满意率"' in client.get(f"/performance/{YEAR}/{member}").text
    client.get(address + "按期率")
    assert "按期率：100.0%" in client.page.words and "按期 1 件 ÷ 有结果和超期未办的 1 件" in client.page.words
    assert life.case.number in client.page.words and "，按期 " in client.page.words
    client.get(f"{address}按期率&on={later(3)}")
    assert "按期率：空" in client.page.words and "没有算在内的记录" in client.page.words
    for heading in ("超期未办", "逾期未办"):
        client.get(address + heading)
        words = client.page.words
        assert "超期未办：0" in words and "逾期" not in words and "分母" not in words
    assert client.get(address + "没有这列").status_code == 404
    assert client.get(f"/performance/1999/members/{member}/explain").status_code == 404


def test_who_may_ask(people, browser, life):
    member = people.member.member.id
    address = f"/performance/{YEAR}/members/{member}/explain"
    seen = {who: browser(getattr(people, who)).get(address).status_code
            for who in ("office", "leader", "clerk", "other_clerk", "member", "handler")}  # fmt: skip
    assert seen == {"office": 200, "leader": 200, "clerk": 200, "other_clerk": 404, "member": 404, "handler": 404}
    client = browser(people.member)
    assert "/performance/mine/explain?column=办结数" in client.get(f"/performance/mine?year={YEAR}").text
    client.get(f"/performance/mine/explain?column=办结数&year={YEAR}")
    assert "办结数：1" in client.page.words and "评议“满意”" in client.page.words


def test_the_command_lists_the_same(app, people, life):
    runner, no = app.test_cli_runner(), people.member.member.no
    life.case.original_no = None
    answer = runner.invoke(args=["explain", "--year", f"{YEAR}", "--member", no, "--column", "按期率", "--json"])
    assert answer.exit_code == 0, answer.output
    assert "按期 1 件 ÷ 有结果和超期未办的 1 件" in answer.output
    assert f"{no} 陈立平 {YEAR} 年 按期率：100.0%" in answer.output
    told = json.loads(answer.output.splitlines()[-1])
    assert told["value"] == "1.0" and [row[:3] for row in told["rows"]] == [[life.case.number, "1", 1]]
    for more, words in (
        (["--member", "没有", "--column", "按期率"], "没有编号是“没有”的委员"),
        (["--member", no, "--column", "总分"], "没有“总分”这一列"),
    ):
        answer = runner.invoke(args=["explain", "--year", f"{YEAR}", *more])
        assert (answer.exit_code, words in answer.output) == (2, True)


def test_the_list_shows_points_by_item_and_each_leads_to_its_rows(people, browser, life):
    office, member = people.office.actor, people.member.member
    actions.publish_scheme(actions.draw_up(YEAR, office, shipped="default"), office)
    client = browser(people.office)
    assert "看积分" not in client.get(f"/performance/{YEAR}").text
    actions.compute_year(YEAR, office)
    page = client.get(f"/performance/{YEAR}?show=points")
    address = f"/performance/{YEAR}/members/{member.id}/explain?column="
    assert f'{address}{quote("诉求反馈（分）")}">1 次 2 分</a>' in page.text
    assert "联系小计" in client.page.words and "第 1 版" in client.page.words
    assert "工委（工作组） 人均总分 考核人数 委员 优秀 称职 基本称职 不称职" in client.page.words
    assert f"show=points&amp;organisation={member.organisation_id}" in page.text
    client.get(f"{address}诉求反馈（分）")
    assert "诉求反馈（分）：2" in client.page.words and life.case.number in client.page.words
    client.get(f"{address}名次")
    assert "名次：1" in client.page.words


def test_lists_and_explanations_ask_as_often_for_many_members_as_for_few(people, browser, life, make):
    office, member = people.office.actor, people.member.member.id
    actions.publish_scheme(actions.draw_up(YEAR, office, shipped="default"), office)
    actions.compute_year(YEAR, office)
    client = browser(people.office)
    addresses = [f"/performance/{YEAR}?show=points", f"/performance/{YEAR}/members/{member}/explain?column=总分"]

    def asked():
        pages = [statement_count(partial(client.get, address)) for address in addresses]
        return [*pages, statement_count(lambda: client.post(f"/performance/{YEAR}/export.xlsx"))]

    asked()
    few = asked()
    people_and_contacts(make, 290)
    actions.compute_year(YEAR, office)
    assert asked() == few and max(few) < 60


def people_and_contacts(make, count):
    """So many more members, each with a contact with one and the same person."""
    person, sector = make(Representative).id, first(Sector).id
    numbers = range(1, count + 1)
    ids = insert_rows(Member.__table__, ({
        "no": f"M{n:04}", "name": f"委员{n}", "sector_id": sector, "is_standing": False, "pinyin": "", "initials": "",
        "version": 1} for n in numbers))  # fmt: skip
    same = make(Contact, representative_id=person, contacted_on=later(1))
    cells = {column.key: getattr(same, column.key) for column in Contact.__table__.columns if column.key != "id"}
    insert_rows(Contact.__table__, ({**cells, "member_id": one, "number": f"LX9{one}"} for one in ids))
