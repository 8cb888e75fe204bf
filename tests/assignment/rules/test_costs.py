"""Distances and costs against the stored list of the test data."""

from __future__ import annotations

import pytest

from liaison.assignment.rules import Instance, MemberPoint, RepresentativePoint, Weights, cost_between, km_between
from liaison.assignment.rules.matrix import km_matrix, pair_costs
from tests.assignment import haian
from tests.assignment.rules.random_instances import cost as word_cost
from tests.assignment.rules.random_instances import small_instance

HOME, SAME_VILLAGE, TOWN_OF_WORK = (32.50, 120.40), (32.50, 120.40), (32.60, 120.40)


def cost(home, work, spot, sectors=(1, 1), **weights):
    instance = Instance(
        (MemberPoint(1, "a", sectors[0], home, work),), (RepresentativePoint(1, "b", sectors[1], 1, 1, spot),), (),
        Weights(**weights),
    )  # fmt: skip
    return pair_costs(instance)[0, 0]


def test_km_equal_those_of_the_stored_list():
    homes = {row["委员编号"]: haian.spots()[row["居住区镇"], row["居住村（社区）"]] for row in haian.members()}
    where = {p["person_id"]: haian.spots()[p["town"], p["village"]] for p in haian.persons()}
    for row in haian.table(haian.DATA / "assignments.csv"):
        km = km_between(homes[row["member_no"]], where[row["person_id"]])
        assert km == pytest.approx(float(row["km"]), abs=0.001)


def test_one_pair_and_all_pairs_are_measured_alike():
    spots = list(haian.spots().values())[::7]
    matrix = km_matrix(spots, spots)
    for i, here in enumerate(spots):
        assert [km_between(here, there) for there in spots] == pytest.approx(list(matrix[i]), abs=0.001)


def test_the_nearer_of_home_and_work_counts_and_work_counts_further():
    assert cost(HOME, TOWN_OF_WORK, SAME_VILLAGE) == 0
    assert cost(HOME, TOWN_OF_WORK, TOWN_OF_WORK, work_is_further=2) == 2
    assert cost(HOME, None, TOWN_OF_WORK) == pytest.approx(11.119, abs=0.001)


def test_another_sector_counts_some_km():
    assert cost(HOME, None, SAME_VILLAGE, sectors=(1, 2)) == 4.2
    assert cost(HOME, None, SAME_VILLAGE, sectors=(1, 2), other_sector=7) == 7


def test_an_unknown_place_counts_as_far_but_not_as_out_of_reach():
    assert cost(None, None, SAME_VILLAGE) == 15
    assert cost(HOME, None, None) == 15
    assert cost(None, TOWN_OF_WORK, TOWN_OF_WORK) == 4
    assert km_between(None, HOME) is None


def test_one_pair_costs_what_the_matrix_says():
    """Of every feature: related sectors, systems, unknown places."""
    for seed in range(200):
        instance = small_instance(seed)
        matrix = pair_costs(instance)
        for m, member in enumerate(instance.members):
            for r, person in enumerate(instance.representatives):
                assert cost_between(member, person, instance) == pytest.approx(matrix[m, r], abs=0.0011)
                assert word_cost(instance, member, person) == pytest.approx(matrix[m, r], abs=0.0011)
