"""Pages of the yearly confirmation."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from liaison.core import clock
from liaison.roster.models import Library, Membership, Representative
from tests.factories import first

YEAR = clock.today().year


@pytest.fixture
def library(make, people):
    """The librarian's library with somebody new and somebody who left."""
    found = first(Library, id=people.librarian.seat.library_id)
    came = make(Representative, name="新来的", entered_on=clock.today())
    left = make(Representative, name="离开的", entered_on=date(YEAR - 2, 1, 1), left_on=clock.today())
    for person in (came, left):
        make(Membership, representative_id=person.id, library_id=found.id, entered_on=person.entered_on)
    return found


def test_the_keeper_looks_and_confirms(browser, people, library):
    client, page = browser(people.librarian), f"/libraries/{library.id}/confirmation"
    client.get(f"/libraries/{library.id}")
    assert "确认年度名单" in client.page.words
    client.get(page)
    assert "还没确认" in client.page.words
    assert f"确认 {YEAR} 年名单：1 人" in client.page.words
    assert "新来的" in client.page.words
    assert "离开的" in client.page.words
    assert client.post(page, data={"seen": "7"}).status_code == 409
    assert f"确认 {YEAR} 年名单：1 人" in client.page.words
    assert client.post(page, data={"seen": "1"}).status_code == 302
    assert client.post(page, data={"seen": "1"}).status_code == 409
    assert client.post(page, data={"seen": "1", "note": "再核对了一遍"}).status_code == 302
    client.get(page)
    assert "确认记录 2 次" in client.page.words


def test_owners_confirm_and_others_only_look(browser, people, library):
    page = f"/libraries/{library.id}/confirmation"
    assert browser(people.clerk).get(page).status_code == 404
    client = browser(people.leader)
    client.get(page)
    assert "年名单：1 人" not in client.page.words
    assert client.post(page, data={"seen": "1"}).status_code == 404
    assert browser(people.office).post(page, data={"seen": "1"}).status_code == 302
    towns = first(Library, code="Z06")
    client = browser(people.clerk)
    client.get(f"/libraries/{towns.id}/confirmation")
    assert client.post(f"/libraries/{towns.id}/confirmation", data={"seen": "0"}).status_code == 409
    assert "还没有人" in client.page.words


def test_a_past_year_shows_what_was_confirmed(browser, people, library):
    client, page = browser(people.office), f"/libraries/{library.id}/confirmation"
    with clock.set_clock(clock.at(date(YEAR - 1, 12, 1))):
        make_known = first(Representative, name="新来的")
        make_known.entered_on = date(YEAR - 1, 1, 1)
        make_known.memberships[0].entered_on = date(YEAR - 1, 1, 1)
        first(Representative, name="离开的").left_on = date(YEAR - 1, 6, 1)
        assert client.post(page, data={"seen": "1"}).status_code == 302
    client.get(f"{page}?year={YEAR - 1}")
    assert f"{YEAR - 1} 年名单" in client.page.words
    assert "离开的" in client.page.words
    assert "先看名单" not in client.page.words
    client.get(f"{page}?year=1999")
    assert f"{YEAR} 年名单" in client.page.words


def test_the_office_sees_and_takes_out_how_far_all_are(browser, people, library):
    client = browser(people.office)
    client.post(f"/libraries/{library.id}/confirmation", data={"seen": "1"})
    client.get("/libraries/confirmations")
    assert "已确认 1 个，共 31 个" in client.page.words
    assert "还没确认" in client.page.words
    assert "马会云" in client.page.words
    content = client.post(f"/libraries/confirmations/export.xlsx?year={YEAR}").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert sum(row[0] is not None and str(row[0])[:1] in "MZ" for row in rows) == 31
    assert [row[10] for row in rows if row[0] == "M10"] == ["刘芸"]
    assert browser(people.librarian).get("/libraries/confirmations").status_code == 404
