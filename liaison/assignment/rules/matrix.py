"""What all pairs cost at once, as arrays: the same figures as `costs` gives for one pair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liaison.assignment.rules.costs import DIGITS, EARTH_RADIUS_KM
from liaison.assignment.rules.instance import UNKNOWN_KM, Instance, Spot

Matrix = NDArray[np.float64]
Numbers = NDArray[np.int64]


def km_matrix(here: Sequence[Spot | None], there: Sequence[Spot | None]) -> Matrix:
    """Great-circle km between each of `here` (rows) and each of `there` (columns); not a number where unknown.

    Many live in few villages, so each two places are measured once.
    """
    (places, row), (others, column) = distinct(here), distinct(there)
    a, b = radians(places), radians(others)
    north = np.sin((b[None, :, 0] - a[:, None, 0]) / 2) ** 2
    east = np.sin((b[None, :, 1] - a[:, None, 1]) / 2) ** 2
    across = north + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * east
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(across, 0, 1)))
    return km[row][:, column]


def distinct(spots: Sequence[Spot | None]) -> tuple[list[Spot | None], Numbers]:
    """The different spots, and of each spot which of them it is."""
    numbers: dict[Spot | None, int] = {}
    which = [numbers.setdefault(spot, len(numbers)) for spot in spots]
    return list(numbers), np.array(which, dtype=np.int64)


def radians(spots: Sequence[Spot | None]) -> Matrix:
    """The spots as rows (latitude, longitude) in radians."""
    nowhere = (np.nan, np.nan)
    return np.radians(np.array([spot or nowhere for spot in spots], dtype=float).reshape(-1, 2))


def pair_costs(instance: Instance) -> Matrix:
    """`cost[member, representative]` in km-equivalents, rounded to metres; never negative."""
    spots = [person.spot for person in instance.representatives]
    cost = km_matrix([member.work for member in instance.members], spots)
    cost += instance.weights.work_is_further
    np.fmin(km_matrix([member.home for member in instance.members], spots), cost, out=cost)
    cost[np.isnan(cost)] = UNKNOWN_KM
    cost += sector_costs(instance)
    add_systems(instance, cost)
    return np.round(cost, DIGITS, out=cost)


def sector_costs(instance: Instance) -> Matrix:
    """What the two sectors of each pair count."""
    sectors = sorted({one.sector for one in (*instance.members, *instance.representatives)})
    position = {sector: n for n, sector in enumerate(sectors)}
    table = np.full((len(sectors), len(sectors)), float(instance.weights.other_sector))
    for own, other in instance.related:
        if own in position and other in position:
            table[position[own], position[other]] = instance.weights.related_sector
    np.fill_diagonal(table, 0.0)
    rows = np.array([position[member.sector] for member in instance.members], dtype=np.int64)
    columns = np.array([position[person.sector] for person in instance.representatives], dtype=np.int64)
    return table[rows][:, columns]


def add_systems(instance: Instance, cost: Matrix) -> None:
    """Add what it counts to be outside the working groups of the member."""
    people: dict[frozenset[int], list[int]] = {}
    for n, person in enumerate(instance.representatives):
        people.setdefault(person.systems, []).append(n)
    for row, member in enumerate(instance.members):
        outside = [n for systems, some in people.items() if not systems & member.systems for n in some]
        if member.systems:
            cost[row, outside] += instance.weights.other_system
