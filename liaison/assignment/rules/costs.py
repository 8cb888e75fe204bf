"""What one pair costs, for all pairs at once: km to the nearer of home and work, and another sector."""

from __future__ import annotations

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
    return round(float(km_matrix([here], [there])[0, 0]), DIGITS)


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
