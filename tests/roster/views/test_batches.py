"""Pages of the files that were read in: the list, and taking one back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from liaison.core import clock
from liaison.jobs.actions import run_waiting
from liaison.roster.actions.imports import Noted, note
from liaison.roster.actions.imports.weighings import weighing_of
from liaison.roster.models import ImportBatch, Library, Representative
from liaison.roster.models.imports import CHECKING
from liaison.roster.queries.batches import is_in, written_before
from liaison.roster.views.batches import FEW, what_it_did
from tests.factories import first
from tests.statements import statements_sent


@pytest.fixture
def batch(make, people):
    """A book that 王敏 read in, with two new people."""
    batch = make(
        ImportBatch, kind="representatives", file_name="曲塘.xlsx", sha256="ab12cd34" + "0" * 56, imported_by="王敏",
        user_id=people.clerk.user.id, imported_at=clock.now(), counts={"created": 2, "rejected": 1},
        library_id=first(Library, code="Z06").id,
    )  # fmt: skip
    for name in ("周桂芳", "马长林"):
        bring_in(batch, make(Representative, name=name))
    return batch


def bring_in(batch, person):
    """Note a person as made by the batch."""
    cells = {c.name: getattr(person, c.name) for c in person.__table__.c if c.name not in ("id", "version")}
    note(batch, [Noted(f"representative:{person.id}", person.name, "representative", person.id, None, cells)])


def people_named(db, *names):
    """How many of them are there."""
    return len(db.session.scalars(select(Representative).where(Representative.name.in_(names))).all())


def undo_at(client, batch_id, **counts):
    """Press the button of the page that showed these counts."""
    page = client.get(f"/imports/{batch_id}/undo")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    shown = dict.fromkeys(("restored", "kept", "impossible"), 0) | counts
    return client.post(f"/imports/{batch_id}/undo", data={"csrf_token": token, **shown})


def test_the_list_says_who_when_which_file_and_what_it_did(db, browser, people, batch):
    db.session.commit()
    page = browser(people.clerk).get("/imports").text
    link = f"/imports/{batch.id}/undo"
    for words in ("曲塘.xlsx", "ab12cd34", batch.sha256, "王敏", "新增 2 · 没有收 1", "已导入", link):
        assert words in page


def test_others_see_only_what_their_organisation_read_in(db, browser, people, batch):
    db.session.commit()
    assert "曲塘.xlsx" not in browser(people.other_clerk).get("/imports").text
    assert browser(people.other_clerk).get(f"/imports/{batch.id}/undo").status_code == 404
    colleague = people.seat("钱进", people.clerk.seat.role, "曲塘镇政协工委")
    db.session.commit()
    for person in (colleague, people.office):
        assert "曲塘.xlsx" in browser(person).get("/imports").text
        assert browser(person).get(f"/imports/{batch.id}/undo").status_code == 200
    assert browser(people.member).get("/imports").status_code == 404


def test_the_list_is_filtered(db, browser, people, make, batch):
    make(ImportBatch, kind="contacts", file_name="台账.xlsx", sha256="1" * 64, imported_by="刘芸", state=CHECKING,
         imported_at=clock.now())  # fmt: skip
    db.session.commit()
    office = browser(people.office)
    assert "接着办" in office.get("/imports").text
    for query, shown, hidden in (
        ("kind=representatives", "曲塘.xlsx", "台账.xlsx"), ("state=checking", "台账.xlsx", "曲塘.xlsx"),
        (f"library={batch.library_id}", "曲塘.xlsx", "台账.xlsx"),
    ):  # fmt: skip
        page = office.get(f"/imports?{query}").text
        assert shown in page and hidden not in page
    assert "没有这样的导入" in office.get("/imports?state=dropped").text


def files_listed(client, state):
    """The files and takings back that the list shows in a state."""
    page = client.get(f"/imports?state={state}").text
    return re.findall(r'href="/imports/(\d+)">', page.partition("<tbody>")[2].partition("</tbody>")[0])


def test_the_list_is_filtered_by_what_it_shows(db, browser, people, batch):
    db.session.commit()
    client, one = browser(people.clerk), str(batch.id)
    assert (files_listed(client, "written"), files_listed(client, "undone")) == ([one], [])
    undo = undo_at(client, batch.id, restored=2).headers["Location"].rpartition("/")[2]
    assert files_listed(client, "written") == [] and files_listed(client, "undone") == [one]
    redo = undo_at(client, int(undo), restored=2).headers["Location"].rpartition("/")[2]
    assert (files_listed(client, "written"), files_listed(client, "undone")) == ([one], [])
    assert {redo, undo} <= set(files_listed(client, "taking_back"))


@pytest.mark.parametrize(("counts", "words"), [
    ({"created": 3, "updated": 2, "rejected": 12, "foreign": 12, "memberships": 5}, "新增 3 · 更新 2 · 不在本镇 12"),
    ({"unchanged": 7, "rejected": 5, "foreign": 2, "skipped": 1}, "不变 7 · 没有收 3 · 不在本镇 2 · 跳过 1"),
    ({"rejected": 4}, "没有收 4"), ({}, "没有行"),
])  # fmt: skip
def test_what_a_file_did_in_words(counts, words):
    assert what_it_did(counts) == words


def test_the_list_asks_as_often_for_many_as_for_few(db, browser, people, make, batch):
    db.session.commit()
    client = browser(people.office)
    client.get("/imports")
    with statements_sent() as few:
        client.get("/imports")
    for n in range(30):
        make(ImportBatch, kind="members", file_name=f"{n}.xlsx", sha256="1" * 64, imported_by="刘芸",
             imported_at=clock.now(), library_id=batch.library_id)  # fmt: skip
    db.session.commit()
    with statements_sent() as many:
        assert "29.xlsx" in client.get("/imports").text
    assert len(many) == len(few)


def test_each_thing_is_named_before_it_is_done(db, browser, people, make, batch):
    edited = db.session.scalars(select(Representative).where(Representative.name == "马长林")).one()
    edited.unit_title = "种粮大户"
    db.session.commit()
    client = browser(people.clerk)
    page = client.get(f"/imports/{batch.id}/undo").text
    button = "撤销：还原 1 人，保留 1 人"
    named = ("周桂芳", "马长林", "删掉这次导入新增的")
    for words in (*named, "工作单位及职务现在是“种粮大户”", button):
        assert words in page
    answer = undo_at(client, batch.id, restored=1, kept=1)
    undo = db.session.scalars(select(ImportBatch).where(ImportBatch.undoes_id == batch.id)).one()
    assert answer.headers["Location"] == f"/imports/{undo.id}"
    assert people_named(db, "周桂芳") == 0 and people_named(db, "马长林") == 1
    assert (undo.imported_by, undo.user_id) == ("王敏", people.clerk.user.id)
    again = client.get(f"/imports/{batch.id}/undo")
    assert again.headers["Location"] == f"/imports/{undo.id}"
    assert "撤销：曲塘.xlsx" in client.get("/imports").text


def test_the_page_of_an_undo_names_what_stayed(db, browser, people, batch):
    edited = db.session.scalars(select(Representative).where(Representative.name == "马长林")).one()
    edited.unit_title = "种粮大户"
    db.session.commit()
    client = browser(people.clerk)
    page = client.get(undo_at(client, batch.id, restored=1, kept=1).headers["Location"]).text
    for words in ("保留的 1 人", "马长林", "工作单位及职务现在是“种粮大户”"):
        assert words in page


def test_a_library_shows_its_books_and_not_their_undos(db, browser, people, batch):
    db.session.commit()
    client = browser(people.clerk)
    undo_at(client, batch.id, restored=2)
    page = client.get(f"/libraries/{batch.library_id}").text
    assert page.count("曲塘.xlsx") == 1 and "已撤销" in page


def test_what_changed_since_is_shown_again(db, browser, people, batch):
    db.session.commit()
    client = browser(people.clerk)
    answer = undo_at(client, batch.id, restored=1, kept=1)
    assert answer.headers["Location"] == f"/imports/{batch.id}/undo"
    assert "资料刚刚有变化" in client.get(answer.headers["Location"]).text
    assert people_named(db, "周桂芳", "马长林") == 2


@pytest.fixture
def many(make, batch):
    """A book that brought in 212."""
    for _ in range(210):
        bring_in(batch, make(Representative, name="张建国"))
    return batch


def done_by_worker(db, answer):
    """Let a worker do what the answer leads to; gives where the job's page leads then."""
    db.session.commit()
    assert "/jobs/" in answer.headers["Location"]
    run_waiting()
    db.session.expire_all()
    return answer.headers["Location"]


