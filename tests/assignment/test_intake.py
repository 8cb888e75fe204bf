"""The office's list of pairs in, and out again."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import PAIR_LIST, draw_up, publish, set_places, year_named
from liaison.assignment.models import ENDED, PUBLISHED, SUPERSEDED, Pairing, Plan
from liaison.assignment.sheets import ASSIGNMENTS, COLUMNS, assignments_page
from liaison.audit.models import Event
from liaison.core import clock
from liaison.core.errors import FileRefused, Refused
from liaison.core.intake import Given
from liaison.core.sheets.writing import write_book
from liaison.roster.actions.imports.engine import try_out
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.models import Member, Representative

HAIAN = Path(__file__).parents[1] / "data" / "haian"


@pytest.fixture(autouse=True)
def sixth_of_may():
    with clock.set_clock(clock.at(date(2026, 5, 6))):
        yield


@pytest.fixture
def pairs_book(make, tmp_path):
    """A list of two members with three people, written as the office prints it; gives path, members, people."""
    members = [make(Member, no="HA15001", name="李世伟"), make(Member, no="HA15002", name="袁子宇")]
    people = [make(Representative, name=name) for name in ("刘浩", "黄国东", "余晓飞")]
    rows = [row_of(members[0], people[0], 1), row_of(members[0], people[1], 2), row_of(members[1], people[2], 1)]
    return write(tmp_path, rows), members, people


def row_of(person_served, person, slot, **other):
    """One row of the list."""
    member = person_served
    cells = {
        "no": member.no, "member": member.name, "member_sector": "农业界", "home": "曲塘镇", "slot": slot,
        "name": person.name, "sector": "农业界", "phone": person.phone, "area": "曲塘镇",
    }  # fmt: skip
    return {**cells, **other}


def write(folder, rows, year=2026):
    """The rows as a workbook of the office."""
    path = folder / "联系名单.xlsx"
    write_book(path, [assignments_page(rows, year)])
    return path


def take(path, year=2026):
    """Read and take in a list."""
    return take_in_own(PAIR_LIST, path, SYSTEM, year=year)


def counts(report):
    """The outcomes that occur."""
    return {outcome: number for outcome, number in report.counts.items() if number}


def causes(report):
    """`[(outcome, code, column)]` of the rows that wait."""
    return [(row.outcome, row.faults[0].code, row.faults[0].column) for row in report.waiting]


def test_the_first_list_of_a_year_becomes_its_plan(db, pairs_book):
    path, members, people = pairs_book
    report = take(path)
    plan = queries.recorded_plan(2026)
    assert counts(report) == {"created": 3}
    assert report.outcome == "accept"
    assert (plan.state, plan.source, plan.made_by) == (PUBLISHED, "导入", "系统")
    assert [(r.slot, r.name) for r in queries.current_five(members[0].id)] == [(1, "刘浩"), (2, "黄国东")]
    assert {p.started_on for p in db.session.scalars(select(Pairing))} == {date(2026, 1, 1)}
    assert plan.figures["pairs"] == 3
    events = db.session.scalars(select(Event).where(Event.thing == "plan")).all()
    assert [event.verb for event in events] == ["plan.import"]
    assert queries.fixed_pairs(2026)[members[1].id] == {people[2].id}


def test_the_same_list_twice_changes_nothing(db, pairs_book):
    path, _members, _people = pairs_book
    take(path)
    before = db.session.scalar(select(func.count(Event.id)))
    assert counts(take(path)) == {"unchanged": 3}
    assert db.session.scalar(select(func.count(Event.id))) == before
    assert db.session.scalar(select(func.count(Plan.id))) == 1


def test_a_dry_run_stores_nothing_and_says_what_it_read(db, pairs_book):
    path, _members, _people = pairs_book
    given = Given(path.name, "", answers={"year": 2026}, is_dry=True, shows_values=True)
    report = try_out(PAIR_LIST, PAIR_LIST.sheet.read(path), given, SYSTEM).report
    assert counts(report) == {"created": 3}
    assert db.session.scalar(select(func.count(Plan.id))) == 0
    names = [value["value"] for value in report.values if value["field"] == "群众代表姓名"]
    assert names == ["刘浩", "黄国东", "余晓飞"]


def test_a_longer_list_fills_the_open_places(pairs_book, make, tmp_path):
    path, members, people = pairs_book
    take(path)
    newcomer = make(Representative, name="李芳")
    path = write(tmp_path, [row_of(members[0], people[0], 1), row_of(members[0], newcomer, 5)])
    assert counts(take(path)) == {"unchanged": 1, "created": 1}
    assert [row.slot for row in queries.current_five(members[0].id)] == [1, 2, 5]


def test_what_a_list_says_otherwise_waits(pairs_book, make, tmp_path):
    path, members, people = pairs_book
    take(path)
    newcomer = make(Representative, name="李芳")
    rows = [row_of(members[0], newcomer, 1), row_of(members[1], people[0], 2)]
    report = take(write(tmp_path, rows))
    assert causes(report) == [("review", "PLACE_TAKEN", "群众代表序号"), ("review", "PERSON_TAKEN", "群众代表姓名")]
    assert "李世伟委员的第 1 位已经有人" in report.waiting[0].sentence
    assert "刘浩已由李世伟委员联系" in report.waiting[1].sentence


def test_rows_that_cannot_be_taken(pairs_book, make, tmp_path):
    _path, members, people = pairs_book
    stranger = Representative(name="王二", phone="15499990000")
    namesake = Representative(name="刘涛", phone=people[0].phone)
    gone = make(Representative, name="范春富", left_on=date(2025, 3, 1))
    one, other = members
    rows = [
        row_of(one, people[0], 1), row_of(one, people[0], 1), row_of(one, people[1], 1), row_of(one, people[1], 6),
        row_of(one, stranger, 2), row_of(one, namesake, 2), row_of(one, gone, 2),
        row_of(other, people[1], 3, phone="138"), row_of(other, people[0], 4),
        row_of(one, people[1], 2, no="HA99999"), row_of(other, people[1], 2, member="袁子雨"),
    ]  # fmt: skip
    report = take(write(tmp_path, rows))
    assert counts(report) == {"created": 1, "duplicate": 1, "review": 5, "rejected": 4}
    assert causes(report) == [
        ("duplicate", "DUPLICATE", "委员编号"), ("review", "PLACE_TAKEN", "群众代表序号"),
        ("rejected", "SLOT", "群众代表序号"), ("rejected", "PERSON_UNKNOWN", "群众代表姓名"),
        ("review", "PHONE_CONFLICT", "联系电话"), ("review", "PERSON_LEFT", "群众代表姓名"),
        ("rejected", "PHONE_SHORT", "联系电话"), ("review", "PERSON_TAKEN", "群众代表姓名"),
        ("rejected", "MEMBER_UNKNOWN", "委员编号"), ("review", "NUMBER_TAKEN", "委员姓名"),
    ]  # fmt: skip
    assert stranger.phone not in report.waiting[3].sentence


def test_a_member_on_leave_gets_no_more_than_he_is_to_keep(pairs_book, make, tmp_path):
    _path, members, people = pairs_book
    set_places(2026, members[0], 1, "产假", SYSTEM)
    rows = [row_of(members[0], people[0], 1), row_of(members[0], people[1], 2)]
    report = take(write(tmp_path, rows))
    assert counts(report) == {"created": 1, "review": 1}
    assert causes(report) == [("review", "SLOT", "群众代表序号")]
    assert counts(take(write(tmp_path, rows, 2025), 2025)) == {"created": 2}


def test_a_list_leaves_drafts_of_its_year_alone(db, pairs_book):
    path, _members, _people = pairs_book
    draft = draw_up(2026, SYSTEM)
    take(path)
    plans = db.session.scalars(select(Plan).order_by(Plan.id)).all()
    assert [(plan.name, plan.state) for plan in plans] == [("第 1 稿", "draft"), ("第 2 稿", PUBLISHED)]
    assert queries.plan_of(2026) is draft


def test_a_list_of_a_past_year_is_history(db, pairs_book, make):
    path, members, people = pairs_book
    with clock.set_clock(clock.at(date(2026, 1, 2))):
        for _ in range(8):
            make(Representative)
        publish(draw_up(2026, SYSTEM), SYSTEM)
    take(path, 2024)
    plan = queries.recorded_plan(2024)
    pairs = db.session.scalars(select(Pairing).where(Pairing.plan_id == plan.id)).all()
    assert plan.state == ENDED
    assert {(p.is_current, p.started_on, p.ended_on, p.end_reason) for p in pairs} == {
        (False, date(2024, 1, 1), date(2024, 12, 31), SUPERSEDED)
    }
    assert queries.fixed_pairs(2024)[members[0].id] == {people[0].id, people[1].id}
    assert len(queries.fixed_pairs(2026)[members[0].id]) == 5
    assert counts(take(path, 2024)) == {"unchanged": 3}


def test_a_list_of_a_later_year_ends_the_plan_before_it(pairs_book, db):
    path, _members, _people = pairs_book
    take(path, 2025)
    take(path, 2026)
    assert [(p.year, p.state) for p in db.session.scalars(select(Plan).order_by(Plan.id))] == [
        (2025, ENDED), (2026, PUBLISHED)
    ]  # fmt: skip
    assert db.session.scalar(select(func.count(Pairing.id)).where(Pairing.is_current)) == 3


def test_the_year_stands_in_the_title(pairs_book, tmp_path):
    path, _members, _people = pairs_book
    assert year_named(PAIR_LIST.sheet.read(path), path.name) == 2026
    reading = PAIR_LIST.sheet.read(HAIAN / "assignments.xlsx")
    assert year_named(reading, "assignments.xlsx") is None
    assert year_named(reading, "2024年名单.xlsx") == 2024
    assert PAIR_LIST.guess(reading, "名单.xlsx", SYSTEM) == {"year": 2026}


def test_years_out_of_reach_and_other_files_are_refused(pairs_book):
    path, _members, _people = pairs_book
    with pytest.raises(Refused, match="请把年份写成"):
        take(path, 1998)
    with pytest.raises(FileRefused):
        take(HAIAN / "requests.xlsx")


def test_the_list_out_and_in_again_changes_nothing(pairs_book, tmp_path):
    path, _members, _people = pairs_book
    take(path)
    rows = queries.export_rows(SYSTEM, queries.recorded_plan(2026))
    again = write(tmp_path, rows)
    assert counts(take(again)) == {"unchanged": 3}
    assert [row["name"] for row in rows] == ["刘浩", "黄国东", "余晓飞"]


def test_the_list_is_printed_as_the_office_does(pairs_book, tmp_path):
    """Members' cells merged over their rows, text as text, no filter in the way of merged rows."""
    path, members, people = pairs_book
    people[0].unit_title = "=HYPERLINK(1)"
    take(path)
    book = openpyxl.load_workbook(write(tmp_path, queries.export_rows(SYSTEM, queries.recorded_plan(2026))))
    sheet = book.active
    office = openpyxl.load_workbook(HAIAN / "assignments.xlsx").active
    assert [cell.value for cell in sheet[2]] == [cell.value for cell in office[2]] == [c.title for c in COLUMNS]
    assert {"A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4"} <= {str(r) for r in sheet.merged_cells.ranges}
    assert not any(str(r).endswith("5:A5") for r in sheet.merged_cells.ranges)
    assert (sheet["B3"].value, sheet["B4"].value, sheet["B5"].value) == ("HA15001", None, "HA15002")
    assert (sheet["M3"].value, sheet["M3"].data_type, sheet["J3"].data_type) == (people[0].phone, "s", "s")
    assert sheet.auto_filter.ref is None
    assert sheet.title == ASSIGNMENTS.name == office.title


