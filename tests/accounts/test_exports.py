"""Lists that go out: chosen columns are remembered, and the book holds what the screen shows."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import g
from openpyxl import load_workbook

from liaison.accounts.models import ColumnChoice
from liaison.accounts.views.exports import Listing, send
from liaison.core.columns import Column
from liaison.core.errors import Refused
from liaison.core.sheets import SheetPage
from liaison.roster.models import Representative
from tests.taking_out import take_out


def book_of(answer):
    """The rows of the first tab."""
    assert answer.status_code == 200, answer.text
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.data)).worksheets[0].rows]


@pytest.fixture
def three(make, db):
    """Three present representatives and one who has left."""
    people = [make(Representative) for _ in range(4)]
    people[3].left_on, people[3].left_reason = people[3].entered_on, "去世"
    db.session.commit()
    return people


def test_title_day_range_and_total_stand_in_the_book(browser, people, three):
    rows = book_of(take_out(browser(people.office), "/representatives/export"))
    assert rows[0][0].endswith("界别群众代表信息总库")
    assert any("导出日期" in str(cell) for cell in rows[1])
    assert [rows[-3][0], rows[-2][0]] == ["导出范围：状态 在库", "合计：3 位"]
    assert len(rows) == 3 + 3 + 3


def test_the_book_holds_the_rows_of_the_screen(browser, people, three):
    client = browser(people.office)
    for asked, number in (("", 3), ("status=left", 1), ("status=all", 4), (f"q={three[0].name}", None)):
        page = client.get(f"/representatives/export?{asked}").text
        rows = book_of(take_out(client, f"/representatives/export?{asked}"))
        assert f"共 {len(rows) - 6} 位" in page
        assert number is None or len(rows) - 6 == number


def test_chosen_columns_are_remembered(browser, people, three, db):
    client = browser(people.office)
    answer = client.post("/representatives/export?status=all", data={"columns": ["phone", "name", "no-such"]})
    rows = book_of(answer)
    assert rows[2] == ["姓名", "联系电话", "行号"] and len(rows) == 4 + 6
    assert book_of(take_out(client, "/representatives/export"))[2] == ["姓名", "联系电话", "行号"]
    page = client.get("/representatives/export").text
    assert page.count(" checked") == 2
    client.post("/representatives/export", data={"columns": ["name"]})
    assert [choice.keys for choice in db.session.query(ColumnChoice)] == [["name"]]


def test_no_column_is_refused_beside_the_choice(browser, people, three):
    answer = browser(people.office).post("/representatives/export", data={})
    assert answer.status_code == 422 and "请至少选一列" in answer.text


def test_a_book_that_lacks_a_row_is_not_sent(app, people):
    def two_rows(columns, frame):
        return SheetPage("名单", columns, [{"name": "甲"}, {"name": "乙"}], **frame)

    listing = Listing("short", "名单", [Column("name", "姓名")], 3, two_rows)
    with app.test_request_context():
        g.actor = people.office.actor
        with pytest.raises(Refused, match="请再导一次"):
            send(listing, "名单")
        assert send(replace(listing, total=2), "名单").status_code == 200


def test_formulas_go_out_as_text(browser, people, three, db):
    three[0].unit_title = "=HYPERLINK(\"http://127.0.0.1:9\")"
    db.session.commit()
    book = load_workbook(io.BytesIO(take_out(browser(people.office), "/representatives/export").data))
    cell = next(cell for row in book.worksheets[0].rows for cell in row if str(cell.value).startswith("=HYPER"))
    assert cell.data_type == "s" and cell.quotePrefix


def test_members_go_out_as_filtered(browser, people, db):
    client = browser(people.office)
    member = people.member.member
    assert people.other_member.member.no != member.no
    everybody = book_of(take_out(client, "/members/export"))
    one = book_of(take_out(client, f"/members/export?q={member.no}"))
    assert len(one) == 1 + 6 < len(everybody)
