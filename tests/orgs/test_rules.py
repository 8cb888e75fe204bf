"""Words mean one row or none; distances are kilometres; a text speaks for a field by what it says."""

from __future__ import annotations

import pytest

from liaison.orgs.rules import ALIAS, NAME, RETIRED, Words, keyed, km, sector_key, weight, words_said


def test_distance_of_a_degree_and_of_nothing():
    assert km(32, 120, 33, 120) == pytest.approx(111.19, abs=0.01)
    assert km(32.5, 120.3, 32.5, 120.3) == 0
    assert km(32.49641, 120.32708, 32.57684, 120.72287) == pytest.approx(38.17, abs=0.05)


def test_distance_is_the_same_there_and_back():
    assert km(32.1, 120.2, 32.6, 120.9) == pytest.approx(km(32.6, 120.9, 32.1, 120.2))


@pytest.mark.parametrize("word", ["农业界", "农业", " 农　业 界"])
def test_the_ending_of_a_sector_is_optional(word):
    assert sector_key(word) == "农业"


def test_a_name_counts_before_an_alias_and_a_row_in_use_before_a_retired_one():
    words = Words()
    words.add(1, ALIAS, ["海安"])
    words.add(2, NAME, ["海安"])
    words.add(3, RETIRED, ["海安", "海北"])
    assert words.find("海安") == 2
    assert words.find("海北") == 3


def test_a_word_for_two_rows_means_none_and_is_named():
    words = Words()
    words.add(1, ALIAS, ["开发区"])
    words.add(2, ALIAS, ["开发区"])
    assert words.find("开发区") is None
    assert words.doubtful() == ["开发区"]


@pytest.mark.parametrize("word", ["", None, "　", "没有的"])
def test_blank_and_unknown_words_mean_nothing(word):
    words = Words()
    words.add(1, NAME, ["曲塘镇", ""])
    assert words.find(word) is None


def test_width_and_blanks_do_not_matter():
    words = Words()
    words.add(7, NAME, ["水产（紫菜）养殖户"])
    assert words.find("水产(紫菜) 养殖户 ") == 7


def test_longer_words_weigh_more():
    said = words_said("村口的路口没有红绿灯", keyed(["红绿灯", "路口", "路灯", ""]))
    assert said == ["红绿灯", "路口"]
    assert weight(said) == 5
