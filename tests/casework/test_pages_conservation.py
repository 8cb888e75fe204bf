"""The page of 套表互证: who sees which cases in it, what its numbers lead to, and its workbook."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from liaison.core import clock
from tests.casework.stories import brought_to
from tests.casework.test_conservation import DELETE, closed, tamper
from tests.statements import statement_count

PAGE = "/cases/conservation"


@pytest.fixture
def cases(people):
    """Two cases of 曲塘镇政协工委, one of them closed."""
    return [closed(people), brought_to("handling", people)]


def book_of(answer):
    """The workbook of an answer."""
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_green_in_words_with_every_number_a_link(browser, people, cases):
    client = browser(people.office)
    client.get(PAGE)
    assert "26 条等式都对得上。" in client.page.words and "对不上" not in client.page.words
    assert "转办 2 + 改派 0 + 由原单位办 0 = 审批同意 2 + 申退 0" in client.page.words
    client.get(f"{PAGE}?show=check.right.0")
    assert "核查通过：1 件" in client.page.words and cases[0].number in client.page.words
    assert f"/cases/{cases[1].number}" not in client.get(f"{PAGE}?show=check.right.0").get_data(as_text=True)


def test_red_in_words_leads_to_the_case(browser, people, cases, db):
    tamper(db, DELETE.format("pass_check"), case=cases[0].id)
    client = browser(people.office)
    client.get(PAGE)
    assert "1 件对不上" in client.page.words and "5 条等式对不上，共 1 件诉求。" in client.page.words
    client.get(f"{PAGE}?show=check.broken")
    assert "办理结果都有核查，对不上的：1 件" in client.page.words
    assert f"{cases[0].number}" in client.page.words and "差 1" in client.page.words


def test_a_committee_sees_its_own_and_units_see_none(browser, people, cases):
    for role, number in (("clerk", 2), ("director", 2), ("other_clerk", 0), ("leader", 2), ("supervisor", 2)):
        client = browser(getattr(people, role))
        client.get(PAGE)
        assert f"的 {number} 件诉求" in client.page.words, role
    client = browser(people.other_clerk)
    assert cases[0].number not in client.get(f"{PAGE}?show=opened.left.0").get_data(as_text=True)
    for role in ("member", "unit_leader", "handler", "admin"):
        assert browser(getattr(people, role)).get(PAGE).status_code == 404


def test_only_desks_take_it_out(browser, people, cases):
    for role, code in (("office", 200), ("clerk", 200), ("leader", 404), ("supervisor", 404)):
        assert browser(getattr(people, role)).post(f"{PAGE}.xlsx").status_code == code, role


def test_the_workbook_holds_the_identities_the_broken_and_the_shown(browser, people, cases, db):
    tamper(db, DELETE.format("pass_check"), case=cases[0].id)
    book = book_of(browser(people.office).post(f"{PAGE}.xlsx?show=approval.left.0"))
    assert book.sheetnames == ["套表互证", "对不上的诉求", "算在内的诉求"]
    rows = list(book["套表互证"].iter_rows(min_row=3, values_only=True))
    check = next(row for row in rows if row[1] == "办理结果都有核查")
    assert check[3:10] == ("办理 1", "核查通过 0 + 核查退回 0 + 在途（待核查） 0", 1, 0, 1, "件次", "1 件对不上")
    assert check[10] == cases[0].number
    broken = {row[1] for row in book["对不上的诉求"].iter_rows(min_row=3, values_only=True) if row[1]}
    assert broken == {cases[0].number}
    shown = [row[1] for row in book["算在内的诉求"].iter_rows(min_row=3, values_only=True) if row[1]]
    assert shown == [cases[1].number, cases[0].number]


@pytest.mark.parametrize("asked", [
    "since=2026-13-01", "until=2999-01-01", "since=2026-09-01&until=2026-08-01", "show=none.left.0", "since=%00",
    "show=check.left.9", "show=check.right.x", "show=check",
])  # fmt: skip
def test_a_question_that_is_none_shows_this_year(browser, people, cases, asked):
    client = browser(people.office)
    assert client.get(f"{PAGE}?{asked}").status_code == 200
    assert f"{clock.today().year}年1月1日" in client.page.words
    assert "件诉求" in client.page.words and 'id="shown"' not in client.get(f"{PAGE}?{asked}").get_data(as_text=True)


def test_the_number_of_statements_does_not_grow(browser, people, cases, db):
    client = browser(people.office)
    client.get(PAGE)
    few = statement_count(lambda: client.get(PAGE))
    for _ in range(5):
        closed(people)
    client.get(PAGE)
    assert statement_count(lambda: client.get(PAGE)) == few


def test_it_stands_in_the_menu_of_those_who_may(browser, people):
    assert re.search(r"套表互证", browser(people.office).get("/").get_data(as_text=True))
    assert "套表互证" not in browser(people.unit_leader).get("/").get_data(as_text=True)
