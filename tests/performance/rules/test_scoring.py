"""Entries of any acts: nothing appears or vanishes, no cap is exceeded, the order does not matter."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison.performance.rules.deeds import DEEDS, Act, short_quarters
from liaison.performance.rules.grading import results_of
from liaison.performance.rules.schemes import (
    BASE,
    BONUS,
    EACH,
    FULL,
    MINUS,
    ONCE,
    RATE,
    STEPS,
    VETO,
    Grade,
    Item,
    Rulebook,
    Worth,
)
from liaison.performance.rules.scoring import by_part, entries_of, total_of
from liaison.performance.rules.writing import grades_of, worths_of
from tests.performance.rules.test_shipped_schemes import BOOKS

FIRST = date(2024, 1, 1)
PAIRS = [(kind, result) for kind, results in DEEDS.items() for result in results]


@st.composite
def deeds(draw):
    """Some acts of members 1 and 2, each from a row of its own."""
    found = []
    for number in range(draw(st.integers(0, 25))):
        kind, result = draw(st.sampled_from(PAIRS))
        authors = draw(st.integers(1, 5))
        found.append(Act(
            f"deed:{number}", draw(st.integers(1, 2)), kind, result, FIRST + timedelta(draw(st.integers(0, 365))),
            draw(st.integers(1, authors)), authors, Decimal(draw(st.sampled_from(["1", "0.5", "4"]))),
        ))  # fmt: skip
    return found


CASES = given(st.sampled_from(sorted(BOOKS)), st.booleans(), deeds(), st.randoms(use_true_random=False))


@settings(max_examples=25)
@CASES
def test_entries_are_conserved_capped_and_without_order(code, is_standing, acts, random):
    book = BOOKS[code]
    entries = entries_of(book, 1, is_standing, acts)
    shuffled = list(acts)
    random.shuffle(shuffled)
    assert sorted(entries_of(book, 1, is_standing, shuffled)) == sorted(entries)

    result = results_of(book, {1: entries, 2: entries_of(book, 2, is_standing, acts)})[1]
    assert result.total == total_of(entries) == sum(result.parts.values()) == sum(by_part(entries).values())

    for item in book.items_for(is_standing):
        own = total_of(one for one in entries if one.item == item.name)
        assert item.full is None or item.part == MINUS or 0 <= own <= item.full
        assert item.most is None or abs(own) <= item.most
    assert book.bonus is None or result.parts[BONUS] <= book.bonus
    base = sum(result.parts[part] for part in BASE)
    assert book.base is None or 0 <= base <= book.base

    telling = [one for one in book.items_for(is_standing) if one.rule != STEPS and not (one.rule == VETO and one.count)]
    counted = {act.source for act in acts if act.member_id == 1 and any(one.worth_of(act) for one in telling)}
    assert {one.source for one in entries} - {""} == counted


def book(*items, **more):
    """A scheme of these items."""
    return Rulebook("试", items, grades_of("好 10；差"), **more)


def item(rule, worths, **more):
    """An item of 会议活动."""
    return Item("项", more.pop("part", "会议活动"), rule, worths_of(worths), **more)


def points(one, *acts):
    """The points of each entry."""
    return [entry.points for entry in entries_of(book(one), 1, False, acts)]


def act(number, words, day=0, **more):
    """An act of member 1."""
    kind, result = words.split("·")
    return Act(f"deed:{number}", 1, kind, result, FIRST + timedelta(day), **more)


def test_a_cap_is_an_entry_of_its_own():
    one = item(EACH, "会议活动·出席 4", most=Decimal(6))
    assert points(one, act(1, "会议活动·出席"), act(2, "会议活动·出席", 1)) == [4, 4, -2]
    minus = item(EACH, "会议活动·缺席 −4", most=Decimal(6), part=MINUS)
    assert points(minus, act(1, "会议活动·缺席"), act(2, "会议活动·缺席", 1)) == [-4, -4, 2]


def test_only_the_best_counts_and_the_others_say_so():
    one = item(ONCE, "提案·提交 6；提案·立案 15")
    entries = entries_of(book(one), 1, False, [act(1, "提案·提交"), act(2, "提案·立案", 1), act(3, "提案·立案", 2)])
    assert [(e.points, e.reason) for e in entries] == [
        (0, "提案·提交，只计最高的一次"), (15, "提案·立案"), (0, "提案·立案，只计最高的一次"),
    ]  # fmt: skip


def test_a_full_mark_needs_a_first_record_and_ends_at_nothing():
    one = item(FULL, "全体会议·出席 0；全体会议·缺席 −20", most=Decimal(20))
    assert points(one) == []
    assert points(one, act(1, "全体会议·出席")) == [20, 0]
    assert points(one, act(1, "全体会议·缺席"), act(2, "全体会议·缺席", 1)) == [20, -20, -20, 20]


def test_a_rate_by_those_called_and_by_those_due():
    called = item(RATE, "常委会议·出席 1；常委会议·缺席 0", most=Decimal(10))
    acts = [act(1, "常委会议·出席"), act(2, "常委会议·缺席", 1), act(3, "常委会议·出席", 2)]
    assert points(called, *acts) == [Decimal("3.33"), 0, Decimal("3.34")]
    due = item(RATE, "常委会议·出席 1", most=Decimal(10), count=1)
    assert points(due, *acts) == [10, 0]


def test_acts_of_others_and_repeated_ones_do_not_count():
    one = item(EACH, "会议活动·出席 4")
    mine = act(1, "会议活动·出席")
    assert points(one, mine, mine, Act("deed:2", 2, "会议活动", "出席", FIRST)) == [4]


@pytest.mark.parametrize(("place", "authors", "credited", "earned"), [
    (1, 1, None, "15"), (1, 2, None, "8"), (2, 2, None, "6"), (2, 4, None, "2"), (2, 4, 3, "3"), (4, 4, 3, "0"),
])  # fmt: skip
def test_signatures_share_as_the_scheme_says(place, authors, credited, earned):
    worth = Worth("提案", "立案", Decimal(15), Decimal(8), Decimal(6), is_pot=True)
    assert worth.earned(act(1, "提案·立案", place=place, authors=authors), credited) == Decimal(earned)


def test_a_grade_for_a_share_only_and_equal_totals_go_together():
    grades = (Grade("优", Decimal(90), Decimal("0.5")), Grade("良", Decimal(60)), Grade("差", None))
    one = Rulebook("试", (item(EACH, "会议活动·出席 1"),), grades)
    rows = {n: entries_of(one, n, False, [Act("deed:1", n, "会议活动", "出席", FIRST, amount=Decimal(total))])
            for n, total in enumerate([99, 95, 95, 10], 1)}  # fmt: skip
    found = results_of(one, rows)
    assert [(r.rank, r.grade) for r in found.values()] == [(1, "优"), (2, "良"), (2, "良"), (4, "差")]
    assert found[2].why == "优不超过 50%，4 人里最多 2 人"
    away = results_of(one, rows, {1: "长期病休"})
    assert (away[1].grade, away[1].rank, away[1].why) == ("不参加考核", None, "长期病休")
    assert [away[n].grade for n in (2, 3)] == ["良", "良"], "of three, one may be 优; two are equal"


def test_quarters_that_are_over_with_too_few_contacts():
    days = [date(2024, 2, 1)] * 5 + [date(2024, 5, 1)] * 4
    assert short_quarters(2024, days, date(2024, 9, 29)) == [date(2024, 6, 30)]
    assert short_quarters(2024, days, date(2024, 12, 31)) == [date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)]
