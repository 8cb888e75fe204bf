"""The yearly update of Hai'an, then next year's plan: how many pairs stay at each step of the slider, and which end."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from liaison.access import SYSTEM
from liaison.assignment import queries
from liaison.assignment.actions import draw_up
from liaison.assignment.rules import KEEPING
from liaison.core import clock
from liaison.roster.actions import ANNUAL_UPDATE
from liaison.roster.actions.imports.files import take_in_own
from liaison.roster.models import Member
from tests import haian

pytestmark = pytest.mark.sqlite  # what the solver finds does not depend on the kind of database

NEW_YEAR = date(2025, 1, 1)
LEFT_MEMBERS = 4


@pytest.fixture
def updated(year):
    """The people of Hai'an after the year of 2024; four members serve no longer."""
    with clock.set_clock(clock.at(date(2025, 1, 20))):
        take_in_own(ANNUAL_UPDATE, haian.FOLDER / "annual_update.xlsx", SYSTEM)
        for member in year.session.scalars(select(Member).order_by(Member.no).limit(LEFT_MEMBERS)):
            member.left_on = NEW_YEAR
        year.session.flush()
        yield year


def test_the_slider_keeps_what_can_stay(updated):
    old = queries.published_plan()
    former = queries.pairs_in(old)
    instance = queries.plan_instance(2025, base=old)
    could_stay = instance.could_stay()
    kept = {}
    for title, broken in KEEPING.items():
        plan = draw_up(2025, SYSTEM, broken=broken, note=title)
        pairs = queries.pairs_in(plan)
        kept[title] = len(pairs & former)
        found = queries.plan_comparison(old, plan, SYSTEM)
        print(f"{title}（{broken:g} 公里）：{found.summary}，"
              f"平均 {plan.figures['mean_km']:.2f} 公里，同界别 {plan.figures['same_sector']:.1%}")  # fmt: skip
        assert (found.kept_count, found.new_count) == (kept[title], len(pairs - former))
        assert (plan.base_id, plan.figures["kept"]) == (old.id, kept[title])
        assert (plan.figures["pairs"], plan.figures["full"], plan.figures["gap"]) == (1525, 305, 0)
        assert plan.figures["shortfalls"] == []
    steps = list(kept.values())
    assert steps == sorted(steps)
    assert steps[0] < steps[-1]
    assert could_stay - pairs <= instance.forbidden, "at the last step everything that may stay stays"
    assert len(could_stay - instance.forbidden) == steps[-1]
    assert {why for why, _number in found.reasons} == {"委员离任", "代表出库", "禁止结对"}


def test_next_years_plan_is_nearer_and_more_of_one_sector_than_the_greedy_list(year):
    """With the settings that ship: better on both at once, though most pairs of the list stay."""
    old = queries.plan_figures(queries.published_plan())
    with clock.set_clock(clock.at(date(2025, 1, 20))):
        new = draw_up(2025, SYSTEM).figures
    assert (old.pairs, new["pairs"], new["full"], new["gap"]) == (1545, 1545, 309, 0)
    assert new["shortfalls"] == []
    assert new["mean_home_km"] < old.mean_home_km
    assert new["mean_km"] < old.mean_km
    assert new["same_sector"] > old.same_sector
    assert new["kept"] > 1300
