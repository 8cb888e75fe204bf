"""A scheme's cells: what they mean, and the sentence where they mean nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from liaison.core.errors import CellError
from liaison.performance.rules.schemes import EACH, FULL, RATE, STEPS, VETO, Grade, Item, Rulebook, shown
from liaison.performance.rules.writing import (
    book_problem,
    grades_of,
    item_problem,
    steps_of,
    worth_in_words,
    worths_of,
)


def test_worths_are_read_as_people_write_them():
    one, other = worths_of("提案·立案  15, 首位 7.5，其他合分 7.5\n会议活动·缺席 －1.5；")
    assert (one.points, one.first, one.other, one.is_pot) == (15, Decimal("7.5"), Decimal("7.5"), True)
    assert (other.points, other.first, other.is_pot) == (Decimal("-1.5"), None, False)
    assert worths_of("；".join(map(worth_in_words, (one, other)))) == (one, other)


@pytest.mark.parametrize(("words", "told"), [
    ("提案立案 15", "看不懂"), ("提案·立案", "看不懂"), ("提案·通过 15", "没有“提案·通过”"),
    ("没有·这种 1", "没有“没有·这种”"),
    ("提案·立案 15；提案·立案 10", "写了两行"), ("提案·立案 1.255", "看不懂"),
])  # fmt: skip
def test_worths_that_mean_nothing(words, told):
    with pytest.raises(CellError, match=told):
        worths_of(words)


def test_grades_and_steps():
    assert grades_of("优秀 90 30%；称职 60；不称职") == (
        Grade("优秀", Decimal(90), Decimal("0.3")), Grade("称职", Decimal(60)), Grade("不称职", None),
    )  # fmt: skip
    assert steps_of("80% 2；90% 4") == ((Decimal("0.9"), 4), (Decimal("0.8"), 2))


@pytest.mark.parametrize("words", [
    "优秀 90；称职 60", "称职 60；优秀 90；不称职", "优秀；不称职", "优秀 90；优秀 80；差", "90",
])  # fmt: skip
def test_grades_out_of_order(words):
    with pytest.raises(CellError):
        grades_of(words)


@pytest.mark.parametrize(("rule", "part", "worths", "cell"), [
    (EACH, "建言", "", "worths"), (RATE, "联系", "联系·有效 1", "most"), (FULL, "会议活动", "全体会议·缺席 −1", "most"),
    (STEPS, "联系", "评议·满意 1", "steps"), (VETO, "扣分", "不实记录·查实 1", "ceiling"),
    ("第几次起", "加分", "提案·立案 3", "count"), (EACH, "建言", "提案·立案 −3", "worths"),
    (EACH, "扣分", "会议活动·缺席 3", "worths"),
])  # fmt: skip
def test_what_an_item_still_lacks(rule, part, worths, cell):
    assert item_problem(Item("项", part, rule, worths_of(worths)))[0] == cell


def test_what_a_scheme_still_lacks():
    item = Item("项", "建言", EACH, worths_of("提案·立案 1"), ceiling="没有这等")
    assert "还没有计分项目" in book_problem(Rulebook("试", (), ()))
    assert "等次" in book_problem(Rulebook("试", (item,), ()))
    assert "没有这等" in book_problem(Rulebook("试", (item,), grades_of("好 1；差")))


@pytest.mark.parametrize(("points", "words"), [("15.00", "15"), ("-1.50", "−1.5"), ("100", "100"), ("-0.00", "0")])
def test_points_as_people_write_them(points, words):
    assert shown(Decimal(points)) == words