def marked(page):
    """What the button of a page of a large book sends."""
    return {"mark": page.split('name="mark" value="')[1].split('"')[0]}


def weighed_page(db, client, batch_id):
    """The page of a large book, weighed by a worker."""
    job = done_by_worker(db, client.post(f"/imports/{batch_id}/weigh"))
    there = client.get(job).headers["Location"]
    assert there == f"/imports/{batch_id}/undo"
    return client.get(there).text


def test_many_things_are_weighed_shown_in_pages_and_taken_back_by_a_worker(db, browser, people, many):
    db.session.commit()
    client, address = browser(people.clerk), f"/imports/{many.id}/undo"
    first = client.get(address).headers["Location"]
    assert "先算一遍" in client.get(first).text and f'action="{first}"' in client.get(f"/imports/{many.id}").text
    page = weighed_page(db, client, many.id)
    assert page.count('scope="row"') == FEW and "看全部 212 人" in page and "撤销：还原 212 人" in page
    last = client.get(f"{address}?show=restored&page=5").text
    assert last.count('scope="row"') == 12 and "第 201–212 人" in last
    job = done_by_worker(db, client.post(address, data=marked(page)))
    assert client.get(job).headers["Location"] == address
    assert people_named(db, "张建国", "周桂芳") == 0
    undo = db.session.scalars(select(ImportBatch).where(ImportBatch.undoes_id == many.id)).one()
    assert client.get(address).headers["Location"] == f"/imports/{undo.id}"
    assert weighing_of(many, client.application.config["INSTANCE"]) is None


