"""Pages of the rows that wait."""

from __future__ import annotations

from sqlalchemy import select

from liaison.core.db import db as database
from liaison.roster.actions import cells_to_mend
from liaison.roster.models import Representative, WaitingRow
from tests.roster.haian import books, read_in


def row_of(code):
    """The row that waits for this cause."""
    return database.session.scalars(select(WaitingRow).filter_by(code=code)).one()


def test_the_list_names_file_row_column_and_cause(browser, people):
    read_in(books("Z15", "Z14"))
    client = browser(people.office)
    client.get("/waiting-rows")
    for words in ("待核记录 2 行", "孟阳", "Z15_法治工作组子信息库.xlsx", "第 79 行", "联系电话", "已经是汤涵的"):
        assert words in client.page.words
    client.get("/waiting-rows?outcome=rejected")
    assert "没有要核的行" in client.page.words


def test_deciding_a_row(browser, people):
    read_in(books("Z15"))
    row = row_of("PHONE_CONFLICT")
    client = browser(people.office)
    client.get(f"/waiting-rows/{row.id}")
    assert "名册里的这一行" in client.page.words
    assert "154****1590" in client.page.words
    assert client.post(f"/waiting-rows/{row.id}/decide", data={"decision": "bad"}).status_code == 409
    assert client.post(f"/waiting-rows/{row.id}/decide", data={"decision": "another"}).status_code == 302
    client.get(f"/waiting-rows/{row.id}")
    assert "刘芸已核定" in client.page.words
    client.get("/waiting-rows?state=decided")
    assert "核定过的记录 1 行" in client.page.words


def test_a_faulty_row_is_mended_in_the_form_of_a_new_person(browser, people):
    read_in(books("Z14"))
    row = row_of("VILLAGE_UNKNOWN")
    client = browser(people.office)
    client.get(f"/waiting-rows/{row.id}")
    assert "补好后新增" in client.page.words
    answer = client.get(f"/representatives/new?row={row.id}")
    assert 'value="周艳"' in answer.get_data(as_text=True)
    sent = {
        key: value for field in client.page.fields if (key := field.get("name")) and (value := field.get("value"))
    }  # fmt: skip
    cells = cells_to_mend(database.session.get(WaitingRow, row.id))
    chosen = {key: cells[key] for key in ("library_id", "sector_id", "identity_type_id", "area_id")}
    answer = client.post("/representatives/new", data={**sent, **chosen, "gender": "女", "row": row.id})
    assert answer.status_code == 302
    assert database.session.scalars(select(Representative).filter_by(name="周艳", phone="16168686994")).one()
    assert database.session.get(WaitingRow, row.id).decision == "another"


def test_a_clerk_settles_rows_of_his_own_library_only(browser, people):
    read_in(books("Z06", "Z15"))
    client = browser(people.clerk)
    client.get("/waiting-rows")
    assert "待核记录 1 行" in client.page.words
    assert client.get(f"/waiting-rows/{row_of('PHONE_CONFLICT').id}").status_code == 404
    assert browser(people.leader).get("/waiting-rows").status_code == 404
