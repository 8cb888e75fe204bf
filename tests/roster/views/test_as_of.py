"""Pages and exports of the lists as of a day."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from liaison.roster.models import Library, Member, Membership, Representative
from tests.factories import first
from tests.taking_out import take_out

DAY = "2025-12-31"


@pytest.fixture
def two(make):
    """One who left after the day, one who came after it, both in a library."""
    left = make(Representative, name="后来出库", left_on=date(2026, 1, 5))
    came = make(Representative, name="后来入库", entered_on=date(2026, 1, 5))
    for person in (left, came):
        make(Membership, representative_id=person.id, entered_on=person.entered_on)
    return left, came


def book(client, address):
    """The cells of an exported workbook, row by row."""
    content = take_out(client, address).data
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)]


def test_the_list_of_a_day(browser, people, two):
    client = browser(people.office)
    client.get("/representatives")
    assert "后来入库" in client.page.words
    client.get(f"/representatives?on={DAY}&status=left")
    assert "代表 1 位" in client.page.words
    assert "截至 2025年12月31日 的情况" in client.page.words
    assert "后来出库" in client.page.words
    assert "后来入库" not in client.page.words
    client.get(f"/representatives?on={DAY}&q=没有这个人")
    assert "没有对得上的代表" in client.page.words


@pytest.mark.parametrize(
    ("on", "said"),
    [("2099-01-01", "还没到这一天"), ("昨天", "日期要写成 2025-12-31 这样"), ("2999-01-01", "年之间"), ("", "")],
)
def test_a_day_that_is_none_asks_for_nothing_and_is_told(browser, people, two, on, said):
    client = browser(people.office)
    for address in ("/representatives", "/members", "/libraries", "/cases", "/contacts", "/assignment/pairings",
                    "/performance/2026", "/cases/export", "/members/export"):
        client.get(f"{address}?on={on}")
        assert "的情况 · 回到今天" not in client.page.words
        assert client.page.words.count("现在看到的是今天的") == bool(said)
        assert said in client.page.words
    client.get(f"/representatives?on={on}")
    assert "后来入库" in client.page.words


def test_a_member_looks_at_today_only(browser, people, two):
    client = browser(people.member)
    client.get(f"/representatives?on={DAY}")
    assert "后来入库" in client.page.words
    assert "后来出库" not in client.page.words


def test_the_export_of_a_day_says_so(browser, people, two):
    client = browser(people.office)
    client.get(f"/representatives/export?on={DAY}")
    assert "截至 2025-12-31" in client.page.words
    rows = book(client, f"/representatives/export?on={DAY}")
    assert "（截至 2025-12-31）" in rows[0][0]
    assert [row[1] for row in rows if row[0] == 1] == ["后来出库"]
    assert any("截至 2025-12-31" in str(row[0]) for row in rows[3:])


def test_members_of_a_day(browser, people, make):
    make(Member, name="后来离任", left_on=date(2026, 1, 5))
    make(Member, name="后来任职", entered_on=date(2026, 1, 5))
    client = browser(people.office)
    client.get(f"/members?on={DAY}")
    assert "委员 1 位" in client.page.words
    assert "后来离任" in client.page.words
    rows = book(client, f"/members/export?on={DAY}")
    assert "（截至 2025-12-31）" in rows[0][0]
    assert [row[2] for row in rows if row[0] == 1] == ["后来离任"]


def test_libraries_of_a_day(browser, people, two):
    library = first(Library, code="Z06")
    client = browser(people.clerk)
    client.get(f"/libraries?on={DAY}")
    assert "信息库 1 个" in client.page.words
    client.get(f"/libraries/{library.id}?on={DAY}")
    assert "曲塘镇 1" in client.page.words
    assert f"/representatives?library={library.id}" in client.get(f"/libraries/{library.id}").text


LISTS = (
    "/members", "/representatives", "/libraries", "/cases", "/contacts", "/assignment/pairings", "/performance/2025",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_every_list_says_its_day_and_leads_back(browser, people, two, address):
    client = browser(people.office)
    page = client.get(f"{address}?on={DAY}").text
    assert "截至 2025年12月31日 的情况" in client.page.words
    assert f'href="{address}">回到今天</a>' in page
    client.get(address)
    assert "回到今天" not in client.page.words
