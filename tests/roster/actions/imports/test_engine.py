"""One engine for commands and pages: a dry run says what the real run does, and what it does is noted whole."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.core.db import db as database
from liaison.core.intake import Given
from liaison.roster.actions import ANNUAL_UPDATE, MEMBERS, REPRESENTATIVES, leave
from liaison.roster.actions.imports.engine import take_in, try_again, try_out, write
from liaison.roster.actions.imports.turns import newest_event
from liaison.roster.models import ImportBatch, ImportChange, Member, Representative, WaitingRow
from tests.roster.haian import CONSOLIDATED, FOLDER, books

REVISION = FOLDER / "annual_update.xlsx"
HEADINGS = ("操作", "姓名", "原联系电话", "联系电话", "界别", "身份特征类型", "所在区镇")


def reading_of(kind, *rows):
    """Rows, the first of them headings, as a book that was read."""
    workbook, stream = Workbook(), io.BytesIO()
    for cells in rows:
        workbook.active.append(cells)
    workbook.save(stream)
    stream.seek(0)
    return kind.sheet.read(stream, filename="书.xlsx")


@pytest.mark.parametrize(
    ("kind", "path"),
    [(REPRESENTATIVES, books("Z15")[0]), (REPRESENTATIVES, CONSOLIDATED), (MEMBERS, FOLDER / "members.xlsx"),
     (ANNUAL_UPDATE, REVISION)],
)  # fmt: skip
def test_a_dry_run_says_what_the_real_run_does(db, kind, path):
    reading, given = kind.sheet.read(path), Given(path.name, "")
    dry = try_out(kind, reading, replace(given, is_dry=True), SYSTEM).report
    real = take_in(kind, reading, given, SYSTEM)
    assert dry.rows == real.rows
    assert (dry.counts, dry.memberships) == (real.counts, real.memberships)


def test_it_is_tried_again_when_something_has_happened_meanwhile(db):
    path = books("Z16")[0]
    reading = REPRESENTATIVES.sheet.read(path)
    tried = try_out(REPRESENTATIVES, reading, Given(path.name, ""), SYSTEM)
    assert try_again(REPRESENTATIVES, reading, tried, SYSTEM) is tried
    take_in(REPRESENTATIVES, reading, Given(path.name, ""), SYSTEM)
    db.session.flush()
    again = try_again(REPRESENTATIVES, reading, tried, SYSTEM)
    assert (again.report.counts["created"], again.report.counts["unchanged"]) == (0, tried.report.counts["created"])
    assert write(REPRESENTATIVES, again, SYSTEM) is None


def test_who_signs_in_does_not_count_as_a_change(db, people):
    before = newest_event()
    assert people.office.user.id
    people.office.user.must_change = False
    db.session.flush()
    assert newest_event() == before


def whole_row(change):
    """The row that a change speaks of, as it stands."""
    table = database.metadata.tables[change.thing]
    return database.session.execute(select(table).where(table.c.id == change.thing_id)).mappings().one()


@pytest.mark.parametrize(("kind", "path"), [(REPRESENTATIVES, books("Z15")[0]), (MEMBERS, FOLDER / "members.xlsx")])
def test_everything_that_was_made_is_noted_whole(db, kind, path):
    take_in(kind, kind.sheet.read(path), Given(path.name, ""), SYSTEM)
    db.session.flush()
    made = db.session.scalars(select(ImportChange).where(ImportChange.before.is_(None))).all()
    assert len(made) > 70
    for change in made:
        row = whole_row(change)
        given = {key for key, value in row.items() if value not in (None, "", {}, [])}
        assert given - {"id", "version", "phone_key", "phone_tail_key"} <= change.after.keys(), change.thing


def test_what_was_overwritten_is_noted_as_it_stood(db):
    take_in(REPRESENTATIVES, REPRESENTATIVES.sheet.read(books("Z16")[0]), Given("Z16.xlsx", ""), SYSTEM)
    before = {one.id: one.unit_title for one in db.session.scalars(select(Representative))}
    db.session.expire_all()
    take_in(REPRESENTATIVES, REPRESENTATIVES.sheet.read(books("M09")[0]), Given("M09.xlsx", ""), SYSTEM)
    last = db.session.scalars(select(ImportBatch.id).order_by(ImportBatch.id.desc())).first()
    updated = db.session.scalars(select(ImportChange).where(
        ImportChange.batch_id == last, ImportChange.thing == "representative", ImportChange.before.is_not(None)
    )).all()  # fmt: skip
    changed = [change for change in updated if "unit_title" in change.before]
    assert changed
    for change in changed:
        assert change.before["unit_title"] == before[change.thing_id]
        assert change.after["unit_title"] == whole_row(change)["unit_title"]


def test_of_a_member_only_what_the_policy_allows_is_overwritten(db, make):
    member = make(Member, no="HA1", name="王芳", party="群众", remark=None)
    reading = reading_of(MEMBERS, ("委员编号", "姓名", "界别", "政治面貌", "备注"),
                         ("HA1", "王芳", "农业界", "中共党员", "新任"))  # fmt: skip
    given = Given("委员.xlsx", "", policies={"party": "leave", "remark": "fill"})
    report = take_in(MEMBERS, reading, given, SYSTEM)
    assert report.rows[0].changes == {"remark": ("", "新任")}
    db.session.expire_all()
    assert (member.party, member.remark) == ("群众", "新任")


def test_a_sector_that_stays_keeps_its_identity_type(db, make):
    person = make(Representative, name="王芳", phone="15400001111")
    kept = person.sector_id, person.identity_type_id
    reading = reading_of(REPRESENTATIVES, ("姓名", "联系电话", "界别", "身份特征类型", "所在区镇"),
                         ("王芳", "15400001111", "教育界", "小学教师", "曲塘镇"))  # fmt: skip
    given = Given("Z06.xlsx", "", policies={"sector_id": "leave"})
    assert try_out(REPRESENTATIVES, reading, given, SYSTEM).report.counts["updated"] == 0
    take_in(REPRESENTATIVES, reading, given, SYSTEM)
    db.session.expire_all()
    assert (person.sector_id, person.identity_type_id) == kept


def test_a_revision_may_bring_somebody_back(db, make, people):
    person = make(Representative, name="王芳", phone="15400001111")
    leave(person, people.office.actor, "工作调动")
    db.session.flush()
    row = ("变更", "王芳", "15400001111", "15400002222", "农业界", "种粮大户", "曲塘镇")
    reading = reading_of(ANNUAL_UPDATE, HEADINGS, row)
    given = Given("Z06_微调.xlsx", "")
    assert take_in(ANNUAL_UPDATE, reading, given, SYSTEM).rows[0].faults[0].code == "PERSON_LEFT"
    place = reading.rows[0].sheet, reading.rows[0].number
    report = take_in(ANNUAL_UPDATE, reading, replace(given, choices={place: "same"}), SYSTEM)
    assert report.counts["updated"] == 1
    db.session.expire_all()
    assert (person.left_on, person.phone) == (None, "15400002222")
    assert db.session.scalars(select(WaitingRow.decision)).all() == ["same"], "the row that waited is settled"


def test_a_revision_does_not_give_somebody_the_number_of_his_namesake(db, make):
    make(Representative, name="王芳", phone="15400001111")
    other = make(Representative, name="王芳", phone="15400002222")
    row = ("变更", "王芳", "15400001111", "15400002222", "农业界", "种粮大户", "曲塘镇")
    report = take_in(ANNUAL_UPDATE, reading_of(ANNUAL_UPDATE, HEADINGS, row), Given("Z06.xlsx", ""), SYSTEM)
    assert (report.rows[0].faults[0].code, report.rows[0].candidate_id) == ("PHONE_CONFLICT", other.id)
