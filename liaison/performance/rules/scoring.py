"""From what a member did to entries of the ledger: each with its points, its source and its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from liaison.performance.rules.deeds import Act
from liaison.performance.rules.schemes import (
    BASE,
    BONUS,
    EACH,
    FROM_NTH,
    FULL,
    MINUS,
    ONCE,
    OTHER,
    RATE,
    STEPS,
    VETO,
    ZERO,
    Item,
    Rulebook,
    rounded,
    shown,
)

BASE_LIMIT, SCALING, BONUS_LIMIT = "底分封顶", "常委底分折算", "加分封顶"


@dataclass(frozen=True, order=True)
class Entry:
    """One line of a member's account. source: the row that earned it, empty where the scheme itself says so;
    ceiling: the best grade it leaves."""

    member_id: int
    item: str
    part: str
    source: str
    points: Decimal
    reason: str
    ceiling: str = ""


def entries_of(book: Rulebook, member_id: int, is_standing: bool, acts: Iterable[Act]) -> list[Entry]:
    """What a member's acts come to, caps and vetoes as entries of their own.

    The order in which acts are given is of no matter. Acts of others are left out.
    """
    own = sorted({act for act in acts if act.member_id == member_id}, key=lambda act: (act.day, act.source, act.words))
    found: list[Entry] = []
    for item in book.items_for(is_standing):
        lines = KINDS[item.rule](item, [act for act in own if item.worth_of(act)])
        found += [Entry(member_id, item.name, item.part, *line) for line in lines]
    return found + limits(book, member_id, is_standing, found)


Line = tuple[str, Decimal, str] | tuple[str, Decimal, str, str]


def limits(book: Rulebook, member_id: int, is_standing: bool, found: Sequence[Entry]) -> list[Entry]:
    """The entries by which base and bonus stay within the scheme."""
    made = []
    base = sum((one.points for one in found if one.part in BASE), ZERO)
    full = book.base_full(is_standing)
    if book.is_scaled and book.base and full and full > book.base:
        scaled = rounded(base * book.base / full)
        why = f"底分满分 {shown(full)} 分，折成 {shown(book.base)} 分：{shown(base)} 分折成 {shown(scaled)} 分"
        made += [Entry(member_id, SCALING, OTHER, "", scaled - base, why)] if scaled != base else []
        base = scaled
    bonus = sum((one.points for one in found if one.part == BONUS), ZERO)
    made += [Entry(member_id, BASE_LIMIT, OTHER, *line) for line in capped(base, book.base)]
    return made + [Entry(member_id, BONUS_LIMIT, BONUS, *line) for line in capped(bonus, book.bonus)]


def capped(total: Decimal, most: Decimal | None) -> list[Line]:
    """The line that brings a sum back to its cap; of deductions the cap is how much they take at the most."""
    if most is None or abs(total) <= most:
        return []
    over = total - most if total > 0 else total + most
    return [("", -over, f"合计 {shown(total)} 分，{'最多扣' if total < 0 else '封顶'} {shown(most)} 分")]


def each(item: Item, acts: Sequence[Act]) -> list[Line]:
    """每次计分."""
    lines = [earned(item, act) for act in acts]
    return lines + capped(sum((line[1] for line in lines), ZERO), item.most)


def earned(item: Item, act: Act) -> Line:
    """What one act earns, with its reason."""
    points, why = item.points(act), act.told
    if act.authors > 1:
        credited = item.credited is not None and act.place > item.credited
        why += f"，{act.authors} 人联名，署名第 {act.place}" + (f"，只计前 {item.credited} 位" if credited else "")
    if act.amount != 1:
        why += f"，{shown(act.amount)} 次"
    return act.source, points, why


def once(item: Item, acts: Sequence[Act]) -> list[Line]:
    """只计一次: the best, of equal ones the earliest."""
    lines = [earned(item, act) for act in acts]
    best = max(range(len(lines)), key=lambda n: (lines[n][1], -n), default=0)
    told = [
        line if n == best else (line[0], ZERO, f"{line[2]}，只计最高的一次") for n, line in enumerate(lines)
    ]
    return told + capped(sum((line[1] for line in told), ZERO), item.full)


def from_nth(item: Item, acts: Sequence[Act]) -> list[Line]:
    """第几次起: what comes before is counted elsewhere."""
    least, lines, place = item.count or 1, [], 0
    for act in acts:
        source, points, why = earned(item, act)[:3]
        place += points != 0
        is_early = place < least
        lines.append((source, ZERO if is_early else points, f"{why}，第 {place} 次" + ("，不加分" if is_early else "")))
    return lines + capped(sum((line[1] for line in lines), ZERO), item.most)


def rate(item: Item, acts: Sequence[Act]) -> list[Line]:
    """按完成率: each good act brings its part of the full mark, until all that is due is done."""
    due, done, lines = item.count or len(acts), 0, []
    for act in acts:
        before, done = mark(item, done, due), done + (item.points(act) > 0)
        points = mark(item, done, due) - before
        why = f"{act.told}，完成 {done}/{due}" if item.points(act) > 0 else act.told
        lines.append((act.source, points, f"{why}，已满" if done > due else why))
    return lines


def mark(item: Item, done: int, due: int) -> Decimal:
    """The part of the full mark for so many of those due."""
    return rounded((item.most or ZERO) * min(done, due) / due)


def full(item: Item, acts: Sequence[Act]) -> list[Line]:
    """满分倒扣: nothing before the first record, then the full mark less what each act takes, never below nothing."""
    if not acts:
        return []
    most = item.most or ZERO
    lines: list[Line] = [("", most, f"满分 {shown(most)} 分"), *(earned(item, act) for act in acts)]
    total = sum((line[1] for line in lines), ZERO)
    return [*lines, ("", -total, "扣到 0 分为止")] if total < 0 else lines


def steps(item: Item, acts: Sequence[Act]) -> list[Line]:
    """分档: by the share of good ones."""
    if not acts:
        return []
    good = sum(item.points(act) > 0 for act in acts)
    share = Decimal(good) / len(acts)
    points = next((points for least, points in item.steps if share >= least), ZERO)
    return [("", points, f"{len(acts)} 次里 {good} 次，{shown(100 * share)}%，得 {shown(points)} 分")]


def veto(item: Item, acts: Sequence[Act]) -> list[Line]:
    """一票否决: no points, but a ceiling on the grade."""
    told = f"等次最高为{item.ceiling}"
    if item.count is None:
        return [(act.source, ZERO, f"{act.words}，{told}", item.ceiling) for act in acts]
    done = len({act.source for act in acts})
    return [("", ZERO, f"{done} 次，少于 {item.count} 次，{told}", item.ceiling)] if done < item.count else []


KINDS: Mapping[str, Callable[[Item, Sequence[Act]], list[Line]]] = {
    EACH: each, ONCE: once, FROM_NTH: from_nth, RATE: rate, FULL: full, STEPS: steps, VETO: veto,
}  # fmt: skip


def total_of(entries: Iterable[Entry]) -> Decimal:
    """The sum of entries."""
    return sum((one.points for one in entries), ZERO)


def by_part(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """`{part: points}`, every part there, deductions negative."""
    sums = dict.fromkeys((*BASE, BONUS, MINUS), ZERO)
    for one in entries:
        sums[one.part] += one.points
    return sums
