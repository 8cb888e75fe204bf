"""A word of a file means what the office means by it: names, short names, aliases, within town and sector."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from liaison.orgs.models import Area, Category, Channel, IdentityType, Organisation, Section, Sector, Task
from liaison.orgs.queries import Names
from tests.factories import first

TRUTH = Path(__file__).parents[1] / "data" / "haian" / "truth"
UNITED_FRONT = "市委统战部（市民族宗教事务局）"
SECTORS = (
    ("农业界", "农业界"), ("农业", "农业界"), ("文化界", "文化艺术界"), ("侨联", "侨联界"), (" 科 技 界", "科学技术界"),
    ("医卫界", "医药卫生界"), ("中共", "中共界"),
)  # fmt: skip
UNITS = (
    ("市科技局", "市科学技术局"), ("市委统战部", UNITED_FRONT), ("市民宗局", UNITED_FRONT),
    ("住建局", "市住房和城乡建设局"), ("市住建局", "市住房和城乡建设局"), ("市文广旅局", "市文化广电和旅游局"),
    ("市工信局", "市工业和信息化局"), ("市教体局", "市教育体育局"), ("市卫健委", "市卫生健康委员会"),
    ("团市委", "团市委"),
    ("市委统战部(市民族宗教事务局)", UNITED_FRONT), ("海安开发区", "城东镇"), ("曲塘", "曲塘镇"),
)  # fmt: skip


@pytest.fixture
def names(db):
    """All words of the shipped lists."""
    return Names.load()


def test_sectors(names):
    for word, sector in SECTORS:
        assert names.sector(word) == first(Sector, name=sector).id, word
    assert [names.sector(word) for word in ("农林界", "", None)] == [None, None, None]


def test_units(names):
    for word, unit in UNITS:
        assert names.unit(word) == first(Organisation, name=unit).id, word


def test_committees_and_working_groups_are_no_units(names):
    group = first(Organisation, name="市政协城建工作组").id
    assert {names.committee("城建工作组"), names.committee("市政协城建工作组")} == {group}
    assert names.working_group("城建工作组") == group
    assert names.committee("曲塘镇政协工委") == first(Organisation, code="GW06").id
    assert names.unit("城建工作组") is None
    assert names.working_group("曲塘镇政协工委") is None
    assert names.organisation("市政协委员工委") == first(Organisation, code="ZX02").id


def test_towns_by_alias(names):
    assert names.area("海安开发区") == first(Area, name="城东镇").id
    assert names.area("高新") == first(Area, name="高新区").id
    assert names.area("外地") is None
    assert names.area("胡庄村") is None


def test_a_village_counts_within_its_town(names):
    quality, other = first(Area, name="曲塘镇").id, first(Area, name="李堡镇").id
    village = first(Area, name="胡庄村")
    assert village.parent_id == quality
    assert names.village("胡庄", quality) == names.village("胡庄村", quality) == village.id
    assert names.village("胡庄村", other) is None
    assert names.village("胡庄村", None) is None


def test_identity_types_by_sector(names):
    fish, farming = first(IdentityType, code="T078"), first(Sector, name="农业界")
    assert names.identity_type("水产(紫菜)养殖户 ", farming.id) == fish.id
    assert names.identity_type("水产（紫菜）养殖户") == fish.id
    assert names.type_sectors[fish.id] == farming.id
    assert names.identity_type("水产（紫菜）养殖户", first(Sector, name="教育界").id) is None
    assert names.identity_type("热心市民") is None


def test_sections_categories_channels_and_tasks(names):
    housing = first(Organisation, name="市住房和城乡建设局")
    assert names.section("城建科", housing.id) == first(Section, organisation_id=housing.id, name="城建科").id
    assert names.section("城建科", None) is None
    assert names.category("建设交通", "断头路") == names.category(None, "断头路") == first(Category, name="断头路").id
    assert names.category("农业农村", "断头路") is None
    assert names.channel("上门") == names.channel("上门走访") == first(Channel, name="上门走访").id
    assert names.task("反映民意") == names.task("反映社情民意") == first(Task, name="反映社情民意").id


def test_meaning_goes_by_the_source_of_a_column(names):
    town = first(Area, name="曲塘镇").id
    assert names.meaning("village", "胡庄村", town) == first(Area, name="胡庄村").id
    assert names.meaning("sector", "农业") == first(Sector, name="农业界").id


def test_the_shipped_words_are_all_clear(names):
    assert names.doubtful() == []


def test_a_retired_row_still_explains_old_files(db):
    first(Sector, name="特邀界").is_active = False
    db.session.flush()
    assert Names.load().sector("特邀") == first(Sector, name="特邀界").id


def test_every_word_of_the_truth_is_known(names):
    with (TRUTH / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    for person in people:
        sector, town = names.sector(person["sector"]), names.area(person["town"])
        assert sector and names.identity_type(person["type"], sector), person
        assert town and (not person["village"] or names.village(person["village"], town)), person
