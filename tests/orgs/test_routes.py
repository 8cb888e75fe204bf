"""Where requests go: measured against the past year's ledger."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from liaison.orgs.models import Area, Category, Organisation
from liaison.orgs.queries import Names, Routes, receiving_committee
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


def test_a_topic_narrows_the_field(db):
    routes = Routes.load()
    assert routes.category("学校门口放学时太堵", "上学") == first(Category, name="校园安全").id
    assert routes.category("学校门口放学时太堵", "养老") is None


def test_four_in_five_texts_of_the_ledger_find_their_unit(db, ledger):
    names, routes = Names.load(), Routes.load()
    right = 0
    for line in ledger:
        accepted = {names.unit(word) for word in line["acceptable"].split("；")}
        field = routes.fields.get(routes.category(line["title"] + line["text"]) or 0)
        right += bool(field) and field.unit_id in accepted
    assert right / len(ledger) > 0.8, right / len(ledger)
