"""Thousands of small random instances: nobody can do better than the solver, and the search never claims to."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from liaison.assignment.rules import Ledger, change_cost, replacements, solve
from tests.assignment.rules.random_instances import least_cost, small_instance

MANY, METRE = 2000, 0.0015
SLICES = 8


def obeys(instance, pairs):
    kept, people = Counter(m for m, _ in pairs), Counter(r for _, r in pairs)
    places = {member.id: member.places for member in instance.members}
    assert all(number <= places[m] for m, number in kept.items())
    assert set(people.values()) <= {1}
    assert instance.locked <= set(pairs)
    assert not instance.forbidden & set(pairs)


@pytest.mark.parametrize("part", range(SLICES))
def test_no_plan_is_cheaper_than_the_one_found(part):
    for seed in range(part, MANY, SLICES):
        instance = small_instance(seed)
        found = solve(instance)
        obeys(instance, found.pairs)
        best = least_cost(instance)
        assert found.objective == pytest.approx(best, abs=METRE), seed
        assert Ledger(instance, found.pairs).objective() == pytest.approx(best, abs=METRE), seed
        assert found.bound <= found.objective, seed


@pytest.mark.parametrize("part", range(SLICES))
def test_the_search_is_never_better_than_the_best_nor_its_bound_above(part):
    for seed in range(part, MANY, SLICES * 3):
        instance = small_instance(seed)
        best, found = least_cost(instance), solve(instance, without_solver=True)
        obeys(instance, found.pairs)
        assert found.method == "python"
        assert found.bound <= best + METRE <= found.objective + 2 * METRE, seed
        assert Ledger(instance, found.pairs).objective() == pytest.approx(found.objective, abs=METRE), seed


def test_most_small_plans_have_no_gap():
    """Where the groups overlap crosswise halves of pairs can be cheaper than wholes, but seldom."""
    gaps = [solve(small_instance(seed)).gap for seed in range(200)]
    assert sum(gap > 1e-6 for gap in gaps) < 20


def test_what_a_change_costs_is_what_the_whole_plan_costs_more():
    for seed in range(300):
        instance, dice = small_instance(seed), random.Random(seed)
        pairs = solve(instance).pairs
        kept = {r for _, r in pairs}
        free = [r.id for r in instance.representatives if r.id not in kept]
        removed = [dice.choice(pairs)] if pairs else []
        added = [(m, dice.choice(free)) for m, _ in removed if free]
        ledger = Ledger(instance, pairs)
        delta = ledger.changed(removed, added).objective() - ledger.objective()
        assert change_cost(instance, pairs, removed, added).delta_km == pytest.approx(delta, abs=METRE), seed


def test_replacements_touch_no_pair_that_stands():
    for seed in range(200):
        instance = replace(small_instance(seed), locked=frozenset())
        pairs = solve(instance).pairs
        gone = {r for _, r in pairs[:1]}
        left = replace(instance, representatives=tuple(r for r in instance.representatives if r.id not in gone))
        added = replacements(left, pairs)
        obeys(left, (*(pair for pair in pairs if pair[1] not in gone), *added))
        assert not set(added) & set(pairs)
        standing = replace(left, locked=frozenset(pair for pair in pairs if pair[1] not in gone))
        whole = (*standing.locked, *added)
        assert Ledger(left, whole).objective() == pytest.approx(least_cost(standing), abs=METRE), seed


def test_the_order_of_the_input_and_the_ids_do_not_matter():
    for seed in range(100):
        instance, dice = small_instance(seed), random.Random(seed)
        shuffled = replace(
            instance, members=tuple(dice.sample(instance.members, len(instance.members))),
            representatives=tuple(dice.sample(instance.representatives, len(instance.representatives))),
            groups=tuple(dice.sample(instance.groups, len(instance.groups))),
        )  # fmt: skip
        assert solve(shuffled) == solve(instance)
        assert solve(shuffled, without_solver=True) == solve(instance, without_solver=True)
