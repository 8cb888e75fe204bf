"""Taking the office's list of pairs back: the pairs, the plan when it is empty then, and the plan before it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import PAIR_LIST, draw_up, drop_draft, lock, unpair
from liaison.assignment.models import ENDED, PUBLISHED, Pairing, Plan
from liaison.assignment.sheets import assignments_page
from liaison.core import clock
from liaison.core.sheets.writing import write_book
from liaison.roster.actions import REPRESENTATIVES
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.actions.imports.taking_back import take_back, taking_back
from liaison.roster.models import ImportBatch, Member, Representative
from tests import haian

BOOK = next(iter(sorted((haian.FOLDER / "libraries").glob("*Z17*.xlsx"))))

@pytest.fixture(autouse=True)
def sixth_of_may():
    with clock.set_clock(clock.at(date(2026, 5, 6))):
        yield


@pytest.fixture
def read_in(make, tmp_path, db):
    """read_in(year, *places): the batch by which a list gives 李世伟 these representatives, place 1 first."""
    member = make(Member, no="HA15001", name="李世伟")

    def read(year, *people):
        rows = [
            {"no": member.no, "member": member.name, "slot": slot, "name": person.name, "phone": person.phone}
            for slot, person in enumerate(people, 1)
        ]  # fmt: skip
        path = tmp_path / f"{year}-{len(people)}.xlsx"
        write_book(path, [assignments_page(rows, year)])
        take_in_own(PAIR_LIST, path, SYSTEM, year=year)
        return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()

    return read


def labels(found):
    return [[verdict.label for verdict in bucket] for bucket in (found.restored, found.kept, found.impossible)]


def number_of(db, model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_list_is_gone_with_its_plan(db, make, read_in):
    batch = read_in(2026, make(Representative, name="刘浩"), make(Representative, name="黄国东"))
    found = taking_back(batch)
    assert labels(found) == [["2026 年方案", "李世伟—刘浩", "李世伟—黄国东"], [], []]
    undo = take_back(batch, SYSTEM)
    assert (number_of(db, Plan), number_of(db, Pairing)) == (0, 0)
    take_back(undo, SYSTEM)
    plan = queries.recorded_plan(2026)
    five = queries.current_five(db.session.scalars(select(Member.id)).one())
    assert plan.state == PUBLISHED and [pair.slot for pair in five] == [1, 2]
    assert plan.figures["pairs"] == 2


def test_the_plan_before_it_is_in_force_again(db, make, read_in):
    first = make(Representative, name="刘浩")
    read_in(2025, first)
    batch = read_in(2026, first, make(Representative, name="黄国东"))
    assert [plan.state for plan in db.session.scalars(select(Plan).order_by(Plan.year))] == [ENDED, PUBLISHED]
    take_back(batch, SYSTEM)
    plan = db.session.scalars(select(Plan)).one()
    pair = db.session.scalars(select(Pairing)).one()
    assert (plan.year, plan.state) == (2025, PUBLISHED)
    assert (pair.is_current, pair.ended_on, pair.end_reason) == (True, None, None)


def test_a_pair_that_ended_since_stays_with_its_plan(db, make, read_in):
    batch = read_in(2026, make(Representative, name="刘浩"), make(Representative, name="黄国东"))
    pair = db.session.scalars(select(Pairing).where(Pairing.slot == 1)).one()
    unpair(pair, "迁居外地", SYSTEM)
    found = taking_back(batch)
    assert labels(found) == [["李世伟—黄国东"], ["李世伟—刘浩"], ["2026 年方案"]]
    assert "结束日期现在是“2026-05-06”" in found.kept[0].sentence
    assert found.impossible[0].sentence == "“李世伟—刘浩”没有还原，还要用到它"
    take_back(batch, SYSTEM)
    assert db.session.scalars(select(Pairing)).one().end_reason == "迁居外地"


def test_a_longer_list_leaves_what_stood(db, make, read_in):
    people = [make(Representative, name="刘浩"), make(Representative, name="黄国东")]
    read_in(2026, people[0])
    figures = queries.recorded_plan(2026).figures
    batch = read_in(2026, *people)
    assert labels(taking_back(batch)) == [["2026 年方案", "李世伟—黄国东"], [], []]
    take_back(batch, SYSTEM)
    assert db.session.scalars(select(Pairing)).one().representative_id == people[0].id
    assert queries.recorded_plan(2026).figures == figures


def test_a_plan_that_a_draft_follows_stays_until_the_draft_is_dropped(db, make, read_in, people):
    batch = read_in(2026, make(Representative, name="刘浩"), make(Representative, name="黄国东"))
    draft = draw_up(2026, people.office.actor)
    assert draft.base_id == queries.recorded_plan(2026).id
    assert "2026 年方案" not in labels(taking_back(batch))[0]
    drop_draft(draft, people.office.actor)
    assert "2026 年方案" in labels(taking_back(batch))[0]
    take_back(batch, SYSTEM)
    assert number_of(db, Plan) == 0


def test_somebody_locked_to_a_member_is_not_taken_back(db, make, people):
    member = make(Member)
    take_in_own(REPRESENTATIVES, BOOK, SYSTEM)
    batch = db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    person = db.session.scalars(select(Representative).order_by(Representative.id)).first()
    rule = lock(member, person, people.office.actor)
    before = number_of(db, Representative)
    take_back(batch, SYSTEM)
    assert before > 1
    assert db.session.scalars(select(Representative)).all() == [person]
    assert rule.representative is person