def test_a_blank_template_reads_back_empty(tmp_path):
    path = tmp_path / "empty.xlsx"
    write_book(path, [assignments_page([], 2026)])
    with pytest.raises(FileRefused):
        take(path)


@pytest.fixture
def haian(db, make):
    """The 309 members and the people of the stored list, without the rest of the libraries."""
    with (HAIAN / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    members = {row["member_no"]: row["member_name"] for row in rows}
    model = make(Member)
    person = make(Representative)
    places = {"sector_id": model.sector_id, "home_area_id": model.home_area_id}
    db.session.add_all(Member(no=no, name=name, **places) for no, name in members.items())
    kept = {"identity_type_id": person.identity_type_id, "area_id": person.area_id, "entered_on": date(2024, 1, 1)}
    db.session.add_all(
        Representative(name=r["rep_name"], phone=r["rep_phone"],
                       sector_id=person.sector_id, **kept)
        for r in rows
    )  # fmt: skip
    db.session.flush()
    return rows


def test_the_stored_list_equals_its_truth(db, haian, tmp_path):
    report = take(HAIAN / "assignments.xlsx", 2024)
    assert counts(report) == {"created": 1545}
    columns = (Member.no, Pairing.slot, Representative.name, Representative.phone)
    statement = select(*columns).join(Pairing.member).join(Pairing.representative).where(Pairing.is_current)
    found = {(no, str(slot), name, phone.full) for no, slot, name, phone in db.session.execute(statement)}
    assert found == {(r["member_no"], r["slot"], r["rep_name"], r["rep_phone"]) for r in haian}
    again = tmp_path / "again.xlsx"
    write_book(again, [assignments_page(queries.export_rows(SYSTEM, queries.recorded_plan(2024)), 2024)])
    assert counts(take(again, 2024)) == {"unchanged": 1545}


def test_a_file_that_breaks_off_leaves_nothing(db, pairs_book, tmp_path):
    path, _members, _people = pairs_book
    broken = tmp_path / "broken.xlsx"
    shutil.copy(path, broken)
    broken.write_bytes(broken.read_bytes()[:-200])
    with pytest.raises(FileRefused):
        take(broken)
    assert db.session.scalar(select(func.count(Plan.id))) == 0
