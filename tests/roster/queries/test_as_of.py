"""Lists as they stood on a day of the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from liaison.audit.actions import record
from liaison.core import clock
from liaison.core.db import db as database
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster import actions
from liaison.roster.models import Library, Member, Membership, Representative, Term
from liaison.roster.queries import as_of, library_list, roster_rows
from liaison.roster.queries.changes import KEYS
from tests.factories import first
from tests.statements import statements_sent

DAY = date(2025, 12, 31)
NEW_YEAR = clock.at(DAY + timedelta(days=10))


def names(rows):
    return [row["name"] for row in rows]


def change(person, actor, **cells):
    """Correct a person on 10 January."""
    told = {key: getattr(person, key) for key in ("name", "phone", *KEYS.values()) if hasattr(person, key)}
    wanted = {key: told[key] for key in ("name", "phone", "sector_id", "identity_type_id", "area_id", "village_id")}
    with clock.set_clock(NEW_YEAR):
        actions.change_representative(person, actor, person.version, **{**wanted, **cells})


def test_people_are_there_from_the_day_they_enter_until_the_day_they_leave(people, make):
    make(Representative, name="先出库", entered_on=date(2024, 1, 1), left_on=date(2025, 6, 1))
    make(Representative, name="当天出库", entered_on=date(2024, 1, 1), left_on=DAY)
    make(Representative, name="后出库", entered_on=date(2024, 1, 1), left_on=DAY + timedelta(days=1))
    make(Representative, name="还在", entered_on=DAY)
    make(Representative, name="后入库", entered_on=DAY + timedelta(days=1))
    assert sorted(names(as_of.people_on(people.office.actor, DAY, {}))) == ["后出库", "还在"]


def test_somebody_who_came_back_was_away(people, make):
    person = make(Representative, name="回来的", left_on=date(2025, 6, 1), left_reason="迁居外地")
    with clock.set_clock(NEW_YEAR):
        actions.restore(person, people.office.actor)
    office = people.office.actor
    assert as_of.people_on(office, DAY, {}) == []
    assert names(as_of.people_on(office, date(2025, 5, 31), {})) == ["回来的"]
    assert names(as_of.people_on(office, NEW_YEAR.date() + timedelta(days=1), {})) == ["回来的"]


def test_what_was_written_then_is_told(people, make):
    town, sector = first(Area, name="李堡镇"), first(Sector, name="教育界")
    person = make(Representative, name="周桂芳", phone="15400001111", unit_title="曲塘镇刘圩村")
    before = (person.area.name, person.sector.name, person.identity_type.name, person.village.name)
    change(
        person, people.office.actor, name="周桂方", phone="15400002222", sector_id=sector.id, area_id=town.id,
        identity_type_id=first(IdentityType, sector_id=sector.id).id, village_id=None, unit_title="李堡镇中心小学",
    )  # fmt: skip
    change(person, people.office.actor, name="周桂香")
    (then,) = as_of.people_on(people.office.actor, DAY, {})
    assert (then["name"], then["phone"], then["unit_title"]) == ("周桂芳", "154****1111", "曲塘镇刘圩村")
    assert (then["area_id"], then["sector_id"], then["identity_type_id"], then["village_id"]) == before
    (now,) = as_of.people_on(people.office.actor, clock.today() + timedelta(days=400), {})
    assert (now["name"], now["area_id"]) == ("周桂香", "李堡镇")


def test_an_import_that_was_taken_back_leaves_no_trace(people, make):
    """Its own event tells titles and names, the taking back tells keys and ids."""
    person, sector = make(Representative, unit_title="供销社"), first(Sector, name="教育界")
    former = person.sector
    imported = {"工作单位及职务": ["供销社", "中心小学"], "界别": [former.name, "教育界"]}
    restored = {
        "结果": [None, "还原"], "unit_title": ["中心小学", "供销社"], "sector_id": [sector.id, former.id],
        "left_on": ["2025-06-01", None],
    }  # fmt: skip
    with clock.set_clock(NEW_YEAR):
        record("representative.change", person, people.office.actor, changes=imported)
    with clock.set_clock(NEW_YEAR + timedelta(days=2)):
        record("import.restore", person, people.office.actor, changes=restored)
    between = as_of.past_of("representative", NEW_YEAR.date() + timedelta(days=1))
    assert between.values[person.id] == {"unit_title": "中心小学", "sector_id": "教育界"}
    before = as_of.past_of("representative", date(2025, 5, 31))
    assert before.values[person.id] == {"unit_title": "供销社", "sector_id": former.name}
    assert (between.away, before.away) == ({person.id}, set())


def test_filters_and_search_ask_what_was_written_then(people, make):
    person = make(Representative, name="周桂芳", phone="15400001111", unit_title="曲塘镇刘圩村")
    old_town, new_town = person.area_id, first(Area, name="李堡镇").id
    change(person, people.office.actor, name="孙志强", phone="15400002222", area_id=new_town, village_id=None)
    for found in ({"area": old_town}, {"q": "桂芳"}, {"q": "1111"}, {"q": "zhouguifang"}, {"q": "刘圩"}):
        assert names(as_of.people_on(people.office.actor, DAY, found)) == ["周桂芳"], found
    for missed in ({"area": new_town}, {"q": "志强"}, {"q": "2222"}, {"sector": 10**6}):
        assert as_of.people_on(people.office.actor, DAY, missed) == [], missed


def test_a_keeper_sees_who_stood_in_his_library(people, make):
    mine, other = people.librarian.seat.library_id, first(Library, code="Z06").id
    left = make(Representative, name="已经移出")
    make(Membership, representative_id=left.id, library_id=mine, ended_on=date(2026, 1, 5))
    make(Membership, representative_id=make(Representative, name="别的库").id, library_id=other)
    librarian = people.librarian.actor
    (row,) = as_of.people_on(librarian, DAY, {"library": mine})
    assert (row["name"], row["codes"]) == ("已经移出", "M10")
    assert as_of.people_on(librarian, date(2026, 1, 5), {"library": mine}) == []
    assert as_of.people_on(librarian, DAY, {"library": other}) == []


def test_today_is_the_list_itself(people, make):
    for number in range(3):
        person = make(Representative, name=f"某{'甲乙丙'[number]}")
        make(Membership, representative_id=person.id)
    make(Representative, left_on=date(2025, 1, 1))
    keys = [key for key in next(roster_rows(people.office.actor)) if key != "number"]
    now = [{key: row[key] for key in keys} for row in roster_rows(people.office.actor)]
    then = [{key: row[key] for key in keys} for row in as_of.people_on(people.office.actor, clock.today(), {})]
    assert sorted(then, key=str) == sorted(now, key=str)
    today = [tuple(row) for row in as_of.libraries_on(people.office.actor, clock.today())]
    assert today == [tuple(row) for row in library_list(people.office.actor)]


def test_libraries_are_counted_as_of_the_day(people, make):
    for ended in (None, date(2026, 1, 5), date(2025, 1, 5)):
        make(Membership, representative_id=make(Representative).id, ended_on=ended)
    library = first(Library, code="Z06")
    rows = {row.code: (row.people, row.shared) for row in as_of.libraries_on(people.office.actor, DAY)}
    assert (rows["Z06"], rows["M01"]) == ((2, 0), (0, 0))
    assert as_of.figures_on(library, DAY)["区镇"] == [("曲塘镇", 2)]


def test_members_serve_from_their_entry_or_their_first_term(people, make):
    make(Term, name="十五届", starts_on=date(2022, 1, 1))
    make(Term, name="十六届", starts_on=date(2026, 6, 1))
    make(Member, no="HA1", name="一直在任")
    make(Member, no="HA2", name="十五届的", first_term="十五届")
    make(Member, no="HA3", name="十六届的", first_term="十六届")
    make(Member, no="HA4", name="增补的", first_term="十五届", entered_on=date(2026, 1, 20))
    make(Member, no="HA5", name="已离任", left_on=DAY)
    assert names(as_of.members_on(people.office.actor, DAY, {})) == ["一直在任", "十五届的"]
    assert names(as_of.members_on(people.office.actor, date(2021, 1, 1), {})) == ["一直在任", "已离任"]


def test_what_was_written_of_a_member_is_told(people, make):
    member = make(Member, no="HA1", name="陈立平", unit="市供销社", phone="15400009876")
    with clock.set_clock(NEW_YEAR):
        actions.change_member(member, people.office.actor, member.version, unit="市商务局")
    (row,) = as_of.members_on(people.office.actor, DAY, {"q": "供销"})
    assert (row["unit"], row["id"]) == ("市供销社", member.id)
    assert as_of.members_on(people.office.actor, DAY, {"q": "商务"}) == []
    assert as_of.listed_members([row])[0].sector == "农业界"


@pytest.mark.parametrize("number", [2, 12])
def test_the_number_of_statements_does_not_grow(people, make, number):
    for place in range(number):
        person = make(Representative)
        make(Membership, representative_id=person.id)
        change(person, people.office.actor, name=f"某{'甲乙丙丁戊己庚辛壬癸子丑'[place]}")
    library = first(Library, code="Z06").id
    database.session.flush()
    with statements_sent() as asked:
        rows = as_of.people_on(people.office.actor, DAY, {"library": library})
    assert (len(as_of.listed_people(rows)), len(asked)) == (number, 3)
