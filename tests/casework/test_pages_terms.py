"""The pages of the change of term: looked at as often as one likes, written once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.assignment.models import Pairing
from liaison.audit.models import Event
from liaison.casework.models import Case
from liaison.contacts.models import Contact
from liaison.core import clock
from liaison.core.db import db as database
from liaison.roster.models import ImportBatch, ImportRow, Member, Term
from liaison.roster.queries import books_of_members

DAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def june():
    with clock.set_clock(clock.at(date(2026, 6, 5))):
        yield


@pytest.fixture
def leaving(people, make):
    """陈立平 with an open case and a representative, in the fifteenth term."""
    make(Term, name="十五届", starts_on=date(2022, 1, 1))
    member = people.member.member
    make(Case, contact_id=make(Contact, member_id=member.id).id, state="to_tell", title="路口没有红绿灯")
    make(Pairing, member_id=member.id)
    return member


@pytest.fixture
def staying(make, leaving):
    """孙志强, of the same committee, and somebody who is new."""
    make(Member, no="HA16001", name="新来的", first_term="十六届")
    return make(Member, no="HA15002", name="孙志强", organisation_id=leaving.organisation_id)


def sent(**more):
    return {"name": "十六届", "day": "2026-06-01", **more}


def test_nothing_is_written_before_the_last_button(browser, people, leaving, staying):
    client = browser(people.office)
    client.get("/terms")
    assert "现在是十五届" in client.page.words
    client.get("/terms/change")
    noted = len(database.session.scalars(select(Event)).all())
    for _twice in range(2):
        client.post("/terms/change/members", data=sent(numbers="HA15002\nha16001"))
        assert "名册上没有的 1 位已经勾上" in client.page.words
        answer = client.post("/terms/change/orphans", data=sent(leaving=[leaving.id]))
        assert "路口没有红绿灯（待反馈）" in client.page.words
        assert "1 位离任，1 件诉求交接" in client.page.words
    assert database.session.get(Member, leaving.id).is_active
    assert len(database.session.scalars(select(Event)).all()) == noted
    page = answer.get_data(as_text=True)
    assert f'<option value="{staying.id}" selected>' in page
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    chosen = sent(leaving=[leaving.id], mark=mark, **{f"successor-{leaving.id}": str(staying.id)})
    assert client.post("/terms/change/end", data=chosen).status_code == 302
    assert not database.session.get(Member, leaving.id).is_active
    assert database.session.scalars(select(Case)).one().member_id == staying.id
    client.get("/terms")
    assert "现在是十六届" in client.page.words
    client.get(f"/terms/{database.session.scalars(select(Term.id).where(Term.name == '十五届')).one()}")
    assert "十五届委员 2 位" in client.page.words


def test_the_book_of_the_new_term_says_who_leaves(browser, people, leaving, staying, make):
    batch = make(
        ImportBatch, kind="members", file_name="十六届委员名册.xlsx", sha256="0" * 64, imported_at=clock.now(),
        imported_by="刘芸",
    )  # fmt: skip
    rows = (("HA15002", {}, False), ("HA160O1", {"no": "HA16001"}, False), (leaving.no, {}, True))
    for number, (no, edits, is_skipped) in enumerate(rows, start=1):
        make(ImportRow, batch_id=batch.id, sheet="S", number=number, cells={"no": no}, edits=edits,
             is_skipped=is_skipped)  # fmt: skip
    client = browser(people.office)
    client.get("/terms/change")
    assert "十六届委员名册.xlsx" in client.page.words
    answer = client.post("/terms/change/members", data=sent(book=batch.id))
    page = answer.get_data(as_text=True)
    assert page.count(" checked>") == 1
    assert f'value="{leaving.id}" aria-label="陈立平离任" checked>' in page
    assert "新任" in client.page.words


@pytest.mark.parametrize(("times", "is_offered"), [(0, True), (1, False), (2, True), (3, False)])
def test_a_book_counts_while_its_rows_are_in(people, make, times, is_offered):
    values = {"kind": "members", "file_name": "名册.xlsx", "sha256": "0" * 64, "imported_at": clock.now(),
              "imported_by": "刘芸"}  # fmt: skip
    book = make(ImportBatch, **values, state="undone" if times else "written")
    make(ImportRow, batch_id=book.id, sheet="S", number=1, cells={"no": "HA1"})
    last = book
    for place in range(times):
        last = make(ImportBatch, **values, undoes_id=last.id, state="written" if place == times - 1 else "undone")
    assert books_of_members() == ([(book.id, "名册.xlsx")] if is_offered else [])


def test_a_refusal_shows_what_is_there_now(browser, people, leaving, staying, make):
    client = browser(people.office)
    chosen = sent(leaving=[leaving.id], mark="x", **{f"successor-{leaving.id}": "0"})
    assert client.post("/terms/change/end", data=chosen).status_code == 409
    assert "刚刚有变化" in client.page.words
    assert "由办公室接" in client.page.words
    assert client.post("/terms/change/end", data=sent(name="")).status_code == 422
    assert client.post("/terms/change/orphans", data={}).status_code == 422
    assert client.post("/terms/change/members", data=sent(day="2099-01-01")).status_code == 422
    assert client.post("/terms/change/members", data=sent(name="十五届")).status_code == 409
    odd = sent(leaving=["x", "99999999999999999999"], **{"successor-x": "1", "successor-1": "9" * 30})
    assert client.post("/terms/change/orphans", data=odd).status_code == 200


def test_without_a_term_the_way_is_shown(browser, people):
    client = browser(people.office)
    client.get("/terms")
    assert "还没有登记届次" in client.page.words
    client.get("/terms/change")
    assert "先写上现在是哪一届" in client.page.words
    client.get("/terms/new")
    assert client.post("/terms/new", data={"name": "十五届", "starts_on": ""}).status_code == 422
    assert client.post("/terms/new", data={"name": "十五届", "starts_on": "2022-01-01"}).status_code == 302
    assert client.post("/terms/new", data={"name": "十六届", "starts_on": "2022-01-01"}).status_code == 409


def test_only_the_office_changes_terms(browser, people, leaving):
    client = browser(people.clerk)
    for page in ("/terms", "/terms/change", "/terms/new"):
        assert client.get(page).status_code == 404
    assert client.post("/terms/change/end", data=sent()).status_code == 404


def test_the_case_tells_former_and_successor(browser, people, leaving, staying):
    case = database.session.scalars(select(Case)).one()
    case.member_id = staying.id
    client = browser(people.office)
    client.get(f"/cases/{case.number}")
    assert "由陈立平提出，换届后由孙志强接手" in client.page.words
    case.member_id, leaving.left_on = leaving.id, DAY
    client.get(f"/cases/{case.number}")
    assert "已离任，由办公室接手" in client.page.words
    client.get("/tasks")
    assert "待办：1 件" in client.page.words
    assert client.get(f"/cases/{case.number}/tell-asker").status_code == 200
