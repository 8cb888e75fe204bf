"""The whole county in the database: the plan, its figures and its cost, as the pure rules find them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import insert, select

from liaison.access import SYSTEM
from liaison.assignment.actions import draw_up, publish
from liaison.assignment.queries import certificate_of, current_five, plan_figures, plan_ledger
from liaison.assignment.rules.certificate import from_bytes
from liaison.assignment.rules.checking import check
from liaison.orgs.models import Area, IdentityType, Sector
from liaison.roster.models import Library, Member, Membership, Representative
from tests.assignment import haian

pytestmark = pytest.mark.sqlite  # what the solver finds does not depend on the kind of database

GREEDY_HOME_KM, GREEDY_SAME_SECTOR = 1.033, 0.8706  # of tests/data/haian/assignments.xlsx


@pytest.fixture
def county(db):
    """309 members and 4,560 representatives in the database."""
    towns = dict(db.session.execute(select(Area.name, Area.id).where(Area.parent_id.is_(None))).all())
    rows = db.session.execute(select(Area.parent_id, Area.name, Area.id).where(Area.parent_id.is_not(None)))
    villages = {(town, name): identity for town, name, identity in rows}
    sectors = dict(db.session.execute(select(Sector.name, Sector.id)).all())
    rows = db.session.execute(select(IdentityType.sector_id, IdentityType.name, IdentityType.id))
    types = {(sector, name): identity for sector, name, identity in rows}
    db.session.execute(insert(Member), [
        {
            "no": row["委员编号"], "name": row["姓名"], "sector_id": sectors[row["界别"]],
            "home_area_id": towns[row["居住区镇"]], "work_area_id": towns[row["工作区镇"]],
            "home_village_id": villages[towns[row["居住区镇"]], row["居住村（社区）"]],
        }
        for row in haian.members()
    ])  # fmt: skip
    db.session.execute(insert(Representative), [
        {
            "name": row["name"], "phone": row["phone"],
            "sector_id": sectors[row["sector"]], "identity_type_id": types[sectors[row["sector"]], row["type"]],
            "area_id": towns[row["town"]], "village_id": villages[towns[row["town"]], row["village"]],
            "entered_on": date(2024, 1, 1),
        }
        for row in haian.persons()
    ])  # fmt: skip
    people = {(name, phone): one for one, name, phone in db.session.execute(
        select(Representative.id, Representative.name, Representative.phone))}  # fmt: skip
    libraries = dict(db.session.execute(select(Library.code, Library.id)).all())
    db.session.execute(insert(Membership), [
        {"representative_id": people[row["name"], row["phone"]], "library_id": libraries[code],
         "entered_on": date(2024, 1, 1)}
        for row in haian.persons() for code in re.findall(r"[MZ][0-9]{2}", row["libraries"])
    ])  # fmt: skip


def test_the_countys_plan(db, county):
    """Every place filled, everybody reached, nearer and more of one sector than the office's greedy list of 2024."""
    plan = publish(draw_up(2024, SYSTEM), SYSTEM)
    figures = plan_figures(plan)
    assert (figures.pairs, figures.places, figures.full) == (1545, 1545, 309)
    assert figures.mean_km <= 1
    assert figures.mean_home_km < GREEDY_HOME_KM
    assert figures.same_sector > GREEDY_SAME_SECTOR
    assert figures.reached == figures.groups == {
        "town": 14, "sector": 17, "identity_type": 119, "library": 14, "focus": 2,
    }  # fmt: skip
    assert figures.shortfalls == ()
    assert plan.figures["gap"] == 0
    verdict = check(from_bytes(certificate_of(plan).body))
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(plan.figures["objective"], abs=0.01)
    assert plan_ledger(plan).objective() == pytest.approx(plan.figures["objective"], abs=0.01)
    first = db.session.scalars(select(Member).order_by(Member.no)).first()
    assert [row.slot for row in current_five(first.id)] == [1, 2, 3, 4, 5]
