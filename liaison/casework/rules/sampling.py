"""Drawing closed cases to revisit, so that anybody can draw the same again: no chance, only a sum over numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

QUARTER = re.compile(r"(20\d\d)Q([1-4])")
HOW = (
    "把季度、公开的号码和诉求编号连起来（中间用竖线），算 SHA-256，按结果从小到大排；"
    "每个单位取前百分之几（进一位，至少 1 件），再把各单位取到的合在一起按同样的结果排。"
)


@dataclass(frozen=True)
class Drawn:
    """A case that was drawn. place: 1, 2, … in the order of the draw."""

    number: str
    unit: str
    place: int


def days_of(quarter: str) -> tuple[date, date] | None:
    """(first day, first day of the next) of 2026Q3; None for anything else."""
    found = QUARTER.fullmatch(quarter)
    if not found:
        return None
    year, number = int(found[1]), int(found[2])
    return date(year, number * 3 - 2, 1), date(year + (number == 4), 1 if number == 4 else number * 3 + 1, 1)


def last_ended(day: date, count: int) -> list[str]:
    """The last quarters that ended before a day, latest first: 2026Q3, 2026Q2, …"""
    year, number = day.year, (day.month + 2) // 3
    past = (year * 4 + number - 1 - back for back in range(1, count + 1))
    return [f"{one // 4}Q{one % 4 + 1}" for one in past]


def name_of(quarter: str) -> str:
    """2026 年第 3 季度 of 2026Q3."""
    return f"{quarter[:4]} 年第 {quarter[-1]} 季度"


def mark_of(quarter: str, public_number: str, number: str) -> str:
    """What a case is sorted by: 64 hexadecimal digits that nobody can choose."""
    return sha256(f"{quarter}|{public_number}|{number}".encode()).hexdigest()


def drawn(quarter: str, public_number: str, percent: int, cases: Iterable[tuple[str, str]]) -> list[Drawn]:
    """The cases to revisit: of each unit that many per cent, rounded up, one at least.

    cases: (number, unit) of all that were closed in the quarter, in any order.
    """
    by_unit: Mapping[str, list[str]] = defaultdict(list)
    for number, unit in cases:
        by_unit[unit].append(number)
    taken = [
        (mark_of(quarter, public_number, number), number, unit)
        for unit, numbers in by_unit.items()
        for number in sorted(numbers, key=lambda one: mark_of(quarter, public_number, one))[: share(numbers, percent)]
    ]
    return [Drawn(number, unit, place) for place, (_mark, number, unit) in enumerate(sorted(taken), start=1)]


def share(numbers: Sequence[str], percent: int) -> int:
    """How many of these are drawn."""
    return max(1, -(-len(numbers) * percent // 100))


def sum_of(numbers: Iterable[str]) -> str:
    """A short proof of which cases there were to draw from."""
    return sha256("\n".join(sorted(numbers)).encode()).hexdigest()
