"""Whole books taken back and brought again: every table is as it was, whatever the book did."""

from __future__ import annotations

import openpyxl
import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.core.db import db as database
from liaison.roster.actions import ANNUAL_UPDATE, MEMBERS, REPRESENTATIVES, change_representative
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from liaison.roster.models import ImportBatch, Member, Membership, Representative, WaitingRow
from tests.haian import FOLDER

MODELS = (Representative, Membership, Member, WaitingRow)
BOOKS = sorted((FOLDER / "libraries").glob("*.xlsx"))


def standing():
    """All rows of the tables that books write, but for their versions."""
    return {
        model.__tablename__: sorted(
            (tuple(value for key, value in row._mapping.items() if key != "version") for row in rows), key=repr
        )
        for model in MODELS
        if (rows := database.session.execute(select(model.__table__)))
    }  # fmt: skip


def read_in(kind, path, **answers):
    """The batch that a file leaves."""
    take_in_own(kind, path, SYSTEM, **answers)
    return database.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()


@pytest.fixture
def two_books(db):
    """The libraries of 经济界 and of a town, of which people are in others too."""
    for path in (BOOKS[0], BOOKS[-1]):
        read_in(REPRESENTATIVES, path)
    return db


def back_and_again(kind, path):
    """Read a file in, take it back, take that back: each time everything is as it should be."""
    before = standing()
    batch = read_in(kind, path)
    after = standing()
    assert after != before
    found = taking_back(batch)
    assert not found.kept and not found.impossible and found.restored
    undo = take_back(batch, SYSTEM)
    assert standing() == before
    take_back(undo, SYSTEM)
    assert standing() == after


@pytest.mark.parametrize("number", [1, -2])
def test_a_library_book(two_books, number):
    back_and_again(REPRESENTATIVES, BOOKS[number])


def test_a_second_edition_of_a_book(two_books, tmp_path):
    book = openpyxl.load_workbook(BOOKS[0])
    sheet, path = book.active, tmp_path / BOOKS[0].name
    head = next(cell for row in sheet.iter_rows(max_row=5) for cell in row if str(cell.value).startswith("备注"))
    for row in range(head.row + 1, head.row + 8):
        sheet.cell(row, head.column).value = "今年新写的备注"
    book.save(path)
    back_and_again(REPRESENTATIVES, path)


def test_the_book_of_members(db):
    back_and_again(MEMBERS, FOLDER / "members.xlsx")


def test_the_yearly_revision(two_books):
    back_and_again(ANNUAL_UPDATE, FOLDER / "annual_update.xlsx")


def test_who_was_edited_since_stays_with_all_his_memberships(two_books, people):
    before = standing()
    batch = read_in(REPRESENTATIVES, BOOKS[1])
    new = select(Representative).where(Representative.id.not_in({row[0] for row in before["representative"]}))
    edited = database.session.scalars(new.order_by(Representative.id)).first()
    change_representative(edited, people.office.actor, edited.version, remark="刚刚核对过")
    found = taking_back(batch)
    assert [verdict.label.partition("（")[0] for verdict in found.kept] == [edited.name]
    assert "备注现在是“刚刚核对过”（刘芸" in found.kept[0].sentence
    take_back(batch, people.office.actor)
    left = database.session.scalars(select(Membership).where(Membership.representative_id == edited.id)).all()
    assert edited.remark == "刚刚核对过" and left
    assert len(standing()["representative"]) == len(before["representative"]) + 1


def test_the_same_book_can_be_read_in_again(two_books):
    batch = read_in(REPRESENTATIVES, BOOKS[1])
    after, counts = standing(), batch.counts
    take_back(batch, SYSTEM)
    again = read_in(REPRESENTATIVES, BOOKS[1])
    assert again.id != batch.id and again.counts == counts
    assert {name: len(rows) for name, rows in standing().items()} == {name: len(rows) for name, rows in after.items()}


def test_each_person_is_told_from_others_of_his_name(db):
    found = taking_back(read_in(REPRESENTATIVES, BOOKS[-1]))
    people = {f"representative:{one.id}": one for one in db.session.scalars(select(Representative))}
    told = {verdict.unit: verdict.label for verdict in found.restored}
    for unit, one in people.items():
        assert told[unit] == f"{one.name}（{one.area.name}，尾号 {one.phone_tail}）"
