"""The shipped schemes against members reckoned by hand: what each did, and what it comes to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from liaison.performance.rules.deeds import Act
from liaison.performance.rules.grading import results_of
from liaison.performance.rules.schemes import shown
from liaison.performance.rules.scoring import entries_of, total_of
from liaison.performance.rules.writing import book_of, book_problem, item_problem
from liaison.performance.sheets.schemes import shipped_schemes

BOOKS = {
    one.code: book_of(SimpleNamespace(**one.head), [SimpleNamespace(**cells) for cells in one.items])
    for one in shipped_schemes()
}  # fmt: skip
DAY = date(2024, 3, 1)


def acts(deeds):
    """Acts of member 1 from `kind·result`, `… ×times` of that many, `… 2/3` the second of three signatures,
    `… =4` four at once."""
    found = []
    for deed in deeds:
        words, _, more = deed.partition(" ")
        kind, result = words.split("·")
        times = int(more[1:]) if more.startswith("×") else 1
        place, authors = map(int, more.split("/")) if "/" in more else (1, 1)
        amount = Decimal(more[1:]) if more.startswith("=") else Decimal(1)
        for _ in range(times):
            found.append(Act(f"deed:{len(found) + 1}", 1, kind, result, DAY, place, authors, amount))
    return found


def reckoned(code, deeds, is_standing=False):
    """(total, grade, points by item) of one member."""
    entries = entries_of(BOOKS[code], 1, is_standing, acts(deeds))
    result = results_of(BOOKS[code], {1: entries, 2: [], 3: [], 4: []})[1]  # of four, one may be 优秀
    items = {}
    for one in entries:
        items[one.item] = items.get(one.item, 0) + one.points
    return result, {name: points for name, points in items.items() if points}


# Each: scheme, standing member or not, what he did, points by item as on paper, total, grade.
BY_HAND = [
    ("default", False,
     ["全体会议·出席", "会议活动·出席 ×5", "提案·立案", "提案·立案", "社情民意·采用", "联系·有效 ×20",
     "结对的代表·每季度第一次 ×20", "诉求反馈·已反馈 ×3",
      "评议·满意 ×9", "评议·不满意", "学习培训·参加 ×5", "联络室值班·完成 ×6"],
     # 20 + 20 + 15 + 10 + (10 + 5 + 6 + 4) + 10 = 100; bonus 3 + 4 = 7
     {"全体会议": 20, "会议活动": 20, "提案": 15, "社情民意": 10, "联系完成率": 10, "联系记录": 5, "诉求反馈": 6,
      "评议满意率": 4, "学习读书培训": 10, "再立案的提案": 3, "联络室值班": 4}, 107, "优秀"),
    ("default", False,
     ["全体会议·请假", "会议活动·出席 ×2", "会议活动·缺席", "提案·提交 2/2", "社情民意·提交", "联系·有效 ×40",
      "结对的代表·每季度第一次 ×13",
      "学习培训·参加 ×2", "季度联系·结对不足 ×2"],
     # (20 − 10) + 8 + 3 + 4 + (6.5 + 5) + 4 = 40.5; − 1.5 − 2
     {"全体会议": 10, "会议活动": 8, "提案": 3, "社情民意": 4, "联系完成率": 6.5, "联系记录": 5, "学习读书培训": 4,
      "缺席迟到": -1.5, "季度联系不足": -2}, 37, "不称职"),
    ("default", True,
     ["全体会议·出席", "常委会议·出席 ×3", "常委会议·请假", "会议活动·出席 ×5", "提案·立案", "社情民意·采用",
      "联系·有效 ×5", "结对的代表·每季度第一次 ×20",
      "诉求反馈·已反馈 ×3", "评议·满意", "学习培训·参加 ×5", "履职报告·提交", "全体会议·缺席"],
     # 0 (20 − 20) + 7.5 + 20 + 15 + 10 + 25 + 10 = 87.5; × 100/110 = 79.55; − 10 = 69.55
     {"常委会议": 7.5, "会议活动": 20, "提案": 15, "社情民意": 10, "联系完成率": 10, "联系记录": 5, "诉求反馈": 6,
      "评议满意率": 4,
      "学习读书培训": 10, "常委底分折算": Decimal("-7.95"), "缺席迟到": -10}, Decimal("69.55"), "基本称职"),
    ("jinan-2015", False,
     ["全体会议·出席", "提案·立案", "提案·立案", "提案·立案 2/2", "视察·参加", "提案表彰·重点", "服务群众·公益活动 ×6"],
     # 30 + 20 + 20 = 70; second filed + 5, the third is another's; key + 5; 6 × 2 = 12, at most 10
     {"全体会议": 30, "提案或社情民意": 20, "视察活动": 20, "再立案的提案": 5, "重点提案": 5,
      "公益活动": 10}, 90, "优秀"),
    ("jinan-2015", False, ["全体会议·缺席", "社情民意·采用", "会议活动·出席", "提案表彰·优秀", "提案表彰·优秀"],
     # 0 + 20 + 20 + 2 × 10 = 60 would be 称职, but he was at no plenary
     {"提案或社情民意": 20, "视察活动": 20, "优秀提案": 20}, 60, "不称职"),
    ("guangshui-2017", False,
     ["提案·立案 1/2", "社情民意·采用", "服务群众·联系企业", "全体会议·迟到早退", "会议活动·缺席 ×2",
      "学习培训·学习笔记", "表彰·县级", "表彰·省级"],
     # 15 + 20 + 20 + (10 − 1 − 2 × 1.5) + 5 = 66; the best award + 8
     {"提案": 15, "社情民意或文史资料": 20, "联系重点企业": 20, "考勤": 6, "学习笔记": 5, "表彰": 8}, 74, "称职"),
    ("guangshui-2017", True,
     ["提案·转为信息", "文史资料·采用", "服务群众·帮扶困难户", "常委会议·缺席 ×3", "会议活动·缺席 ×2"],
     # 15 + 20 + 20 + (10 − 9 − 3, not below 0) = 55
     {"提案": 15, "社情民意或文史资料": 20, "帮扶困难户": 20}, 55, "不称职"),
    ("tongcheng-2019", False,
     ["全体会议·请假", "提案·立案 2/4", "会议活动·出席 ×2", "发言·书面", "社情民意·采用", "社情民意·提交"],
     # 50 − 20 = 30; the others share 12.5, of whom two count: 6.25; 2 + 2 + 5 = 9; 15 + 10, at most 15
     {"会议": 30, "提案": Decimal("6.25"), "活动": 9, "社情民意": 15}, Decimal("60.25"), "合格"),
    ("tongcheng-2019", True,
     ["全体会议·出席", "常委会议·请假", "常委会议·缺席", "提案·提交 1/3", "提案·立案 4/4", "会议活动·出席 ×6"],
     # 50 − 2 − 5 = 43; 5 and nothing for the fourth signature; 12, at most 10
     {"会议": 43, "提案": 5, "活动": 10}, 58, "不合格"),
    ("minhang", False,
     ["全体会议·出席 =6", "会议活动·出席 ×2", "视察·参加", "学习培训·参加", "提案·立案", "提案·立案 2/3",
      "提案表彰·重点 2/3", "社情民意·提交"],
     # 6 half-days × 5 = 30; 15; 10; the best proposal 15; key, not the first + 3
     {"全体会议（每半天）": 30, "会议活动": 15, "外出培训": 10, "提案": 15, "提案表彰": 3}, 73, "达到基本要求"),
    ("minhang", False, ["全体会议·出席 =6", "会议活动·出席 ×9", "提案·立案 2/2"],
     # 30 + 45 + 3, but no opinion
     {"全体会议（每半天）": 30, "会议活动": 45, "提案": 3}, 78, "未达到基本要求"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "is_standing", "deeds", "items", "total", "grade"), BY_HAND)
def test_a_member_reckoned_by_hand(code, is_standing, deeds, items, total, grade):
    result, found = reckoned(code, deeds, is_standing)
    assert found == {name: Decimal(str(points)) for name, points in items.items()}
    assert (result.total, result.grade) == (Decimal(str(total)), grade)
    assert sum(map(float, items.values())) == float(total), "the sum on paper is wrong"


@pytest.mark.parametrize("code", BOOKS)
def test_what_ships_can_be_used_as_it_is(code):
    book = BOOKS[code]
    assert book_problem(book) is None
    assert not [item.name for item in book.items if item_problem(item)]


@pytest.mark.parametrize(("code", "ordinary", "standing"), [
    ("default", 100, 110), ("jinan-2015", 70, 70), ("guangshui-2017", 100, 100), ("tongcheng-2019", 100, 100),
])  # fmt: skip
def test_the_base_items_come_to_the_mark_of_the_source(code, ordinary, standing):
    assert (BOOKS[code].base_full(False), BOOKS[code].base_full(True)) == (ordinary, standing)


def test_a_false_record_sets_the_grade_whatever_the_total():
    result, _items = reckoned("default", [*BY_HAND[0][2], "不实记录·查实"])
    assert (result.total, result.grade) == (97, "不称职")
    assert "不实记录·查实" in result.why


def test_the_best_grade_needs_the_quota():
    met = "结对的代表·每季度第一次"
    deeds = [f"{met} ×19" if one.startswith(met) else one for one in BY_HAND[0][2] if one[:4] != "联络室值"]
    result, _items = reckoned("default", deeds)
    assert shown(result.total) == "102.5" and result.grade == "称职"
    assert "19 次，少于 20 次" in result.why


def test_bonus_stays_within_its_own_cap():
    entries = entries_of(BOOKS["default"], 1, False, acts(["表彰·国家级 ×4", "提案表彰·重点"]))
    assert total_of(entries) == 20
    assert [(one.item, shown(one.points), one.reason) for one in entries if not one.source and one.points] == [
        ("加分封顶", "−9", "合计 29 分，封顶 20 分"),
    ]  # fmt: skip
