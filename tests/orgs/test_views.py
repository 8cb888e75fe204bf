"""The pages of the lists and the calendar: everybody reads, the office changes, nothing is lost."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from sqlalchemy import select

from liaison.audit.models import Event
from liaison.core.calendar import working_days
from liaison.orgs.models import Area, Category, Organisation, Sector, Station
from liaison.orgs.queries import rows_exported
from liaison.orgs.sheets import LISTS
from tests.factories import first

NEW_SECTOR = {"code": "S18", "name": "渔业界", "aliases": "渔业", "seats": "3"}


@pytest.fixture
def office(browser, people):
    """The office's browser."""
    return browser(people.office)


def events(db, verb):
    """The events of a verb, oldest first."""
    return db.session.scalars(select(Event).where(Event.verb == verb).order_by(Event.id)).all()


def change(client, thing, one, **cells):
    """Post a row's form with these cells changed."""
    columns = {c.key: getattr(thing, c.key) for c in LISTS[one].editable}
    filled = {key: "" if value in (None, False) else str(value) for key, value in columns.items()}
    data = {k: v for k, v in filled.items() if v} | {"version": thing.version} | cells
    return client.post(f"/reference/{LISTS[one].slug}/{thing.id}", data=data)


def test_the_overview_counts_every_list(office):
    office.get("/reference")
    for words in ("在用 17 个", "在用 119 类", "在用 253 个", "在用 83 家", "在用 42 间", "在用 31 个"):
        assert words in office.page.words


def test_each_list_has_its_pages(office):
    for one in LISTS.values():
        number = first(one.model).id
        for path in ("", "/new", f"/{number}"):
            assert office.get(f"/reference/{one.slug}{path}").status_code == 200


def test_each_list_read_back_from_its_download_is_the_same(office):
    for one in LISTS.values():
        answer = office.get(f"/reference/{one.slug}/download.xlsx")
        reading = one.sheet.read(io.BytesIO(answer.data))
        found = [plain(parsed.values) for parsed in reading.parsed()]
        assert found == [plain(row) for row in rows_exported(one)], one.title


def plain(row):
    """A row's cells, comparable: numbers to six places, blank and missing alike."""
    return {key: round(float(v), 6) if isinstance(v, float | Decimal) else v or None for key, v in row.items()}


def test_what_is_not_there_is_404(office):
    wrong = ("reference/nothing", "reference/sectors/99999", f"reference/sectors/{10**20}", "calendar/1999")
    assert [office.get(f"/{path}").status_code for path in wrong] == [404] * 4


def test_a_list_is_narrowed_by_word_filter_and_state(office, db):
    town = first(Area, name="曲塘镇")
    office.get(f"/reference/areas?word=胡庄&parent_id={town.id}")
    assert "区镇和村（社区）：1 个" in office.page.words
    office.get("/reference/areas?parent_id=nonsense")
    assert "没有对得上的" in office.page.words
    office.get("/reference/organisations?kind_title=工作组")
    assert "单位：3 家" in office.page.words
    office.get("/reference/categories?topic=养老")
    assert "诉求类别：4 类" in office.page.words
    first(Area, name="胡庄村").is_active = False
    office.get("/reference/areas?word=胡庄&status=已停用")
    assert "区镇和村（社区）：1 个" in office.page.words
    office.get("/reference/areas?word=胡庄")
    assert "没有对得上的" in office.page.words


def test_the_office_adds_a_row_which_is_then_on_offer(office, db):
    answer = office.post("/reference/sectors/new", data=NEW_SECTOR)
    assert answer.headers["Location"] == "/reference/sectors"
    assert first(Sector, code="S18").seats == 3
    assert events(db, "reference.add")[-1].label == "界别 渔业界"


def test_a_name_that_is_taken_is_said_beside_the_cell(office, db):
    answer = office.post("/reference/sectors/new", data={**NEW_SECTOR, "name": "农业界"})
    assert answer.status_code == 409
    assert "名单里已经有“农业界”了，请换一个名称" in office.page.words
    assert first(Sector, code="S18") is None
    assert "S18" in answer.text


def test_a_row_without_its_name_is_asked_for(office, db):
    answer = office.post("/reference/sectors/new", data={**NEW_SECTOR, "name": " "})
    assert answer.status_code == 422
    assert "请填名称" in office.page.words


