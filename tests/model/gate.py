"""How long the gate walks, and what it makes sure of: that the walk comes everywhere."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.model.cast import Cast
from tests.model.office import GRAPH
from tests.model.walker import walk

DEEDS = 2_500  # in each of two files, which two processes take on; `make soak` walks on
MOST_LACKING = 0.2  # of the moves, done and refused, that so short a walk may miss


def walked(cast: Cast, seed: int, deeds: int) -> tuple[int, int]:
    """(done, refused) of a walk in which nearly every move was made, and nearly every move refused."""
    told: Counter[Any] = Counter()
    for world in walk(cast, seed, deeds):
        told += world
    lacking = [verb for verb in GRAPH for is_done in (True, False) if not told[verb, is_done]]
    assert len(lacking) <= 2 * len(GRAPH) * MOST_LACKING, f"the walk never came to {lacking}"
    done = sum(count for (_verb, is_done), count in told.items() if is_done)
    return done, told.total() - done
