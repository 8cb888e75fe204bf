"""The solver against brute force on small instances, and against the yardstick on the Hai'an-sized one."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations, permutations

import numpy as np
import pytest

from liaison.assignment.rules import (
    PLACES,
    Group,
    Instance,
    MemberPoint,
    PairFact,
    RepresentativePoint,
    Solution,
    Weights,
    figures_in,
    figures_of,
    solve,
)
from liaison.assignment.rules.exact import generated, is_integral, likely_pairs, relaxed
from liaison.assignment.rules.matrix import km_matrix, pair_costs
from liaison.assignment.rules.model import problem_of
from liaison.assignment.rules.pricing import bound_of, reduced_costs
from tests.assignment import haian
from tests.bench.greedy import greedy


def price(instance: Instance, kept: dict[int, int]) -> float:
    """The cost of a plan worked out from its words, pair by pair. kept: `{representative: member}`, by place."""
    cost, weights = pair_costs(instance), instance.weights
    people = instance.representatives
    total = sum(cost[m, r] for r, m in kept.items())
    total += weights.open_place * (len(instance.members) * PLACES - len(kept))
    types = Counter((m, people[r].identity_type) for r, m in kept.items())
    total += weights.repeated_type * sum(number - 1 for number in types.values())
    reached = Counter((g.kind, g.id) for g in instance.groups for r in kept if getattr(people[r], g.kind) == g.id)
    return total + weights.missing * sum(max(0, g.least - reached[g.kind, g.id]) for g in instance.groups)


def cheapest(instance: Instance) -> float:
    """The least cost over every plan there is."""
    many, people = len(instance.members), len(instance.representatives)
    plans = np.stack(np.meshgrid(*[np.arange(many + 1)] * people, indexing="ij"), -1).reshape(-1, people)
    fits = np.all([(plans == m).sum(axis=1) <= PLACES for m in range(many)], axis=0)
    return min(
        price(instance, {r: int(m) for r, m in enumerate(plan) if m < many}) for plan in plans[fits]
    )


def small_instance(seed: int, members: int, people: int) -> Instance:
    """A few people at random places of few sectors, towns and types, with groups that cannot all be reached."""
    dice = random.Random(seed)
    spot = lambda: (32.5 + dice.random() / 5, 120.4 + dice.random() / 5)  # noqa: E731
    served = tuple(
        MemberPoint(n + 1, f"M{n}", dice.randrange(2), spot(), spot() if dice.random() < 0.5 else None)
        for n in range(members)
    )
    chosen = tuple(
        RepresentativePoint(
            n + 1, f"R{n}", dice.randrange(2), dice.randrange(2), dice.randrange(3),
            spot() if dice.random() < 0.9 else None,
        )
        for n in range(people)
    )  # fmt: skip
    groups = tuple(
        Group(kind, n, f"{kind}{n}", dice.randrange(4)) for kind, size in GROUP_SIZES.items() for n in range(size)
    )
    weights = Weights(repeated_type=dice.choice((0, 1, 3)), missing=dice.choice((2, 20)))
    return Instance(served, chosen, groups, weights)


GROUP_SIZES = {"town": 2, "sector": 2, "identity_type": 3}


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_is_cheaper_than_the_one_found(seed):
    instance = small_instance(seed, members=2, people=6)
    solution = solve(instance)
    kept = {r - 1: m - 1 for m, r in solution.pairs}
    assert len(kept) == len(solution.pairs), "a representative stands twice"
    assert price(instance, kept) == pytest.approx(solution.objective, abs=0.002)
    assert solution.objective == pytest.approx(cheapest(instance), abs=0.002)
    assert solution.bound <= solution.objective


@pytest.mark.parametrize("seed", range(3))
def test_three_members_share_what_there_is(seed):
    instance = small_instance(seed, members=3, people=5)
    assert solve(instance).objective == pytest.approx(cheapest(instance), abs=0.002)


def crowded_instance(seed: int) -> Instance:
    """One member and groups that compete for his five places, so that halves of pairs would be cheaper than wholes."""
    dice = random.Random(seed)
    spot = lambda: (32.5 + dice.random() / 5, 120.4 + dice.random() / 5)  # noqa: E731
    many, people = dice.choice((2, 3, 4)), dice.choice((8, 10, 12))
    chosen = tuple(
        RepresentativePoint(n, f"R{n:02}", *(dice.randrange(many) for _ in range(3)), spot()) for n in range(people)
    )
    groups = tuple(Group(kind, n, kind + str(n), dice.randrange(1, 4)) for kind in GROUP_SIZES for n in range(many))
    return Instance((MemberPoint(0, "M", 0, spot()),), chosen, groups).sorted()


def test_where_halves_would_be_cheaper_the_best_whole_plan_is_found():
    halved = 0
    for seed in range(600):
        instance = crowded_instance(seed)
        problem = problem_of(instance)
        if is_integral(relaxed(problem, likely_pairs(problem)).taken):
            continue
        halved += 1
        solution = solve(instance)
        sizes = range(PLACES + 1)
        plans = (some for size in sizes for some in combinations(range(len(instance.representatives)), size))
        assert solution.objective == pytest.approx(min(price(instance, dict.fromkeys(p, 0)) for p in plans), abs=0.002)
        assert solution.gap > 0
    assert halved >= 3, "the seeds no longer lead here"


def test_brute_force_really_tries_every_plan():
    """Two people and one member: none, either, both."""
    instance = small_instance(1, members=1, people=2)
    prices = [price(instance, dict.fromkeys(some, 0)) for size in range(3) for some in permutations(range(2), size)]
    assert cheapest(instance) == min(prices)


def test_nobody_to_keep_leaves_every_place_open():
    instance = replace(small_instance(0, members=2, people=3), representatives=(), groups=())
    solution = solve(instance)
    assert (solution.pairs, solution.objective, solution.bound) == ((), 10_000, 10_000)


def test_nobody_to_serve_gives_an_empty_plan():
    instance = replace(small_instance(0, members=2, people=3), members=())
    assert solve(instance).pairs == ()


def test_the_bound_is_that_of_all_pairs():
    """After the last round no pair of the whole matrix could lower the cost."""
    problem = problem_of(haian.instance().sorted())
    assert likely_pairs(problem).mean() < 0.02, "the first pairs are few"
    _, answer = generated(problem, lambda _done: None)
    assert reduced_costs(problem, answer.prices).min() > -1e-6
    assert bound_of(problem, answer.prices) == pytest.approx(answer.cost, abs=0.001)
    assert answer.cost == pytest.approx(plan_of_haian().bound, abs=0.001)


@cache
def plan_of_haian() -> Solution:
    """The plan of the Hai'an-sized instance."""
    return solve(haian.instance())


