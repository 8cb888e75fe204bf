"""The register of exports: every copy stands in it, whole numbers need another person, and a file is known again."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from liaison.access import Role
from liaison.accounts.actions import exports as leaving
from liaison.accounts.models import Export, ExportRequest, Proxy
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.db import transaction
from liaison.core.errors import Refused
from liaison.core.sheets.copies import number_in
from liaison.roster.models import Representative
from tests.taking_out import book_in, take_out, take_out_full

ADDRESS = "/representatives/export"
WHAT_FOR = "打印联系卡发给委员"
OFFICE = shutil.which("soffice")


@pytest.fixture
def one(make, db):
    """Somebody in the books."""
    person = make(Representative, name="周桂芳", phone="15400001234")
    db.session.commit()
    return person


@pytest.fixture
def colleague(people):
    """Another person of the office."""
    return people.seat("高远", Role.OFFICE, "市政协办公室")


def cells(answer):
    """Every cell of the first tab, as text."""
    return {str(cell) for row in book_in(answer).worksheets[0].iter_rows(values_only=True) for cell in row}


def asked_for(client, **cells):
    """The request that is made on the page of an export."""
    answer = take_out(client, ADDRESS, extent="full", **{"purpose": WHAT_FOR, **cells})
    assert answer.status_code == 302, answer.text
    return int(answer.location.rpartition("/")[2])


def post(client, number, verb, **data):
    """What becomes of a request."""
    return client.post(f"/exports/requests/{number}/{verb}", data=data)


def fetched(client, number):
    """The answer to the button of an approved request."""
    return client.post(ADDRESS, data={"request": number})


def test_a_copy_is_masked_numbered_and_registered(browser, people, one, db):
    answer = take_out(browser(people.office), f"{ADDRESS}?q=周桂芳")
    found, book = cells(answer), book_in(answer)
    row = db.session.scalar(select(Export))
    assert "154****1234" in found and "15400001234" not in found
    assert answer.headers["Cache-Control"] == "no-store"
    assert (row.sha256, row.size) == (hashlib.sha256(answer.data).hexdigest(), len(answer.data))
    assert (row.number, row.row_count, row.is_full) == (f"DC-{clock.today():%Y%m%d}-0001", 1, False)
    assert (row.user_id, row.address, row.way) == (people.office.user.id, "127.0.0.1", "page")
    assert "联系电话" in row.columns and "周桂芳" in row.range
    line = next(cell for cell in found if cell.startswith("导出人："))
    assert people.office.user.name in line and row.number in line and f"{clock.local(row.at):%Y-%m-%d %H:%M}" in line
    assert line == book.active.oddFooter.center.text and row.number in book.active.oddHeader.right.text
    assert number_in(book.custom_doc_props["liaison-import"].value) == row.number
    event = db.session.scalar(select(Event).where(Event.verb == "export.give"))
    assert (event.thing_id, event.changes["sha256"][1]) == (row.id, row.sha256)


def test_a_number_that_was_searched_for_stands_nowhere(browser, people, one, db):
    client, address = browser(people.office), f"{ADDRESS}?q=15400001234"
    answer = take_out(client, address)
    row = db.session.scalar(select(Export))
    assert (row.row_count, "154****1234" in row.range, "15400001234" in row.range) == (1, True, False)
    assert "15400001234" not in " ".join(cells(answer))
    for spelt in ("15400001234", "%20%31" + "5400001234"):
        answer = take_out(client, f"{ADDRESS}?q={spelt}", extent="full", purpose=WHAT_FOR)
        assert answer.status_code == 422, spelt
    assert "请换个条件找" in client.page.words
    assert db.session.query(ExportRequest).count() == 0


def test_the_register_is_never_changed(browser, people, one, db):
    take_out(browser(people.office), ADDRESS)
    for statement in (update(Export).values(row_count=0), Export.__table__.delete()):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(statement)
        db.session.rollback()


def test_whole_numbers_go_out_once_after_another_approved(browser, people, one, db):
    clerk, office = browser(people.office), browser(people.security)
    number = asked_for(clerk)
    assert fetched(clerk, number).status_code == 409
    office.get(f"/exports/requests/{number}")
    assert WHAT_FOR in office.page.words and "批准，可以下载一次" in office.page.words
    assert post(office, number, "approve").status_code == 302
    clerk.get(f"/exports/requests/{number}")
    assert "下载完整表" in clerk.page.words
    answer = fetched(clerk, number)
    assert "15400001234" in cells(answer) and any("含完整电话" in cell for cell in cells(answer))
    assert fetched(clerk, number).status_code == 409
    assert "已经下载过一次" in clerk.page.words
    row = db.session.scalar(select(Export).where(Export.is_full))
    assert (row.purpose, row.approved_by, row.request_id) == (WHAT_FOR, people.security.user.name, number)
    clerk.get(f"/exports/requests/{number}")
    assert "下载过了" in clerk.page.words
    verbs = db.session.scalars(select(Event.verb).where(Event.verb.like("export.%")).order_by(Event.id)).all()
    assert verbs == ["export.ask", "export.approve", "export.give"]


def test_nobody_approves_his_own(browser, people, one, colleague, db):
    office = browser(people.office)
    number = asked_for(office)
    assert post(office, number, "approve").status_code == 404
    assert post(browser(people.clerk), number, "approve").status_code == 404
    assert post(browser(people.auditor), number, "approve").status_code == 404
    assert "批准" not in office.get(f"/exports/requests/{number}").text.partition("<main")[2].partition("</main>")[0]
    with pytest.raises(DatabaseError):
        db.session.execute(update(ExportRequest).values(decided_by_id=people.office.user.id))
    db.session.rollback()
    assert post(browser(colleague), number, "approve").status_code == 302


@pytest.mark.sqlite
@pytest.mark.parametrize("is_asker_away", [True, False])
def test_nor_who_stands_in_for_whoever_asked_nor_the_other_way(browser, people, one, colleague, make, is_asker_away):
    away, there = (people.office, colleague) if is_asker_away else (colleague, people.office)
    number = asked_for(browser(people.office))
    today = clock.today()
    given = {"starts_on": today, "ends_on": today, "reason": "请假", "made_by": "刘芸", "made_at": clock.now()}
    proxy = make(Proxy, from_user_id=away.user.id, to_user_id=there.user.id, **given)
    client = browser(colleague)
    assert post(client, number, "approve").status_code == 409
    assert "要由另外的人批" in client.page.words
    proxy.ended_at = clock.now()
    assert post(client, number, "approve").status_code == 302


def test_an_approval_lasts_a_day(browser, people, one, db):
    clerk = browser(people.clerk)
    number = asked_for(clerk)
    post(browser(people.office), number, "approve")
    db.session.execute(update(ExportRequest).values(until=clock.now() - timedelta(seconds=1)))
    assert fetched(clerk, number).status_code == 409
    clerk.get(f"/exports/requests/{number}")
    assert "过了 24 小时，没有下载" in clerk.page.words
    assert asked_for(clerk) == number + 1


@pytest.mark.sqlite
@pytest.mark.parametrize("change", [{"q": "别人"}, {"status": "all"}])
def test_what_was_approved_is_that_list_and_for_whoever_asked(browser, people, one, change):
    clerk = browser(people.clerk)
    number = asked_for(clerk)
    post(browser(people.office), number, "approve")
    query = "&".join(f"{key}={word}" for key, word in change.items())
    assert clerk.post(f"{ADDRESS}?{query}", data={"request": number}).status_code == 409
    assert browser(people.office).post(ADDRESS, data={"request": number}).status_code == 409
    assert browser(people.other_clerk).get(f"/exports/requests/{number}").status_code == 404
    assert fetched(clerk, number).status_code == 200


@pytest.mark.sqlite
def test_a_request_says_what_for_is_refused_with_a_reason_and_can_be_withdrawn(browser, people, one):
    clerk, office = browser(people.clerk), browser(people.office)
    for purpose in ("", "工作", "。。。。。。。。"):
        answer = take_out(clerk, ADDRESS, extent="full", purpose=purpose)
        assert answer.status_code == 422 and "请写明要完整电话做什么" in clerk.page.words
    first = asked_for(clerk)
    assert "已经申请过" in take_out(clerk, ADDRESS, extent="full", purpose=WHAT_FOR).text
    assert post(office, first, "refuse").status_code == 422 and "请写明为什么不批" in office.page.words
    assert post(office, first, "refuse", reason="用打码的就够").status_code == 302
    assert post(office, first, "approve").status_code == 409
    clerk.get(f"/exports/requests/{first}")
    assert "用打码的就够" in clerk.page.words
    second = asked_for(clerk)
    assert post(office, second, "withdraw").status_code == 404
    assert post(clerk, second, "withdraw").status_code == 302
    assert post(office, second, "approve").status_code == 409


def test_two_at_once_get_one(browser, people, one, db):
    clerk = browser(people.clerk)
    number = asked_for(clerk)
    post(browser(people.office), number, "approve")
    given = (number, "representatives", ADDRESS, people.clerk.actor)
    leaving.use(*given)
    with pytest.raises(Refused, match="已经下载过一次"):
        leaving.use(*given)


def test_the_register_is_searched(browser, people, one, db):
    take_out(browser(people.clerk), ADDRESS)
    take_out_full(browser(people.office), browser(people.security), ADDRESS)
    auditor, row = browser(people.auditor), db.session.scalar(select(Export).where(Export.is_full))
    for asked, number in (("", 2), (f"words={row.number}", 1), (f"words={row.sha256}", 1), (f"words={WHAT_FOR}", 1),
                          ("kind=full", 1), ("kind=masked", 1), (f"words={people.clerk.user.name}", 1),
                          (f"until={clock.today() - timedelta(days=1)}", 0), ("words=没有%25这个", 0)):  # fmt: skip
        page = auditor.get(f"/exports?{asked}")
        assert page.text.count('<th scope="row"') == number, asked
    for role in ("office", "security"):
        assert browser(getattr(people, role)).get("/exports").status_code == 200
    for role in ("clerk", "member", "admin", "leader"):
        assert browser(getattr(people, role)).get("/exports").status_code == 404


def recognised(client, content, name="流出.xlsx"):
    """The page that says whose copy a file is."""
    answer = client.post("/exports/recognise", data={"file": (io.BytesIO(content), name)})
    return client.page.words if answer.status_code == 200 else answer.location


@pytest.mark.sqlite
def test_a_file_that_is_dropped_in_is_known_again(browser, people, one, db):
    auditor, content = browser(people.auditor), take_out(browser(people.clerk), ADDRESS).data
    take_out(browser(people.office), ADDRESS)
    row = db.session.scalar(select(Export).order_by(Export.id))
    assert f"是第 {row.number} 份" in (words := recognised(auditor, content))
    assert "一个字节也没有改过" in words and people.clerk.user.name in words
    book = load_workbook(io.BytesIO(content))
    book.active["B4"] = "改过的"
    assert "另存过或改过" in (words := recognised(auditor, saved(book))) and row.number in words
    del book.custom_doc_props["liaison-import"]
    assert "谁都能改" in (words := recognised(auditor, saved(book))) and row.number in words
    book.active.delete_rows(1, 50)
    for strange in (saved(book), b"PK\x03\x04", b"\0" * 100, b"<html>"):
        assert "认不出这份表" in recognised(auditor, strange)
    assert recognised(auditor, b"") == "/exports"
    assert db.session.query(Event).filter_by(verb="export.recognise").count() == 7
    assert browser(people.clerk).post("/exports/recognise").status_code == 404


def saved(book):
    """The bytes of a workbook."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_mark_cannot_be_made_by_hand(app):
    number = "DC-20261122-0001"
    for mark in (None, "", f"copy:{number}", f"copy:{number}:{'0' * 16}", f"template:{number}:x", "copy::"):
        assert number_in(mark) is None


