"""The shipped lists go in whole, twice without change, and never over what the office edited."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from sqlalchemy import func, select

from liaison.audit.models import Event
from liaison.checks import faults
from liaison.core.calendar import CalendarDay, working_days
from liaison.core.db import db as database
from liaison.core.errors import Refused
from liaison.orgs.models import (
    Area,
    Category,
    Channel,
    IdentityType,
    Organisation,
    Section,
    Sector,
    Station,
    Task,
    UnmappedWord,
)
from liaison.roster.models import Library
from liaison.setup import SHIPPED, load_reference_lists
from tests.factories import first

OWN_SECTORS = "编号,名称,别名,委员名额\nA1,渔业界,渔业,3\n"
OWN_TYPES = "编号,界别,名称,常见身份,别名\nB1,渔业,渔民,船老大,\n"
OWN_AREAS = (
    "编号,名称,所属区镇,性质,简称,别名,纬度,经度\n"
    "C2,东港村,港口镇,村,东港,,32.1,121.1\n"  # before its town: order does not matter
    "C1,港口镇,,镇,港口,,32.0,121.0\n"
)


def number_of(model, *where):
    """How many rows there are."""
    return database.session.scalar(select(func.count()).select_from(model).where(*where))


@pytest.fixture
def empty(db):
    """A database without reference lists."""
    for model in (Station, Category, Library, Section, Organisation, IdentityType, Sector, Channel, Task):
        for row in db.session.scalars(select(model).order_by(model.id)):
            if model is Organisation:
                row.working_group_id = None
        db.session.flush()
        db.session.query(model).delete()
    db.session.query(Area).filter(Area.parent_id.is_not(None)).delete()
    db.session.query(Area).delete()
    db.session.flush()
    db.session.expire_all()
    return db


@pytest.fixture
def own(tmp_path):
    """own(name, text): a seed file of the office's own; gives its folder."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_the_county_is_there_in_full(db):
    assert number_of(Sector) == 17
    assert number_of(IdentityType) == 119
    assert number_of(Area, Area.parent_id.is_(None)) == 14
    assert number_of(Area, Area.parent_id.is_not(None)) == 239
    assert number_of(Organisation, Organisation.kind.in_(("town", "department"))) == 64
    assert number_of(Organisation, Organisation.kind == "committee") == 14
    assert number_of(Organisation, Organisation.kind == "working_group") == 3
    assert number_of(Library) == 31
    assert number_of(Library, Library.owner_id.is_(None)) == 0
    assert number_of(Station) == 42
    assert number_of(Category) == 79
    assert number_of(Channel) == 10
    assert number_of(Task) == 5
    assert number_of(Area, Area.lat.is_(None)) == 0


def test_departments_know_their_sections_and_working_group(db):
    housing = first(Organisation, name="市住房和城乡建设局")
    assert housing.section_names.split("；")[:2] == ["物业管理科", "城建科"]
    assert housing.working_group.name == "市政协城建工作组"
    assert first(Organisation, code="GW06").area.name == "曲塘镇"


def test_all_seventeen_sectors_have_types(db):
    assert number_of(Sector, Sector.id.in_(select(IdentityType.sector_id))) == 17
    assert faults() == []


def test_a_repeat_changes_nothing(db):
    before = number_of(Event)
    assert set(load_reference_lists().values()) == {0}
    assert not any(db.session.is_modified(row) for row in db.session.dirty)
    assert number_of(Event) == before


def test_a_repeat_keeps_what_the_office_edited(db):
    road = first(Category, name="道路破损")
    road.name, road.unit_id = "道路坑洼", None
    channel = first(Channel, name="短视频")
    db.session.delete(channel)
    new_year = db.session.get(CalendarDay, date(2026, 1, 1))
    new_year.is_workday = not new_year.is_workday
    db.session.flush()
    wanted = new_year.is_workday
    added = load_reference_lists()
    assert added["诉求类别"] == 0
    assert added["联系方式"] == 1
    assert (first(Category, name="道路坑洼").unit_id, first(Category, name="道路破损")) == (None, None)
    assert new_year.is_workday is wanted


def test_the_calendar_names_holidays_and_moved_workdays(db):
    days = working_days()
    assert not days.is_working(date(2026, 1, 1))
    assert days.is_working(date(2026, 1, 4))
    assert {2024, 2025, 2026} <= set(days.announced)