def facts() -> list[PairFact]:
    """The pairs of that plan with what the figures need."""
    instance = haian.instance()
    served = {m.id: m for m in instance.members}
    people = {r.id: r for r in instance.representatives}
    home = km_matrix([m.home for m in instance.members], [r.spot for r in instance.representatives])
    work = km_matrix([m.work for m in instance.members], [r.spot for r in instance.representatives])
    return [
        PairFact(
            m, float(min(home[m, r], work[m, r])), float(home[m, r]), served[m].sector == people[r].sector, False,
            people[r].groups(),
        )
        for m, r in plan_of_haian().pairs
    ]  # fmt: skip


def test_every_member_of_haian_keeps_five_and_nobody_is_kept_twice():
    pairs = plan_of_haian().pairs
    assert len(pairs) == 1545
    assert set(Counter(m for m, _ in pairs).values()) == {PLACES}
    assert len({r for _, r in pairs}) == 1545


def test_the_plan_of_haian_is_near_within_sectors_and_reaches_everybody():
    groups = haian.instance().groups
    figures = figures_of(facts(), 309, groups, Counter())
    baseline = json.loads((haian.DATA / "truth" / "matching_baseline.json").read_text("utf-8"))["stored_greedy"]
    assert figures.mean_home_km < baseline["mean_km"], "the yardstick: home village to home village"
    assert figures.same_sector > max(0.9, baseline["same_sector"])
    assert figures.reached == {"town": 14, "sector": 17, "identity_type": 119} == figures.groups
    assert figures.shortfalls == ()
    assert plan_of_haian().gap == 0


def test_the_plan_is_nearer_and_more_of_one_sector_than_greedy_at_the_same_costs():
    instance = haian.instance()
    ours, others = figures_in(instance, plan_of_haian().pairs), figures_in(instance, greedy(instance))
    assert ours.mean_km < others.mean_km
    assert ours.mean_home_km < others.mean_home_km
    assert ours.same_sector > others.same_sector
    assert len(ours.shortfalls) < len(others.shortfalls)


def test_the_search_comes_close_without_a_solver():
    county = haian.instance()
    groups = tuple(replace(group, least=group.least // 5) for group in county.groups)
    part = replace(county, members=county.members[::6], representatives=county.representatives[::6], groups=groups)
    best, found = solve(part), solve(part, without_solver=True)
    assert (best.method, found.method) == ("highs", "python")
    assert best.objective <= found.objective < 1.02 * best.objective
    assert found.bound <= best.bound + 0.002
    assert found.gap < 0.03


def test_stopping_stops():
    told = []

    def stop(done):
        told.append(done)
        if done:
            raise InterruptedError

    for without_solver in (False, True):
        with pytest.raises(InterruptedError):
            solve(small_instance(1, 2, 6), stop, without_solver=without_solver)
    assert told[0] == 0
    assert max(told) <= 1


def test_the_plan_costs_less_than_the_greedy_one():
    """Priced alike (home only), the optimum cannot be dearer than the pairs stored by the greedy baseline."""
    baseline = json.loads((haian.DATA / "truth" / "matching_baseline.json").read_text("utf-8"))["stored_greedy"]
    home_only = replace(
        haian.instance(), groups=(), weights=Weights(other_sector=4, work_is_further=1000, repeated_type=0),
    )  # fmt: skip
    greedy = baseline["total_km"] + 4 * round(1545 * (1 - baseline["same_sector"]))
    best = json.loads((haian.DATA / "truth" / "matching_baseline.json").read_text("utf-8"))
    best = best["optimum_km_plus_4_if_other_sector"]
    solution = solve(home_only)
    assert solution.objective < greedy
    assert solution.objective == pytest.approx(best["total_km"] + 4 * round(1545 * (1 - best["same_sector"])), abs=1)


def test_the_order_of_the_input_does_not_matter():
    instance = haian.instance()
    dice = random.Random(7)
    shuffled = replace(
        instance, members=tuple(dice.sample(instance.members, 309)),
        representatives=tuple(dice.sample(instance.representatives, 4560)),
        groups=tuple(dice.sample(instance.groups, len(instance.groups))),
    )  # fmt: skip
    assert solve(shuffled) == plan_of_haian()
