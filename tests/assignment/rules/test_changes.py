"""What a change costs and breaks, who else could keep somebody, and what moved from plan to plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from liaison.assignment.rules import (
    Group,
    Instance,
    Ledger,
    MemberPoint,
    RepresentativePoint,
    Weights,
    alternatives,
    change_cost,
    compare,
    parts_in,
    points,
    replacements,
    score,
    solve,
)
from tests.assignment.rules.random_instances import least_cost, small_instance

HERE, NEAR, FAR = (32.50, 120.40), (32.51, 120.40), (32.60, 120.40)
TYPES = (
    Group("identity_type", 7, "种粮大户", 2), Group("identity_type", 8, "农技员", 0), Group("sector", 1, "农业界", 0),
)  # fmt: skip
ONE, TWO = MemberPoint(1, "A01", 1, HERE, places=2), MemberPoint(2, "A02", 2, FAR, places=1)


def person(identity, identity_type=7, spot=HERE, sector=1, town=1):
    return RepresentativePoint(identity, f"R{identity}", sector, town, identity_type, spot)


WORLD = Instance(
    (ONE, TWO), (person(11), person(12, 7, NEAR), person(13, 8, FAR, sector=2), person(14, 8, NEAR)), TYPES,
    Weights(other_sector=4, repeated_type=1),
)  # fmt: skip
PLAN = ((1, 11), (1, 12), (2, 13))


def test_a_change_says_what_it_breaks_and_mends():
    change = change_cost(WORLD, PLAN, [(1, 12)], [(1, 14)])
    assert change.broken == ("种粮大户要 2 位，只剩 1 位",)
    assert change.mended == ("一位委员名下“种粮大户”由 2 位减为 1 位",)
    assert change.delta_km == 20 - 1
    assert change.sentence == "整个方案多算 19.0 公里"
    back = change_cost(WORLD, PLAN[:1] + ((1, 14), (2, 13)), [(1, 14)], [(1, 12)])
    assert (back.mended, back.broken) == (("种粮大户要 2 位，补到 2 位",), ("一位委员名下“种粮大户”有 2 位",))
    assert back.delta_km == -19
    assert change_cost(WORLD, PLAN, [], []).sentence == "整个方案一样好"


def test_a_change_names_the_member():
    named = change_cost(WORLD, PLAN[:1] + ((1, 14), (2, 13)), [(1, 14)], [(1, 12)], {1: "陈立平委员"})
    assert named.broken == ("陈立平委员名下“种粮大户”有 2 位",)
    crowded = change_cost(WORLD, PLAN, [(1, 11)], [(2, 11)], {2: "吴晓梅委员"})
    assert "吴晓梅委员会有 2 位，名额只有 1 个" in crowded.broken


def test_an_open_place_is_said():
    assert change_cost(WORLD, PLAN, [(2, 13)], []).broken == ("空出 1 个名额",)
    assert change_cost(WORLD, PLAN[:2], [], [(2, 13)]).mended == ("补上 1 个名额",)


def test_a_change_past_a_limit_is_said():
    world = replace(WORLD, locked=frozenset({(1, 11)}), forbidden=frozenset({(2, 11)}), former=frozenset({(1, 11)}))
    change = change_cost(world, PLAN, [(1, 11)], [(2, 11)])
    assert change.broken == (
        "拆开了锁定的一对", "配上了禁止结对的两位", "这位委员会有 2 位，名额只有 1 个", "空出 1 个名额",
        "1 对上一年的结对不再延续",
    )  # fmt: skip
    assert "一位代表会有两位委员联系" in change_cost(WORLD, PLAN, [], [(1, 13)]).broken


def test_a_swap_is_priced_as_a_whole():
    swapped = ((1, 13), (1, 12), (2, 11))
    delta = Ledger(WORLD, swapped).objective() - Ledger(WORLD, PLAN).objective()
    change = change_cost(WORLD, PLAN, [(1, 11), (2, 13)], [(1, 13), (2, 11)])
    assert change.delta_km == pytest.approx(delta, abs=0.001)
    assert change.delta_km > 20


def test_points_are_of_a_hundred_and_name_every_part():
    world = replace(WORLD, former=frozenset({(1, 11)}))
    reasons = score(parts_in(Ledger(world, PLAN), (1, 11)), world.weights)
    assert [(one.title, one.points, one.most) for one in reasons] == [
        ("就近", 40, 40), ("同界别", 25, 25), ("覆盖需要", 10, 10), ("延续", 10, 10), ("身份不重复", 4, 10),
    ]  # fmt: skip
    assert [one.words for one in reasons][1:4] == [
        "都是农业界", "种粮大户至少要 2 位，现在 2 位，少了他就不够", "上一年就是这一对"
    ]
    assert points(reasons) == 93
    assert points(score(parts_in(Ledger(world, PLAN), (2, 11)), world.weights)) < 50


def test_systems_and_related_sectors_have_their_words():
    clerk, farmer = replace(TWO, systems=frozenset({3})), replace(person(11), systems=frozenset({3}))
    world = Instance((clerk,), (farmer, person(12)), related=frozenset({(2, 1), (1, 2)}))
    ledger = Ledger(world, ())
    words = [[one.words for one in score(parts_in(ledger, (2, r)), world.weights)][1:3] for r in (11, 12)]
    assert words == [
        [f"界别相近，多算 {world.weights.related_sector:g} 公里", "归同一个工作组联系"],
        [f"界别相近，多算 {world.weights.related_sector:g} 公里", "不归同一个工作组，多算 0.5 公里"],
    ]  # fmt: skip


def test_the_next_best_members_and_why_not():
    found = solve(WORLD)
    other, = alternatives(WORLD, found.pairs, found.duals, 11)
    assert other.member_id == 2
    assert other.words == "跨镇，离家 11.1 公里，界别不同，要多算 15.1 公里"
    assert other.swap_cost == pytest.approx(other.cost - 0, abs=30)
    assert other.swap_words.startswith("整个方案至少多 ")
    full = replace(WORLD, members=(replace(ONE, places=1), replace(TWO, home=HERE, sector=1)))
    (rival,) = alternatives(full, ((1, 11), (2, 12)), None, 11)
    assert (rival.words, rival.swap_cost, rival.swap_words) == ("一样合适，但已有 1 位", None, "")
    assert alternatives(replace(WORLD, forbidden=frozenset({(2, 11)})), PLAN, None, 11) == []


def test_no_plan_with_another_pair_is_cheaper_than_said():
    """The least that the duals give is a lower bound of what forcing that pair really costs."""
    tried = 0
    for seed in range(150):
        instance = replace(small_instance(seed), locked=frozenset())
        found = solve(instance)
        for one in instance.representatives[:2]:
            slack = found.objective - found.bound
            for other in alternatives(instance, found.pairs, found.duals, one.id, slack=slack):
                if not next(m.places for m in instance.members if m.id == other.member_id):
                    continue
                forced = least_cost(replace(instance, locked=frozenset({(other.member_id, one.id)})))
                assert forced - found.objective >= other.swap_cost - 0.06, (seed, one.id, other)
                tried += 1
    assert tried > 200


def test_a_comparison_says_why_each_pair_ended():
    people = (*WORLD.representatives, person(15, 9, HERE), person(16, 9, NEAR))
    world = replace(WORLD, representatives=people, groups=(*TYPES, Group("identity_type", 9, "渔民", 1)))
    old = [(1, 11), (1, 12), (2, 13), (3, 14), (1, 98)]
    told = compare(old, [(1, 11), (1, 15), (2, 13)], [3], [98], world)
    assert (told.kept, told.new) == (((1, 11), (2, 13)), ((1, 15),))
    assert [(one.representative_id, one.why) for one in told.ended] == [
        (12, "为了覆盖渔民"), (98, "代表出库"), (14, "委员不再任职")
    ]
    assert told.sentence == "5 对里 2 对不变，3 对变动：1 委员离任，1 代表出库，1 覆盖需要"
    assert compare(old, old).sentence == "5 对里 5 对不变，0 对变动"


@pytest.mark.parametrize(("new", "settled", "why"), [
    ((1, 11), {}, "换得更近"),
    ((1, 14), {"locked": frozenset({(1, 14)})}, "名额锁定给了另一位代表"),
    ((2, 12), {"locked": frozenset({(2, 12)})}, "代表锁定给了另一位委员"),
    ((1, 14), {"forbidden": frozenset({(1, 12)})}, "这两位禁止结对"),
    ((1, 13), {}, "这样整个方案更合适"),
])  # fmt: skip
def test_one_pair_for_another(new, settled, why):
    world = replace(WORLD, groups=(), **settled)
    (ended,) = compare([(1, 12)], [new], instance=world).ended
    assert ended.why == why


def test_a_pair_of_one_unit_is_parted_for_that():
    people = tuple(replace(one, unit="市文化馆") for one in WORLD.representatives)
    members = (replace(ONE, unit="市文化馆"), TWO)
    world = replace(WORLD, groups=(), members=members, representatives=people, forbidden=frozenset({(1, 12)}))
    (ended,) = compare([(1, 12)], [(1, 14)], instance=world).ended
    assert ended.why == "两位在同一单位"


def test_a_member_with_fewer_places_keeps_fewer():
    world = replace(WORLD, groups=(), members=(replace(ONE, places=1), TWO))
    (ended,) = compare([(1, 11), (1, 12)], [(1, 11)], instance=world).ended
    assert ended.why == "委员的名额减少了"


def test_a_place_left_open_is_said():
    told = compare([(1, 11), (1, 12), (2, 13)], [(1, 11), (2, 13)], instance=replace(WORLD, groups=()))
    assert [one.why for one in told.ended] == ["换下了，这一位空着"]
    assert told.causes == {"open": 1}


def test_only_the_open_place_is_filled():
    left = replace(WORLD, representatives=tuple(one for one in WORLD.representatives if one.id != 11))
    assert replacements(left, PLAN) == ((1, 14),)
    assert replacements(WORLD, PLAN) == ()


def test_whoever_is_locked_to_another_member_is_not_suggested():
    world = replace(WORLD, locked=frozenset({(2, 14)}))
    assert replacements(world, ((1, 11), (2, 13))) == ((1, 12),)


@pytest.mark.parametrize("seed", range(40))
def test_looking_at_open_places_alone_finds_what_the_whole_plan_would(seed):
    world = replace(small_instance(seed), locked=frozenset())
    standing = frozenset(solve(world).pairs[::2])
    whole = solve(replace(world, locked=standing)).objective
    found = Ledger(world, (*standing, *replacements(world, standing))).objective()
    assert found == pytest.approx(whole, abs=0.01)
