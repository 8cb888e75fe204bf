"""Why a pair is as it is, in words."""

from __future__ import annotations

from liaison.assignment.rules import PairParts, Weights, nearer_km, score, total

WEIGHTS = Weights(other_sector=4, work_is_further=2, repeated_type=1)
NEAR = PairParts(1.2, 6.0, True, True, "农业界", "种粮大户")


def words(parts):
    return [reason.words for reason in score(parts, WEIGHTS)]


def test_a_good_pair():
    reasons = score(NEAR, WEIGHTS)
    assert words(NEAR) == ["同镇，离家 1.2 公里", "都是农业界", "五位里只有他是“种粮大户”"]
    assert [reason.percent for reason in reasons] == [92, 100, 100]
    assert total(reasons) == 1.2


def test_near_the_place_of_work():
    assert words(PairParts(9.0, 0.5, True, True, "农业界", "农技员"))[0] == "同镇，离工作的镇 0.5 公里，按 2.5 公里算"
    assert nearer_km(9.0, 0.5) == 0.5
    assert nearer_km(None, None) is None


def test_another_town_another_sector_and_a_repeated_type():
    parts = PairParts(8.0, None, False, False, "农业界", "农技员", repeats=1)
    assert words(parts) == ["跨镇，离家 8.0 公里", "界别不同，多算 4 公里", "五位里有 2 位是“农技员”，共多算 1 公里"]
    assert total(score(parts, WEIGHTS)) == 12.5


def test_an_unknown_village_is_said():
    assert words(PairParts(None, None, False, True, "农业界", "农技员"))[0] == "不知道住在哪个村，按 15 公里算"