def test_a_page_of_a_large_book_asks_as_often_whatever_its_length(db, browser, people, make, many):
    db.session.commit()
    client = browser(people.clerk)
    weighed_page(db, client, many.id)
    with statements_sent() as few:
        client.get(f"/imports/{many.id}/undo")
    for _ in range(100):
        bring_in(many, make(Representative, name="张建国"))
    weighed_page(db, client, many.id)
    with statements_sent() as lots:
        assert "看全部 312 人" in client.get(f"/imports/{many.id}/undo").text
    assert len(few) == len(lots)


def test_a_large_book_that_changed_since_is_shown_again_and_nothing_is_done(db, browser, people, many):
    db.session.commit()
    client = browser(people.clerk)
    page, address = weighed_page(db, client, many.id), f"/imports/{many.id}/undo"
    edited = db.session.scalars(select(Representative).where(Representative.name == "马长林")).one()
    edited.unit_title = "种粮大户"
    done_by_worker(db, client.post(address, data=marked(page)))
    assert people_named(db, "周桂芳") == 1
    page = client.get(address).text
    assert "资料刚刚有变化" in page and "还原 211 人，保留 1 人" in page
    done_by_worker(db, client.post(address, data=marked(page)))
    assert people_named(db, "周桂芳", "马长林") == 1


def test_a_large_book_asked_for_twice_is_weighed_once(db, browser, people, many):
    db.session.commit()
    client = browser(people.clerk)
    jobs = {client.post(f"/imports/{many.id}/weigh").headers["Location"] for _again in range(2)}
    assert len(jobs) == 1


def test_the_weighing_of_another_import_of_that_number_is_not_shown(db, browser, people, many):
    db.session.commit()
    client = browser(people.clerk)
    weighed_page(db, client, many.id)
    many.sha256 = "f" * 64
    db.session.commit()
    assert client.get(f"/imports/{many.id}/undo").headers["Location"] == f"/imports/{many.id}/weigh"


def test_a_small_book_needs_no_worker(db, browser, people, batch):
    db.session.commit()
    answer = browser(people.clerk).post(f"/imports/{batch.id}/weigh")
    assert answer.headers["Location"] == f"/imports/{batch.id}/undo"


def test_a_batch_without_notes_says_so(db, browser, people, make):
    old = make(ImportBatch, kind="members", file_name="旧.xlsx", sha256="1" * 64, imported_by="刘芸",
               imported_at=clock.now())  # fmt: skip
    db.session.commit()
    page = browser(people.office).get(f"/imports/{old.id}/undo").text
    assert "没有记下原来的内容" in page and "btn--danger" not in page


def test_what_was_taken_back_and_brought_again_is_said_so(db, browser, people, batch):
    db.session.commit()
    client = browser(people.clerk)
    undo = undo_at(client, batch.id, restored=2).headers["Location"]
    client.get(f"/imports/{batch.id}")
    assert "已撤销" in client.page.words and "资料回到了导入以前" in client.page.words
    again = client.get(f"{undo}/undo")
    assert "还原这次导入？" in again.text
    redo = undo_at(client, int(undo.rpartition("/")[2]), restored=2).headers["Location"]
    client.get(redo)
    assert "还原了一次导入" in client.page.words
    client.get(f"/imports/{batch.id}")
    assert "已撤销，后来又还原了" in client.page.words and "资料回到了导入以前" not in client.page.words
    assert f"{redo}/undo" in client.get(f"/imports/{batch.id}").text
    client.get(undo)
    assert "后来又还原了" in client.page.words
    client.get("/imports")
    for words in ("已撤销，后来又还原了", "还原： 曲塘.xlsx", "撤销： 曲塘.xlsx"):
        assert words.replace(" ", "") in client.page.words.replace(" ", "")
    client.get(f"/libraries/{batch.library_id}")
    assert "已撤销，后来又还原了" in client.page.words
    undo_at(client, int(redo.rpartition("/")[2]), restored=2)
    client.get(f"/imports/{batch.id}")
    assert "后来又还原了" not in client.page.words and "资料回到了导入以前" in client.page.words


def test_a_file_counts_as_written_while_its_rows_are_in(db, browser, people, batch):
    db.session.commit()
    client = browser(people.clerk)
    assert written_before(batch.kind, batch.sha256) == batch
    undo = undo_at(client, batch.id, restored=2).headers["Location"]
    db.session.expire_all()
    assert (written_before(batch.kind, batch.sha256), is_in(batch)) == (None, False)
    undo_at(client, int(undo.rpartition("/")[2]), restored=2)
    db.session.expire_all()
    assert (written_before(batch.kind, batch.sha256), is_in(batch)) == (batch, True)
