"""Pages of the year's figures: who sees them, what they say, and how the workbook is fetched."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.orgs.models import Sector
from liaison.roster.models import Member
from tests.factories import first
from tests.performance.lives import FIRST_DAY, Life, later
from tests.statements import statement_count
from tests.taking_out import take_out

LAST_YEAR = clock.today().year - 1


@pytest.fixture
def contact(people, make):
    """A contact of last year."""
    return make(Contact, member_id=people.member.member.id, contacted_on=date(LAST_YEAR, 5, 6))


@pytest.mark.parametrize(
    ("who", "page", "export", "mine"),
    [
        ("office", 200, 200, 404), ("leader", 200, 404, 404), ("clerk", 200, 404, 404), ("director", 200, 404, 404),
        ("member", 404, 404, 200), ("unit_leader", 404, 404, 404), ("handler", 404, 404, 404),
        ("supervisor", 404, 404, 404), ("librarian", 404, 404, 404), ("admin", 404, 404, 404),
    ],
)  # fmt: skip
def test_who_sees_what(people, browser, contact, who, page, export, mine):
    client = browser(getattr(people, who))
    assert client.get(f"/performance/{LAST_YEAR}").status_code == page
    assert client.get(f"/performance/{LAST_YEAR}/{contact.member_id}").status_code == page
    assert client.post(f"/performance/{LAST_YEAR}/export.xlsx").status_code == export
    assert client.get("/performance/mine").status_code == mine


def test_nobody_is_sent_to_sign_in(browser):
    assert browser().get("/performance").status_code == 302


def test_the_page_opens_on_the_latest_year_with_contacts_and_two_clicks_export_it(people, browser, contact):
    client = browser(people.office)
    client.get("/")
    assert 'href="/performance"' in client.get("/").text
    page = client.get("/performance")
    assert f"履职考核：{LAST_YEAR} 年" in client.page.words
    assert f'action="/performance/{LAST_YEAR}/export.xlsx"' in page.text
    answer = client.post(f"/performance/{LAST_YEAR}/export.xlsx")
    assert f"{LAST_YEAR}" in answer.headers["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames[0] == "年度履职"


def test_without_any_contact_it_is_this_year(people, browser):
    client = browser(people.office)
    client.get("/performance")
    assert f"履职考核：{clock.today().year} 年" in client.page.words


@pytest.mark.parametrize("address", ["/performance/1", "/performance/99999", "/performance/2024/0", "/performance/x"])
def test_odd_addresses_are_absent(people, browser, address):
    assert browser(people.office).get(address).status_code == 404


def test_checks_name_what_to_look_at(people, browser, contact, make):
    make(Member, organisation_id=None)
    client = browser(people.office)
    page = client.get(f"/performance/{LAST_YEAR}")
    assert "导出前核对：1 项已过，3 项要看" in client.page.words
    assert "1 位委员没有工委（工作组）" in client.page.words and "1 位委员没有联系记录" in client.page.words
    assert "转办的诉求都有结果" in client.page.words
    assert f'href="/performance/{LAST_YEAR}?only=without"' in page.text


def test_filters_and_order(people, browser, contact):
    other = people.other_member.member
    other.sector_id = first(Sector, name="教育界").id
    client = browser(people.office)

    def names(query):
        text = client.get(f"/performance/{LAST_YEAR}?{query}").text
        return [name for name in ("陈立平", "吴晓梅") if f">{name}</a>" in text]

    assert names("") == ["陈立平", "吴晓梅"]
    assert names(f"sector={other.sector_id}") == ["吴晓梅"]
    assert names(f"organisation={people.member.member.organisation_id}") == ["陈立平"]
    assert names("only=without") == ["吴晓梅"]
    fewest = client.get(f"/performance/{LAST_YEAR}?sort=fewest").text
    assert fewest.index(">吴晓梅</a>") < fewest.index(">陈立平</a>")
    assert names("sector=x&sort=no&page=zz") == ["陈立平", "吴晓梅"]


def test_a_committee_sees_its_own_members_only(people, browser, contact):
    theirs = people.other_member.member
    client = browser(people.clerk)
    text = client.get(f"/performance/{LAST_YEAR}").text
    assert ">陈立平</a>" in text and ">吴晓梅</a>" not in text and "export.xlsx" not in text
    assert client.get(f"/performance/{LAST_YEAR}/{theirs.id}").status_code == 404


def test_the_members_own_year(people, browser):
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    client = browser(people.member)
    client.get("/performance/mine?year=2026")
    words = client.page.words
    assert "共联系 1 次，1 位代表" in words and "带回诉求 1 件，办结 1 件" in words
    assert "五项任务做了 1 项" in words and "满意 1 件" in words
    client.get("/performance/mine?year=2025")
    assert "还没有联系记录" in client.page.words


def test_wechat_is_told_to_use_a_computer(people, browser, contact):
    client = browser(people.office)
    client.get(f"/performance/{LAST_YEAR}", headers={"User-Agent": "Mozilla/5.0 MicroMessenger/8.0"})
    assert "请在电脑上导出" in client.page.words and "点右上角" in client.page.words


def test_the_ledger_is_fetched_from_the_list_of_cases(people, browser):
    Life(people)
    client = browser(people.clerk)
    assert 'href="/cases/export?year=2026"' in client.get("/cases").text
    answer = take_out(client, "/cases/export?year=2026")
    assert openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames == ["联系台账", "环节记录"]
    assert browser(people.leader).post("/cases/export").status_code == 404
    assert client.post("/cases/export?year=1").status_code == 404


def test_the_page_asks_as_often_for_many_members_as_for_few(people, browser, make, db):
    client = browser(people.office)

    def asked():
        return statement_count(lambda: client.get(f"/performance/{LAST_YEAR}"))

    make(Contact, contacted_on=date(LAST_YEAR, 5, 6))
    few = asked()
    for _ in range(60):
        make(Contact, contacted_on=date(LAST_YEAR, 5, 6))
    assert asked() == few


def test_a_year_up_to_a_day(people, browser, make):
    year = FIRST_DAY.year
    Life(people).hand_over(later(1)).approve(later(2)).handle(later(6)).tell(later(7)).rate(later(9))
    make(Contact, member_id=people.member.member.id, contacted_on=later(5))
    client = browser(people.office)
    client.get(f"/performance/{year}?on={later(3)}")
    assert f"统计到 {year}年9月4日" in client.page.words
    assert f'/performance/{year}/export.xlsx?on={later(3)}"' in client.get(f"/performance/{year}?on={later(3)}").text

    def told(query):
        answer = client.post(f"/performance/{year}/export.xlsx{query}")
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        total, details = list(book["年度履职"].values)[-3], list(book["明细"].values)
        headings = next(row for row in details if "办结日期" in row)
        handled = [row[headings.index("办结日期")] for row in details[details.index(headings) + 1 :]]
        return answer.headers["Content-Disposition"], total, [day for day in handled if day]

    name, total, handled = told(f"?on={later(3)}")
    assert f"{later(3):%Y%m%d}" in name
    assert (total[7], handled) == (1, [])
    assert told("")[1][7] == 2
    assert len(told("")[2]) == 1
    client.get(f"/performance/{year}/{people.member.member.id}?on={later(3)}")
    assert "共联系 1 次" in client.page.words


def test_a_day_before_the_year_is_said(people, browser):
    client = browser(people.office)
    client.get("/performance/2025?on=2024-06-30")
    assert "2024-06-30 那天 2025 年还没有开始" in client.page.words
    assert "回到今天" not in client.page.words
