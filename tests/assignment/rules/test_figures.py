"""The figures of a plan and the sentences about who is short."""

from __future__ import annotations

from collections import Counter

from liaison.assignment.rules import Group, PairFact, figures_of

TOWNS = (Group("town", 1, "角斜镇", 40), Group("town", 2, "曲塘镇", 1), Group("town", 3, "白甸镇", 0))
TYPES = (Group("identity_type", 7, "种粮大户", 3),)
PEOPLE = Counter({("town", 1): 31, ("town", 2): 200, ("identity_type", 7): 12})


def fact(member=1, km=1.0, same_sector=True, same_town=True, town=2, identity_type=7):
    groups = (("town", town), ("sector", 1), ("identity_type", identity_type))
    return PairFact(member, km, km, same_sector, same_town, groups)


def test_counts_shares_and_means():
    pairs = [fact() for _ in range(5)] + [fact(2, 6.0, False, False, 1), fact(2, 4.0, True, False)]
    figures = figures_of(pairs, 3, TOWNS + TYPES, PEOPLE)
    assert (figures.places, figures.pairs, figures.open_places) == (15, 7, 8)
    assert (figures.members, figures.full) == (3, 1)
    assert figures.mean_km == round(15 / 7, 4)
    assert figures.same_sector == round(6 / 7, 4)
    assert figures.near == round(6 / 7, 4)
    assert figures.reached == {"town": 2, "sector": 0, "identity_type": 1}
    assert figures.groups == {"town": 3, "sector": 0, "identity_type": 1}


def test_a_shortfall_names_what_is_short_and_why():
    figures = figures_of([fact()], 1, TOWNS + TYPES, PEOPLE)
    assert [one.sentence for one in figures.shortfalls] == [
        "角斜镇要 40 位，只有 31 位可选",
        "种粮大户要 3 位，只配了 1 位，还差 2 位",
    ]
    assert "不够：角斜镇要 40 位，只有 31 位可选" in figures.lines()
    assert figures.as_json()["shortfalls"][0] == "角斜镇要 40 位，只有 31 位可选"


def test_an_empty_plan_has_no_means():
    figures = figures_of([], 2, (), Counter())
    assert figures.mean_km is None
    assert figures.near is None
    assert "平均 —（只算到家 —）" in figures.lines()


def test_an_unknown_distance_is_left_out_of_the_mean_but_not_of_the_share():
    figures = figures_of([fact(km=None, same_town=False), fact(km=2.0)], 1, (), Counter())
    assert figures.mean_km == 2.0
    assert figures.near == 0.5
