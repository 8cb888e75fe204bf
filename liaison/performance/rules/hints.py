"""Where a member stands in each item of a scheme, and how he gets the next point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from liaison.performance.rules.schemes import (
    FULL,
    MINUS,
    ONCE,
    RATE,
    STEPS,
    VETO,
    ZERO,
    Item,
    Rulebook,
    Worth,
    rounded,
    shown,
)
from liaison.performance.rules.scoring import Entry

MOST = "已满"


@dataclass(frozen=True)
class Standing:
    """One item: what it has given, the most it can give (None: open), and what brings the next point."""

    item: str
    part: str
    earned: Decimal
    full: Decimal | None
    hint: str

    @property
    def percent(self) -> int | None:
        """How far it is, of a hundred."""
        return int(100 * self.earned / self.full) if self.full else None


def standings(book: Rulebook, is_standing: bool, entries: Iterable[Entry]) -> list[Standing]:
    """Every item that can give a member points, in the order of the scheme; deductions and vetoes are left out."""
    earned: dict[str, Decimal] = {}
    for one in entries:
        earned[one.item] = earned.get(one.item, ZERO) + one.points
    return [
        Standing(item.name, item.part, earned.get(item.name, ZERO), item.full, hint(item, earned.get(item.name, ZERO)))
        for item in book.items_for(is_standing) if item.part != MINUS and item.rule != VETO
    ]  # fmt: skip


def before_the_end(book: Rulebook, total: Decimal) -> str:
    """年底才定等次；现在 62 分，再得 13 分到称职."""
    above = [one for one in book.grades if one.least is not None and one.least > total]
    further = f"，再得 {shown((above[-1].least or ZERO) - total)} 分到{above[-1].name}" if above else ""
    return f"年底才定等次；现在 {shown(total)} 分{further}"


def hint(item: Item, earned: Decimal) -> str:
    """How to get the next point of an item, of which so much is earned."""
    if item.full is not None and earned >= item.full:
        return MOST
    if item.rule == FULL:
        return "有了记录先得满分，再按记录扣"
    if item.rule == STEPS:
        return next((f"到 {shown(100 * share)}% 得 {shown(points)} 分" for share, points in reversed(item.steps)
                     if points > earned), MOST)  # fmt: skip
    worth = max(item.worths, key=lambda one: one.points)
    return f"{name_of(worth)}{gain(item, worth, earned)}"


def gain(item: Item, worth: Worth, earned: Decimal) -> str:
    """What one more of the best deed brings, and how much is left."""
    left = None if item.full is None else item.full - earned
    if item.rule == RATE:
        due = f"应完成 {item.count} 次，" if item.count else ""
        each = f"，每次约 {shown(rounded((item.most or ZERO) / item.count))} 分" if item.count else ""
        return f"：{due}还差 {shown(left or ZERO)} 分{each}"
    if item.rule == ONCE:
        return f"得 {shown(worth.points)} 分" + (f"，还能多 {shown(left)} 分" if left and earned else "")
    points = worth.points if left is None else min(worth.points, left)
    more = f"，还能得 {shown(left)} 分" if left is not None and left > points else ""
    return f"一次得 {shown(points)} 分{more}"


def name_of(worth: Worth) -> str:
    """“提案·立案”."""
    return f"“{worth.kind}·{worth.result}”"
