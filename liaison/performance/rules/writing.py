"""How a scheme's cells are written, one thing a line, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from liaison.core.errors import CellError
from liaison.core.text import folded
from liaison.performance.rules.deeds import DEEDS
from liaison.performance.rules.schemes import (
    EACH,
    FROM_NTH,
    FULL,
    MINUS,
    RATE,
    STEPS,
    VETO,
    ZERO,
    Grade,
    Item,
    Rulebook,
    Worth,
    shown,
)

NUMBER = r"[-−]?[0-9]{1,4}(?:\.[0-9]{1,2})?"
WORTH = re.compile(
    rf"(?P<kind>[^·\s]+)·(?P<result>[^·\s]+)\s+(?P<points>{NUMBER})(?:,首位\s*(?P<first>{NUMBER}))?"
    rf"(?:,其他(?P<pot>合分)?\s*(?P<other>{NUMBER}))?"
)
STEP = re.compile(rf"(?P<share>[0-9]{{1,3}})%\s+(?P<points>{NUMBER})")
GRADE = re.compile(rf"(?P<name>[^\s0-9]+)(?:\s+(?P<least>{NUMBER}))?(?:\s+(?P<share>[0-9]{{1,3}})%)?")
LINES = re.compile(r"[;；\n]")
MOST_PERCENT = 100


def worths_of(text: str) -> tuple[Worth, ...]:
    """What `提案·立案 15，首位 7.5，其他合分 7.5` and its like mean. Raises CellError with the line that cannot be."""
    found = []
    for line in lines_of(text):
        told = WORTH.fullmatch(line)
        if not told:
            raise CellError("FORMAT", f"“{line}”看不懂，请写成“提案·立案 15”这样，一行一种")
        if told["result"] not in DEEDS.get(told["kind"], ()):
            raise CellError("UNKNOWN_VALUE", f"没有“{told['kind']}·{told['result']}”这一种，请照右边列出的写")
        found.append(Worth(
            told["kind"], told["result"], number(told["points"]), told["first"] and number(told["first"]),
            told["other"] and number(told["other"]), bool(told["pot"]),
        ))  # fmt: skip
    repeated = [one for n, one in enumerate(found) if (one.kind, one.result) in {(w.kind, w.result) for w in found[:n]}]
    if repeated:
        raise CellError("REPEATED", f"“{repeated[0].kind}·{repeated[0].result}”写了两行，请留一行")
    return tuple(found)


def worth_in_words(worth: Worth) -> str:
    """As `worths_of` reads it."""
    words = f"{worth.kind}·{worth.result} {shown(worth.points)}"
    words += "" if worth.first is None else f"，首位 {shown(worth.first)}"
    return words + ("" if worth.other is None else f"，其他{'合分' if worth.is_pot else ''} {shown(worth.other)}")


def steps_of(text: str) -> tuple[tuple[Decimal, Decimal], ...]:
    """What `90% 4；80% 2` means, best first."""
    found = []
    for line in lines_of(text):
        told = STEP.fullmatch(line)
        if not told or int(told["share"]) > MOST_PERCENT:
            raise CellError("FORMAT", f"“{line}”看不懂，请写成“90% 4”这样，一行一档")
        found.append((Decimal(told["share"]) / 100, number(told["points"])))
    return tuple(sorted(found, reverse=True))


def grades_of(text: str) -> tuple[Grade, ...]:
    """What `优秀 90 30%；称职 60；不称职` means: the best first, the last without a threshold."""
    found = []
    for line in lines_of(text):
        told = GRADE.fullmatch(line)
        if not told or int(told["share"] or 0) > MOST_PERCENT:
            raise CellError("FORMAT", f"“{line}”看不懂，请写成“优秀 90 30%”这样，一行一等")
        least, share = told["least"], told["share"]
        found.append(Grade(told["name"], number(least) if least else None, Decimal(share) / 100 if share else None))
    refuse_odd_grades(found)
    return tuple(found)


def refuse_odd_grades(grades: list[Grade]) -> None:
    """Refuse grades out of order, twice, or without a last one that everybody reaches."""
    if not grades:
        return
    least = [one.least for one in grades[:-1]]
    if None in least or grades[-1].least is not None or grades[-1].share is not None:
        raise CellError("FORMAT", "请给前面每一等写最低分，最后一等不写，例如“不称职”")
    if least != sorted(set(least), reverse=True) or len({one.name for one in grades}) < len(grades):
        raise CellError("FORMAT", "请从高到低写等次，名称和最低分都不重复")


def lines_of(text: str | None) -> list[str]:
    """The lines of a cell, full-width signs and white space folded."""
    lines = (" ".join(folded(line).split()) for line in LINES.split(text or ""))
    return [re.sub(r" ?, ?", ",", line) for line in lines if line]


def number(words: str) -> Decimal:
    """A number as people write it."""
    return Decimal(words.replace("−", "-"))


def item_of(cells: Any) -> Item:
    """The item that a row of a scheme means. cells: an object with the columns of a sheet's row."""
    return Item(
        cells.name, cells.part, cells.rule, worths_of(cells.worths), cells.most, cells.count, cells.credited,
        cells.audience, steps_of(cells.steps or ""), cells.ceiling or "",
    )  # fmt: skip


def book_of(scheme: Any, items: Iterable[Any]) -> Rulebook:
    """The rulebook that a scheme and its rows mean."""
    return Rulebook(
        scheme.name, tuple(map(item_of, items)), grades_of(scheme.grades), scheme.base, scheme.bonus, scheme.is_scaled
    )


def item_problem(item: Item) -> tuple[str, str] | None:
    """(cell, sentence) of what an item of this rule still lacks or cannot have; None where it is sound."""
    if not item.worths:
        return "worths", "请写哪些记录计几分，例如“提案·立案 15”"
    if item.rule in (RATE, FULL) and not (item.most and item.most > 0):
        return "most", "请填满分"
    if item.rule == STEPS and not item.steps:
        return "steps", "请写分档，例如“90% 4”"
    if item.rule == VETO and not item.ceiling:
        return "ceiling", "请填等次最高为哪一等"
    if item.rule == FROM_NTH and not item.count:
        return "count", "请填从第几次起"
    return sign_problem(item)


def sign_problem(item: Item) -> tuple[str, str] | None:
    """Points that go the wrong way: 扣分 and 满分倒扣 take, everything else gives."""
    takes = item.rule == FULL or (item.part == MINUS and item.rule in (EACH, FROM_NTH))
    worths = [points for one in item.worths for points in (one.points, one.first, one.other) if points is not None]
    if takes and any(points > ZERO for points in worths):
        return "worths", "扣分请写成负数，例如“会议活动·缺席 −1.5”"
    if not takes and any(points < ZERO for points in worths):
        return "worths", "负的分请放到“扣分”，或者用“满分倒扣”"
    return None


def book_problem(book: Rulebook) -> str | None:
    """One sentence on what keeps a scheme from being used; None where nothing does."""
    if not book.items:
        return "方案里还没有计分项目，请先加上。"
    if len(book.grades) < 2:
        return "请先写好等次，至少两等。"
    names = {grade.name for grade in book.grades}
    odd = next((item for item in book.items if item.ceiling and item.ceiling not in names), None)
    return f"“{odd.name}”写的等次“{odd.ceiling}”不在等次里，请改成一样的。" if odd else None
