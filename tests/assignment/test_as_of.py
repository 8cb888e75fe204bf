"""Pairs as they stood on a day."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest

from liaison.assignment import actions, queries
from liaison.assignment.models import SUPERSEDED, Pairing, Plan
from liaison.core import clock
from liaison.orgs.models import Area
from liaison.roster.actions import change_representative
from liaison.roster.models import Member, Representative
from tests.factories import first
from tests.taking_out import take_out

DAY = date(2025, 12, 31)
TODAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def march():
    with clock.set_clock(clock.at(TODAY)):
        yield


@pytest.fixture
def plan(make):
    return make(Plan, year=2025)


def slots(actor, day, **filters):
    return [row["slot"] for row in queries.pairs_on(actor, day, **filters)]


def test_pairs_are_in_force_from_their_first_to_their_last_day(people, make, plan):
    member = make(Member)
    ended = {"is_current": False, "ended_on": DAY}
    kinds = {
        1: {"started_on": DAY}, 2: {"started_on": DAY + timedelta(days=1)}, 3: {**ended, "end_reason": SUPERSEDED},
        4: {**ended, "end_reason": "其他"}, 5: {"is_current": False},
    }  # fmt: skip
    for slot, cells in kinds.items():
        make(Pairing, plan_id=plan.id, member_id=member.id, slot=slot, **cells)
    assert slots(people.office.actor, DAY) == [1, 3]
    assert slots(people.office.actor, DAY - timedelta(days=1)) == [3, 4]
    assert slots(people.office.actor, TODAY) == [1, 2]
    assert slots(people.other_clerk.actor, DAY) == []


def test_a_replaced_pair_is_told_by_the_day(people, make, plan):
    former, later = make(Representative, name="原来的"), make(Representative, name="后来的")
    pair = make(Pairing, plan_id=plan.id, representative_id=former.id)
    actions.replace(pair, later, "其他", people.office.actor)
    found = {day: [row["name"] for row in queries.pairs_on(people.office.actor, day)] for day in (DAY, TODAY)}
    assert found == {DAY: ["原来的"], TODAY: ["后来的"]}


def test_the_pair_is_told_in_the_words_of_the_day(people, make, plan):
    person = make(Representative, name="周桂芳")
    make(Pairing, plan_id=plan.id, representative_id=person.id, member_id=people.member.member.id)
    kept = ("phone", "sector_id", "identity_type_id")
    change_representative(
        person, people.office.actor, person.version, name="周桂香", area_id=first(Area, name="李堡镇").id,
        village_id=None, **{key: getattr(person, key) for key in kept},
    )  # fmt: skip
    (then,), (now,) = (queries.pairs_on(people.office.actor, day) for day in (DAY, TODAY))
    assert (then["name"], then["area"], then["home"][:3]) == ("周桂芳", "曲塘镇", "曲塘镇")
    assert (now["name"], now["area"], now["village"]) == ("周桂香", "李堡镇", None)
    assert slots(people.office.actor, DAY, town="曲塘镇", sector="农业界") == [1]
    assert slots(people.office.actor, DAY, town="李堡镇") == []


def test_the_page_and_the_book_of_a_day(browser, people, make, plan):
    person = make(Representative, name="换下的")
    make(Pairing, plan_id=plan.id, representative_id=person.id, is_current=False, ended_on=date(2026, 1, 9))
    client = browser(people.clerk)
    client.get("/assignment/pairings")
    assert "这一天没有结对" in client.page.words
    client.get(f"/assignment/pairings?on={DAY}")
    assert "1 位委员（截至 2025-12-31）" in client.page.words
    assert "换下的" in client.page.words
    content = take_out(client, f"/assignment/pairings/export?on={DAY}").data
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert "（截至 2025-12-31）" in rows[0][0]
    assert [row[6] for row in rows if row[5] == "1" or row[5] == 1] == ["换下的"]
