"""Who may be one person: what is alike, what it weighs, and that nobody alike is overlooked."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison.core.text import pinyin
from liaison.roster.rules.duplicates import (
    LIKENESSES,
    THRESHOLD,
    USUAL_WEIGHTS,
    Facts,
    Reason,
    candidates,
    compared,
    in_words,
    is_digit_apart,
    is_one_character_apart,
    is_swapped,
    is_within,
    suspicions,
    unit_key,
)


def person(one=1, name="周桂芳", phone="13862705521", **more):
    """Somebody of whom only what matters is known."""
    facts = {"unit": "", "area_id": None, "village_id": None, "birth": None} | more
    return Facts(one, name, phone, pinyin(name), **facts)


def titles(one, other):
    """What is said of two people."""
    return [reason.title for reason in compared(one, other, USUAL_WEIGHTS).reasons]


@pytest.mark.parametrize(("other", "said"), [
    ({"name": "周桂芳"}, "姓名相同"), ({"name": "周贵芳"}, "姓名同音"), ({"name": "周桂兰"}, "姓名差一个字"),
    ({"phone": "13862705521"}, "电话相同"), ({"phone": "13862705522"}, "电话差一位"),
    ({"phone": "13862705512"}, "电话有两位颠倒"), ({"birth": "1974-09"}, "出生年月相同"),
    ({"birth": "1974-01"}, "同一年出生"), ({"birth": "1975-09"}, "出生年份不同"),
    ({"village_id": 7, "area_id": 3}, "同村"), ({"village_id": 8, "area_id": 3}, "同区镇"),
    ({"unit": "曲塘镇刘圩村种粮大户"}, "单位职务相同"), ({"unit": "刘圩村种粮大户"}, "单位职务一个包含另一个"),
])  # fmt: skip
def test_each_likeness_is_told(other, said):
    one = person(birth="1974-09", village_id=7, area_id=3, unit="曲塘镇刘圩村种粮大户")
    assert said in titles(one, person(2, **{"name": "吴晓", "phone": "15400000000"} | other))


def test_what_is_not_known_says_nothing():
    assert titles(person(name="吴晓", phone="15400000000"), person(2, "何军")) == []


def test_two_characters_one_apart_is_another_name():
    assert not is_one_character_apart(person(name="王芳"), person(name="王兰"))


def test_figures_that_are_far_apart_are_no_slip():
    assert not is_digit_apart(person(phone="13862705521"), person(phone="13862705533"))
    assert not is_swapped(person(phone="13862705521"), person(phone="13862715520"))
    assert not is_swapped(person(phone="13862705521"), person(phone="13862705533"))


def test_a_short_unit_is_not_looked_for_within_another():
    assert not is_within(person(unit="农民"), person(unit="农民合作社"))
    assert is_within(person(unit="曲塘合作社"), person(unit="海安市曲塘合作社"))


def test_units_are_compared_without_their_marks():
    assert unit_key("海安 （曲塘）合作社") == unit_key("海安曲塘合作社")


def test_the_sum_is_told_as_people_reckon():
    reasons = [Reason("姓名相同", 30), Reason("同村", 15), Reason("电话差一位", 20)]
    assert in_words(reasons, 60) == "姓名相同 30 ＋ 同村 15 ＋ 电话差一位 20 ＝ 65，达到 60"
    assert in_words([Reason("姓名相同", 30), Reason("出生年份不同", -20)], 60) == (
        "姓名相同 30 － 出生年份不同 20 ＝ 10，不到 60"
    )
    assert in_words([], 60).endswith("＝ 0，不到 60")


def test_the_likeliest_come_first_and_the_unlikely_not_at_all():
    people = [
        person(1, village_id=7), person(2, phone="13862705522", village_id=7),
        person(3, phone="15400000000", birth="1980-01"),
        person(4, "何军", "13862705521", village_id=7, birth="1974-09"),
    ]  # fmt: skip
    found = suspicions(people, USUAL_WEIGHTS)
    assert [(one.first_id, one.second_id, one.points) for one in found] == [(1, 2, 65)]
    assert len(suspicions(people, {**USUAL_WEIGHTS, THRESHOLD: 30})) > 1


def test_a_weight_of_nothing_is_not_told():
    assert titles(person(), person(2)) == ["姓名相同", "电话相同"]
    assert [r.title for r in compared(person(), person(2), {**USUAL_WEIGHTS, "name_same": 0}).reasons] == ["电话相同"]


def test_a_likeness_is_named_once():
    assert len({one.key for one in LIKENESSES}) == len({one.title for one in LIKENESSES}) == len(LIKENESSES)


names = st.text("王李周桂贵芳方华建国", min_size=2, max_size=4)
phones = st.text("138", min_size=11, max_size=11)


@given(st.lists(st.tuples(names, phones), min_size=2, max_size=8))
def test_nobody_alike_in_name_or_number_is_overlooked(identities):
    people = [person(n, name, phone) for n, (name, phone) in enumerate(identities)]
    alike = {(a.id, b.id) for a, b in combinations(people, 2) if compared(a, b, USUAL_WEIGHTS).reasons}
    assert alike <= candidates(people)