def test_a_changed_cell_is_stored_with_its_event_in_words(office, db):
    lamp = first(Category, name="路灯照明")
    energy = first(Organisation, name="市供电公司")
    assert change(office, lamp, "categories", unit_id=str(energy.id)).status_code == 302
    assert first(Category, name="路灯照明").unit_id == energy.id
    event = events(db, "reference.change")[-1]
    assert event.changes == {"默认承办单位": ["市住房和城乡建设局", "市供电公司"]}


def test_saving_without_a_change_leaves_no_event(office, db):
    assert change(office, first(Category, name="路灯照明"), "categories").status_code == 302
    assert events(db, "reference.change") == []


def test_of_two_who_change_a_row_the_second_sees_what_changed(office, db, browser, people):
    sector = first(Sector, name="农业界")
    old = sector.version
    assert change(office, sector, "sectors", seats="25").status_code == 302
    other = browser(people.admin)
    answer = change(other, first(Sector, name="农业界"), "sectors", seats="26", version=str(old))
    assert answer.status_code == 409
    assert "现在是“25”" in other.page.words
    assert first(Sector, name="农业界").seats == 25
    again = first(Sector, name="农业界").version
    assert f'name="version" value="{again}"' in answer.text
    assert change(other, first(Sector, name="农业界"), "sectors", seats="26", version=str(again)).status_code == 302
    assert first(Sector, name="农业界").seats == 26


def test_sections_are_edited_with_their_unit(office, db):
    housing = first(Organisation, name="市住房和城乡建设局")
    old = housing.version
    change(office, housing, "organisations", section_names="城建科；智慧城建科")
    housing = first(Organisation, name="市住房和城乡建设局")
    assert housing.section_names == "城建科；智慧城建科"
    assert len(housing.sections) == 7
    assert housing.version == old + 1


def test_a_village_must_lie_in_the_town(office, db):
    station, other = first(Station, code="ST06"), first(Area, name="李堡镇")
    answer = change(office, station, "stations", area_id=str(other.id))
    assert answer.status_code == 409
    assert "不在这个区镇，请重选村（社区）" in office.page.words


def test_a_town_unit_needs_its_town(office, db):
    data = {"code": "X1", "name": "新区", "kind_title": "区镇"}
    assert office.post("/reference/organisations/new", data=data).status_code == 409
    assert "请选所在区镇" in office.page.words


def test_retire_and_undo(office, db):
    sector = first(Sector, name="特邀界")
    office.post(f"/reference/sectors/{sector.id}/retire")
    assert not first(Sector, name="特邀界").is_active
    office.get("/reference/sectors")
    assert "已停用“特邀界”" in office.page.words
    office.post(f"/reference/sectors/{sector.id}/restore")
    assert first(Sector, name="特邀界").is_active
    assert [event.verb for event in events(db, "reference.retire") + events(db, "reference.restore")] == [
        "reference.retire", "reference.restore",
    ]  # fmt: skip


def test_a_member_reads_and_changes_nothing(browser, people, db):
    member = browser(people.member)
    sector = first(Sector, name="特邀界")
    assert member.get("/identity-types").status_code == 200
    assert member.get("/reference/sectors").status_code == 200
    assert "加一个" not in member.page.words
    for path in ("new", f"{sector.id}", f"{sector.id}/retire", f"{sector.id}/restore"):
        assert member.post(f"/reference/sectors/{path}", data=NEW_SECTOR).status_code == 404
    assert first(Sector, name="特邀界").is_active


def test_nobody_signs_in_first(browser, db):
    assert browser().get("/reference").status_code == 302


def test_the_catalogue_and_the_stations_in_full(office):
    office.get("/identity-types")
    assert "17 个界别，119 类身份" in office.page.words
    assert "种粮大户" in office.page.words
    office.get("/stations")
    assert "联络室：42 间" in office.page.words


def test_the_calendar_marks_holidays_and_moved_days(office):
    office.get("/calendar/2026")
    assert "放假安排已公布" in office.page.words
    assert "1 休 2 休" in office.page.words
    assert "4 班" in office.page.words
    office.get("/calendar/2031")
    assert "未公布" in office.page.words
    assert office.get("/calendar").status_code == 200


def test_a_year_is_marked_announced_and_back(office, db):
    office.post("/calendar/2027/announced", data={"announced": "1"})
    assert 2027 in working_days().announced
    office.post("/calendar/2027/announced", data={})
    assert 2027 not in working_days().announced
    assert [event.changes for event in events(db, "calendar.mark_year")] == [
        {"已公布": [False, True]}, {"已公布": [True, False]},
    ]  # fmt: skip