def test_an_office_with_its_own_towns_starts_with_them(empty, own):
    folder = own(sectors=OWN_SECTORS, identity_types=OWN_TYPES, areas=OWN_AREAS)
    load_reference_lists(folder)
    assert [sector.name for sector in database.session.scalars(select(Sector))] == ["渔业界"]
    assert first(Area, name="东港村").parent.name == "港口镇"
    assert number_of(Organisation, Organisation.kind == "town") == 0
    assert number_of(Organisation, Organisation.kind == "department") == 50
    assert number_of(Library, Library.kind == "主信息库") == 0
    sentences = [fault.sentence for fault in faults()]
    assert "区镇“港口镇”没有政协工委单位，请在单位名单里补上。" in sentences
    assert "区镇“港口镇”没有区镇单位，请在单位名单里补上。" in sentences


def test_a_word_that_nothing_maps_is_named_until_a_list_knows_it(empty, own):
    categories = "类别,子类,默认承办单位,办理工作日,诉求性质,手机主题,关键词\n渔业,渔船,市海事局,,求助,其他,\n"
    folder = own(categories=categories)
    load_reference_lists(folder)
    boat = first(Category, name="渔船")
    assert boat.unit_id is None
    named = "诉求类别“渔业·渔船”的默认承办单位“市海事局”不在名单里，请到参考名单里选一个。"
    assert named in [fault.sentence for fault in faults()]
    first(Organisation, name="市交通运输局").aliases += "；市海事局"
    load_reference_lists(folder)
    assert boat.unit_id == first(Organisation, name="市交通运输局").id
    assert number_of(UnmappedWord) == 0
    assert named not in [fault.sentence for fault in faults()]


def test_check_names_retired_and_missing_things(db):
    first(Organisation, name="市水利局").is_active = False
    first(Area, name="胡庄村").lat = None
    for row in db.session.scalars(select(IdentityType).where(IdentityType.sector_id == first(Sector, code="S17").id)):
        row.is_active = False
    db.session.flush()
    sentences = [fault.sentence for fault in faults()]
    assert "诉求类别“农业农村·农田水利”的默认承办单位“市水利局”已停用，请换一个。" in sentences
    assert "区镇和村（社区）“胡庄村”没有纬度，请到参考名单里补上。" in sentences
    assert "界别“特邀界”没有身份类别，请补上，否则代表填不进去。" in sentences


BAD_ROWS = (
    ({"sectors": "编号,名称,别名,委员名额\nA1,渔业界,,三\n"}, "sectors.csv 第 2 行：委员名额请填数字。"),
    ({"sectors": "编号,名称,别名,委员名额\nA1,,,3\n"}, "sectors.csv 第 2 行：请填名称。"),
    ({"sectors": "编号,名称,别名,委员名额\nA1,渔业界,,3\nA1,林业界,,3\n"},
     "sectors.csv 第 3 行：“A1”前面已经有一行，请删掉一行。"),
    ({"identity_types": "编号,界别,名称,常见身份,别名\nB1,农林界,渔民,,\n"},
     "identity_types.csv 第 2 行：界别“农林界”不在名单里，请先补上它，或者改成名单里的写法。"),
    ({"areas": "编号,名称,所属区镇,性质,简称,别名,纬度,经度\nC2,东港村,港口镇,村,东港,,32,121\n"},
     "areas.csv 第 2 行：所属区镇“港口镇”不在名单里，请先补上它，或者改成名单里的写法。"),
)  # fmt: skip


def test_a_bad_row_is_named_with_its_file_and_line(empty, own):
    for files, sentence in BAD_ROWS:
        folder = own(**files)
        savepoint = empty.session.begin_nested()
        with pytest.raises(Refused) as caught:
            load_reference_lists(folder)
        savepoint.rollback()
        assert caught.value.sentence == sentence
        (folder / f"{next(iter(files))}.csv").unlink()


def test_a_file_without_its_headings_is_refused_by_name(empty, own):
    with pytest.raises(Refused) as caught:
        load_reference_lists(own(channels="甲,乙\n电话,是\n"))
    assert caught.value.sentence.startswith("channels.csv：")


def test_the_shipped_lists_serve_as_an_own_folder(empty, tmp_path):
    folder = tmp_path / "lists"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("demo"))
    assert load_reference_lists(folder)["单位"] == 83
    assert faults() == []