@pytest.mark.sqlite
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed")
def test_the_mark_survives_another_program(browser, people, one, db, tmp_path):
    (tmp_path / "名单.xlsx").write_bytes(take_out(browser(people.clerk), ADDRESS).data)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "xlsx",
               "--outdir", tmp_path / "again", tmp_path / "名单.xlsx"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = (tmp_path / "again" / "名单.xlsx").read_bytes()
    number = db.session.scalar(select(Export.number))
    words = recognised(browser(people.auditor), content)
    assert number in words and "另存过或改过" in words


@pytest.mark.sqlite
def test_the_limit_of_a_day_is_said_in_one_sentence(browser, people, one, limits):
    limits("export.masked=2/86400")
    client = browser(people.office)
    assert [take_out(client, ADDRESS).status_code for _ in range(3)] == [200, 200, 429]
    assert "今天导出的次数已经到了上限" in client.page.words
    assert take_out(browser(people.clerk), ADDRESS).status_code == 200
    limits("export.masked=9/172800")
    assert take_out(client, ADDRESS).status_code == 200


@pytest.mark.sqlite
def test_whole_numbers_have_a_limit_of_their_own_and_the_approval_stays(browser, people, one, db, limits):
    clerk, office = browser(people.clerk), browser(people.office)
    limits("export=1/86400")
    assert take_out_full(clerk, office, ADDRESS).status_code == 200
    assert take_out_full(clerk, office, ADDRESS).status_code == 429
    assert [row.state for row in db.session.query(ExportRequest).order_by(ExportRequest.id)] == ["used", "approved"]
    assert take_out(clerk, ADDRESS).status_code == 200


def test_a_copy_that_fails_is_not_registered_and_its_approval_stays(browser, people, one, db, monkeypatch):
    clerk = browser(people.clerk)
    number = asked_for(clerk)
    post(browser(people.office), number, "approve")
    with transaction():
        db.session.execute(update(ExportRequest).values(listing="members"))
    assert fetched(clerk, number).status_code == 409
    assert db.session.get_one(ExportRequest, number).state == "approved"
    assert db.session.query(Export).count() == 0
