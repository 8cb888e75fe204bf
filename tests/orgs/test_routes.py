"""Where requests go: measured against the past year's ledger."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from liaison.orgs.models import Area, Category, Organisation
from liaison.orgs.queries import Names, Routes, receiving_committee, suggested_units
from tests.factories import first

TRUTH = Path(__file__).parents[1] / "data" / "haian" / "truth"


@pytest.fixture(scope="module")
def ledger():
    """The requests of the past year with their right unit and receiving body."""
    with (TRUTH / "requests_expected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_group_of_the_unit_receives_else_the_town(db):
    town = first(Area, name="曲塘镇").id
    assert receiving_committee(first(Category, name="路灯照明").id, town) == first(Organisation, code="GZ02").id
    for own in ("农技服务", "邻里纠纷", "村务公开"):
        assert receiving_committee(first(Category, name=own).id, town) == first(Organisation, code="GW06").id
    assert receiving_committee(None, town) == first(Organisation, code="GW06").id
    assert receiving_committee(None, None) is None


def test_the_ledger_went_the_same_way(db, ledger):
    names = Names.load()
    for line in ledger:
        category, sent = names.category(line["l1"], line["l2"]), names.committee(line["expected_transfer"])
        assert category and sent, line
        body = db.session.get(Organisation, sent)
        assert receiving_committee(category, body.area_id or 1) == sent, line


def test_a_field_names_its_own_unit_first(db):
    lamp, town = first(Category, name="路灯照明"), first(Area, name="曲塘镇")
    found = suggested_units("老街的路灯坏了两个月", lamp.id, town.id)
    assert found[0].name == "市住房和城乡建设局"
    assert found[0].why == "“路灯照明”一般由它办"
    assert found[-1].name == "曲塘镇"


def test_words_name_the_unit_where_no_field_is_known(db):
    town = first(Area, name="曲塘镇")
    found = suggested_units("村口的路口没有红绿灯", None, town.id)
    assert (found[0].name, found[0].why) == ("市公安局", "提到“红绿灯”“路口”")


def test_a_matter_of_the_town_stays_with_the_town(db):
    town = first(Area, name="曲塘镇")
    found = suggested_units("两家为排水沟吵了好几年", first(Category, name="邻里纠纷").id, town.id)
    assert [one.name for one in found] == ["曲塘镇"]


def test_a_text_that_says_nothing_leaves_the_town(db):
    town = first(Area, name="曲塘镇")
    assert [one.name for one in suggested_units("您好", None, town.id)] == ["曲塘镇"]
    assert suggested_units("您好") == []


def test_a_topic_narrows_the_field(db):
    routes = Routes.load()
    assert routes.category("学校门口放学时太堵", "上学") == first(Category, name="校园安全").id
    assert routes.category("学校门口放学时太堵", "养老") is None


def test_four_in_five_texts_of_the_ledger_find_their_unit(db, ledger):
    names, routes = Names.load(), Routes.load()
    right = 0
    for line in ledger:
        accepted = {names.unit(word) for word in line["acceptable"].split("；")}
        found = routes.units(line["title"] + line["text"], None, None)
        right += bool(found) and found[0].unit_id in accepted
    assert right / len(ledger) > 0.8, right / len(ledger)
