"""The checker: what it accepts, what it finds wrong, and that no bound it gives is ever above the cheapest plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from itertools import product
from typing import Any

import pytest

from liaison.assignment.rules import Group, Instance, MemberPoint, RepresentativePoint, Weights, cost_between, solve
from liaison.assignment.rules.certificate import certificate_of, from_bytes, to_bytes
from liaison.assignment.rules.checking import METRE, bound_of, check, cost_of, pair_cost
from liaison.assignment.rules.solution import Duals, Solution
from tests.assignment import haian

Certificate = dict[str, Any]
SIZES = {"town": 2, "sector": 3, "identity_type": 2, "library": 2}


def some_instance(seed: int, members: int = 2, people: int = 6, places: int = 2) -> Instance:
    """A few people with everything that counts: systems, related sectors, groups of all kinds, settled pairs."""
    dice = random.Random(seed)
    spot = lambda: (32.5 + dice.random() / 5, 120.4 + dice.random() / 5)  # noqa: E731
    maybe = lambda: spot() if dice.random() < 0.8 else None  # noqa: E731
    systems = lambda: frozenset(dice.sample((1, 2), dice.randrange(3)))  # noqa: E731
    served = tuple(
        MemberPoint(n + 1, f"M{n}", dice.randrange(3), maybe(), maybe(), systems=systems(), places=places)
        for n in range(members)
    )
    chosen = tuple(
        RepresentativePoint(
            n + 11, f"R{n}", dice.randrange(3), dice.randrange(2), dice.randrange(2), maybe(), systems=systems(),
            libraries=tuple(dice.sample((0, 1), dice.randrange(3))),
        )
        for n in range(people)
    )  # fmt: skip
    groups = tuple(Group(kind, n, f"{kind}{n}", dice.randrange(3)) for kind, size in SIZES.items() for n in range(size))
    everybody = [(m.id, r.id) for m in served for r in chosen]
    settled = dice.sample(everybody, 4)
    weights = Weights(repeated_type=dice.choice((0, 1, 3)), missing=dice.choice((2, 20)), broken=dice.choice((0, 4)))
    return Instance(
        served, chosen, groups, weights, related=frozenset({(0, 1), (1, 0)}), locked=frozenset(settled[:1]),
        forbidden=frozenset(settled[1:3]), former=frozenset(settled[2:]),
    )  # fmt: skip


@cache
def proven(seed: int = 0) -> bytes:
    """The certificate of a small plan."""
    instance = some_instance(seed)
    return to_bytes(certificate_of(instance, solve(instance)))


@pytest.fixture
def certificate() -> Certificate:
    """A certificate of one's own to spoil; with prices of every kind, so that each can be spoilt."""
    seeds = (seed for seed in range(100) if all(map(any, from_bytes(proven(seed))["duals"].values())))
    return from_bytes(proven(next(seeds)))


def plans_of(certificate: Certificate) -> Iterator[list[tuple[int, int]]]:
    """Every plan within the limits."""
    members = {one["id"]: one["places"] for one in certificate["members"]}
    people = [one["id"] for one in certificate["representatives"]]
    locked, forbidden = ({tuple(pair) for pair in certificate[name]} for name in ("locked", "forbidden"))
    for keepers in product([None, *members], repeat=len(people)):
        plan = [(m, r) for m, r in zip(keepers, people, strict=True) if m]
        fits = all(keepers.count(m) <= places for m, places in members.items())
        if fits and locked <= set(plan) and not forbidden & set(plan):
            yield plan


def cheapest(certificate: Certificate) -> float:
    """The least cost over every plan there is."""
    return min(cost_of(certificate, plan) for plan in plans_of(certificate))


def faults(certificate: Certificate) -> str:
    """All that the check says is wrong, as one text."""
    return "；".join(check(certificate).faults)


