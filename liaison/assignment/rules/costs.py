"""What one pair costs, for all pairs at once: km to the nearer of home and work, and another sector."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from liaison.assignment.rules.instance import UNKNOWN_KM, Instance, Spot

EARTH_RADIUS_KM = 6371.0
DIGITS = 3  # Metres: finer differences between villages mean nothing.

Matrix = NDArray[np.float64]


def km_matrix(here: Sequence[Spot | None], there: Sequence[Spot | None]) -> Matrix:
    """Great-circle km between each of `here` (rows) and each of `there` (columns); not a number where unknown."""
    a, b = radians(here), radians(there)
    north = np.sin((b[None, :, 0] - a[:, None, 0]) / 2) ** 2
    east = np.sin((b[None, :, 1] - a[:, None, 1]) / 2) ** 2
    across = north + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * east
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(across, 0, 1)))


def radians(spots: Sequence[Spot | None]) -> Matrix:
    """The spots as rows (latitude, longitude) in radians."""
    nowhere = (np.nan, np.nan)
    return np.radians(np.array([spot or nowhere for spot in spots], dtype=float).reshape(-1, 2))


def km_between(here: Spot | None, there: Spot | None) -> float | None:
    """Km between two spots, to the metre; None where one is unknown."""
    if here is None or there is None:
        return None
    (a, east_of_a), (b, east_of_b) = (map(math.radians, spot) for spot in (here, there))
    across = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin((east_of_b - east_of_a) / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, across))), DIGITS)


def nearer_km(home_km: float | None, work_km: float | None) -> float | None:
    """Km to the nearer of home and work; None where neither is known."""
    return min((km for km in (home_km, work_km) if km is not None), default=None)


def pair_costs(instance: Instance) -> Matrix:
    """`cost[member, representative]` in km-equivalents, rounded to metres; never negative."""
    people = instance.representatives
    spots = [person.spot for person in people]
    home = km_matrix([member.home for member in instance.members], spots)
    work = km_matrix([member.work for member in instance.members], spots) + instance.weights.work_is_further
    km = np.fmin(np.fmin(home, work), np.inf)
    km[~np.isfinite(km)] = UNKNOWN_KM
    sectors = np.array([member.sector for member in instance.members])
    is_other = sectors[:, None] != np.array([person.sector for person in people])[None, :]
    return np.round(km + instance.weights.other_sector * is_other, DIGITS)
