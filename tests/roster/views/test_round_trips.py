"""What goes out and comes back: unchanged it changes nothing; three cells edited are exactly three changes."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select

from liaison.core.intake import UNCHANGED, UPDATED
from liaison.roster.models import ImportBatch, ImportRow, Library, Member, Membership, Representative
from tests.roster.views.test_imports import settle, upload
from tests.taking_out import take_out

ODD = {
    "unit_title": '=HYPERLINK("http://127.0.0.1:9")', "remark": "第一行\n第二行，320621197001011234",
    "name": "买买提·艾力",
}  # fmt: skip


@pytest.fixture
def six(make, db):
    """Six representatives in the first library, one of them with odd words."""
    library = db.session.scalars(select(Library).order_by(Library.id)).first()
    people = [make(Representative) for _ in range(6)]
    for key, value in ODD.items():
        setattr(people[0], key, value)
    for person in people:
        make(Membership, representative_id=person.id, library_id=library.id)
    db.session.commit()
    return people


def exported(client, address):
    """The workbook of a list."""
    return openpyxl.load_workbook(io.BytesIO(take_out(client, address).data))


def handed_in(client, db, book, kind):
    """The workbook handed in again and looked at; gives its batch."""
    content = io.BytesIO()
    book.save(content)
    answer = upload(client, content.getvalue(), "名单.xlsx", kind)
    if "/columns" in answer.location:
        answer = settle(client, answer)
    assert answer.status_code == 302, client.page.words
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()


def column_of(sheet, heading):
    """(heading row, column number) of a heading."""
    return next((cell.row, cell.column) for row in sheet.rows for cell in row if cell.value == heading)


@pytest.mark.parametrize(("kind", "address"), [
    ("representatives", "/representatives/export"), ("members", "/members/export"),
])  # fmt: skip
def test_a_list_that_comes_back_changes_nothing(browser, people, six, db, kind, address):
    assert people.member and people.other_member
    client = browser(people.office)
    batch = handed_in(client, db, exported(client, address), kind)
    total = {"representatives": 6, "members": db.session.query(Member).count()}[kind]
    assert {key: number for key, number in batch.counts.items() if number} == {UNCHANGED: total}


def test_three_cells_are_three_changes(browser, people, six, db):
    client = browser(people.office)
    book = exported(client, "/representatives/export")
    sheet = book.worksheets[0]
    edits = (("工作单位及职务", 1, "某村合作社社长"), ("学历", 3, "本科"), ("出生年月", 5, "1966-02"))
    olds = {}
    for heading, place, words in edits:
        top, column = column_of(sheet, heading)
        cell = sheet.cell(top + place, column)
        olds[heading], cell.value = cell.value, words
    batch = handed_in(client, db, book, "representatives")
    assert (batch.counts[UPDATED], batch.counts[UNCHANGED]) == (3, 3)
    rows = db.session.scalars(select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome == UPDATED))
    changes = [pair for row in rows for pair in row.changes.values()]
    assert sorted(map(tuple, changes)) == sorted((str(olds[h] or ""), words) for h, _place, words in edits)
    client.get(f"/imports/{batch.id}?tab=updated")
    assert all(words in client.page.words for _heading, _place, words in edits)
    assert db.session.query(Representative).filter_by(unit_title="某村合作社社长").count() == 0