@pytest.mark.parametrize("seed", range(40))
def test_what_the_solver_finds_is_accepted_and_is_the_cheapest(seed):
    certificate = from_bytes(proven(seed))
    verdict = check(certificate)
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(cheapest(certificate), abs=METRE)
    assert verdict.bound <= verdict.objective + METRE


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_duals_no_plan_is_cheaper_than_the_bound(seed):
    """The proof rests on this alone: prices of the right sign, found by nobody, never promise too much."""
    dice, instance = random.Random(seed), some_instance(seed, people=5)
    weights = instance.weights
    duals = Duals(
        tuple(dice.choice((dice.uniform(-5, 30), weights.open_place)) for _ in instance.members),
        tuple(-dice.choice((0, dice.uniform(0, 20))) for _ in instance.representatives),
        tuple(dice.choice((0, weights.missing)) for _ in instance.groups),
        {(n, kind): -dice.uniform(0, weights.repeated_type) for n in range(2) for kind in range(2)},
    )
    certificate = certificate_of(instance, Solution((), 0, 0, duals))
    assert bound_of(certificate)[0] <= cheapest(certificate) + 1e-6


def test_pairs_cost_what_the_solver_reckons():
    for seed in range(20):
        instance = some_instance(seed).sorted()
        certificate = from_bytes(proven(seed))
        pairs = product(zip(certificate["members"], instance.members, strict=True),
                        zip(certificate["representatives"], instance.representatives, strict=True))  # fmt: skip
        for (member, m), (person, r) in pairs:
            assert pair_cost(certificate, member, person) == pytest.approx(cost_between(m, r, instance), abs=1e-9)


def test_a_planted_wrong_pair_is_found(certificate):
    kept = {r for _, r in certificate["pairs"]}
    free = next(one["id"] for one in certificate["representatives"] if one["id"] not in kept)
    certificate["pairs"][-1] = [certificate["pairs"][-1][0], free]
    assert "目标值算出来是" in faults(certificate)


def test_two_pairs_that_changed_hands_are_found(certificate):
    (m, r), (n, s) = certificate["pairs"][0], certificate["pairs"][-1]
    assert m != n
    certificate["pairs"][0], certificate["pairs"][-1] = [m, s], [n, r]
    assert faults(certificate)


@pytest.mark.parametrize(("name", "words"), [
    ("members", "委员的对偶值"), ("representatives", "代表的对偶值"), ("groups", "覆盖的对偶值"),
])  # fmt: skip
def test_a_planted_dual_beyond_its_price_is_found(certificate, name, words):
    certificate["duals"][name][0] = 2_000
    assert words in faults(certificate)


def test_a_planted_dual_of_the_wrong_sign_is_found(certificate):
    certificate["duals"]["groups"][0] = -1
    certificate["duals"]["crowded"].append([0, 99, 0.5])
    assert "覆盖的对偶值应在 0 到" in faults(certificate)
    assert "身份重复的对偶值应在" in faults(certificate)


@pytest.mark.parametrize("step", [-0.5, 0.5])
@pytest.mark.parametrize("name", ["members", "representatives", "groups"])
def test_a_planted_dual_of_the_right_sign_is_found(certificate, name, step):
    """Save that of somebody locked: what is added to his price is taken off his reduced cost, the proof is as good."""
    locked = {r for _, r in certificate["locked"]}
    values = certificate["duals"][name]
    n = next(n for n, value in enumerate(values) if value and certificate[name][n]["id"] not in locked)
    values[n] += step
    assert faults(certificate)


def test_a_planted_missing_arc_is_found():
    """The solver never saw the pair that the best plan has: its duals prove nothing about it."""
    found = 0
    for seed in range(20):
        instance = some_instance(seed)
        free = [pair for pair in solve(instance).pairs if pair not in instance.locked]
        unseen = Instance(**{**vars(instance), "forbidden": instance.forbidden | {free[0]}})
        certificate = certificate_of(unseen, solve(unseen))
        assert check(certificate).faults == ()
        certificate["forbidden"].remove(list(free[0]))
        if cheapest(certificate) < certificate["objective"] - 2 * METRE:
            found += 1
            assert f"按对偶值还能更省的一对：({free[0][0]}, {free[0][1]}," in faults(certificate)
    assert found >= 10


