"""Who may follow a member that leaves: those nearest to his work, the least burdened first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MOST_OFFERED = 40


def nearness(one: Any, other: Any) -> int:
    """How near another member is: 0 same sector and committee, 1 same committee, 2 same sector, 3 neither."""
    is_same_committee = one.organisation_id is not None and one.organisation_id == other.organisation_id
    is_same_sector = one.sector_id == other.sector_id
    return 3 - 2 * is_same_committee - is_same_sector


def offered_successors(leaving: Any, staying: Sequence[Any], loads: Mapping[int, int]) -> list[Any]:
    """The members who could follow, the best first: by nearness, then by how many open cases each has.

    Members have id, no, sector_id and organisation_id. loads: `{member id: open cases}`.
    """
    order = sorted(staying, key=lambda one: (nearness(leaving, one), loads.get(one.id, 0), one.no))
    return order[:MOST_OFFERED]


def suggested_successors(leaving: Iterable[Any], staying: Sequence[Any]) -> dict[int, int]:
    """`{leaving member: successor}`; the work of several is spread. Members have open_cases besides.

    Empty where nobody stays.
    """
    loads = Counter({one.id: one.open_cases for one in staying})
    chosen: dict[int, int] = {}
    for one in leaving:
        best = next(iter(offered_successors(one, staying, loads)), None)
        if best:
            chosen[one.id] = best.id
            loads[best.id] += one.open_cases
    return chosen
