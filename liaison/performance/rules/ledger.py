"""What a ledger lacks and what it has too much, beside what a reckoning from scratch gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Posting(NamedTuple):
    """One line of a ledger, without who wrote it and when."""

    member_id: int
    scheme_id: int
    item: str
    part: str
    source: str
    points: Decimal
    reason: str
    ceiling: str

    def reverse(self, words: str) -> Posting:
        """The line that takes this one back. words: what its reason begins with."""
        return self._replace(points=-self.points, reason=f"{words}{self.reason}", ceiling="")


def difference(
    wanted: Iterable[Posting], standing: Iterable[tuple[int, Posting]]
) -> tuple[list[Posting], list[tuple[int, Posting]]]:
    """(lines to add, lines to reverse with their ids). standing: those that nothing has reversed yet."""
    left = Counter(wanted)
    surplus = []
    for entry_id, one in standing:
        if left[one]:
            left[one] -= 1
        else:
            surplus.append((entry_id, one))
    return list(left.elements()), surplus