def spoilt(certificate: Certificate, change: str) -> Certificate:
    """A certificate with one thing written otherwise."""
    people, plan = certificate["representatives"], certificate["pairs"]
    kept = {r for _, r in plan}
    free = [one["id"] for one in people if one["id"] not in kept]
    taken = next(m for m, _ in plan)
    lock = certificate["locked"][0]
    changes = {
        "sixth": lambda: plan.append([taken, free[0]]),
        "twice": lambda: plan.append(list(plan[0])),
        "other keeper": lambda: plan.append([3 - taken, plan[0][1]]),
        "forbidden": lambda: certificate["forbidden"].append(list(plan[0])),
        "lock": lambda: plan.remove(lock),
        "unknown member": lambda: plan.append([77, free[0]]),
        "unknown person": lambda: plan.append([taken, 77]),
        "objective": lambda: certificate.update(objective=certificate["objective"] - 0.01),
        "bound": lambda: certificate.update(bound=certificate["bound"] + 0.01),
        "places": lambda: certificate["members"][0].update(places=6),
        "two of one id": lambda: people.append(dict(people[0])),
        "weight": lambda: certificate["weights"].update(repeated_type=-1),
        "fewer duals": lambda: certificate["duals"]["members"].pop(),
        "no duals": lambda: certificate.pop("duals"),
        "words": lambda: certificate["duals"]["members"].append("dear"),
        "infinite": lambda: certificate["duals"]["members"].__setitem__(0, float("inf")),
        "no number": lambda: certificate["duals"]["members"].__setitem__(0, float("nan")),
        "nobody's lock": lambda: certificate["locked"].append([77, 78]),
    }
    changes[change]()
    return certificate


@pytest.mark.parametrize(("change", "words"), {
    "sixth": "委员超过名额：", "twice": "代表配了两次：", "other keeper": "代表配了两次：",
    "forbidden": "禁止的一对在方案里：",
    "lock": "锁定的一对不在方案里：", "unknown member": "这一对不在名单里：(77, ",
    "unknown person": "这一对不在名单里：", "objective": "目标值算出来是", "bound": "下界只证得到",
    "places": "名额不是 0 到 5：", "two of one id": "证书不完整", "weight": "权重小于 0：repeated_type",
    "fewer duals": "证书不完整", "no duals": "证书不完整，读不下去：KeyError 'duals'", "words": "证书不完整",
    "infinite": "委员的对偶值应在 -inf 到 1000 之间：inf", "no number": "委员的对偶值应在 -inf 到 1000 之间：nan",
    "nobody's lock": "锁定的一对不在方案里：(77, 78)",
}.items())  # fmt: skip
def test_each_other_fault_is_found(certificate, change, words):
    assert words in faults(spoilt(certificate, change))


def test_many_faults_of_a_kind_are_counted(certificate):
    certificate["pairs"] += [[n, n] for n in range(70, 80)]
    assert "这一对不在名单里：(70, 70)，(71, 71)，(72, 72)，共 10 处" in faults(certificate)


def test_two_people_of_one_id_are_found_though_nothing_else_is_wrong(certificate):
    copy = deepcopy(certificate["representatives"][0])
    certificate["representatives"].append(copy)
    certificate["duals"]["representatives"].append(-1_000)
    assert "有编号写了两遍：代表" in faults(certificate)


@pytest.mark.parametrize("seed", [54, 201, 236])
def test_the_gap_is_said_where_halves_would_be_cheaper(seed):
    """One member, groups that compete for his places: no prices can prove the best plan, and the check says so."""
    instance = some_instance(seed, members=1, people=9, places=3)
    certificate = certificate_of(instance, solve(instance))
    verdict = check(certificate)
    assert verdict.faults == ()
    assert verdict.objective == pytest.approx(cheapest(certificate), abs=METRE)
    assert verdict.gap > 0


def test_a_bound_that_proves_nothing_is_said():
    idle = Duals((-1_000.0,) * 2, (0.0,) * 6, (0.0,) * 9)
    verdict = check(certificate_of(some_instance(0), Solution((), 0, 0, idle)))
    assert verdict.bound < 0
    assert verdict.gap == float("inf")


def test_the_plan_of_haian_is_proven():
    instance = haian.instance()
    solution = solve(instance)
    verdict = check(from_bytes(to_bytes(certificate_of(instance, solution))))
    assert verdict.faults == ()
    assert verdict.gap < 1e-6
    assert verdict.objective == pytest.approx(solution.objective, abs=METRE)
